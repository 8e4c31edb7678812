package io.penstock.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the gateway keeps what must outlive it.
 *
 * @param path the database file; relative to the directory that the process was started in
 */
public record StoreConfig(Path path) {
    /** A question mark would begin options of the database's driver. */
    static final Setting<Path> PATH = new Setting<>(
            "store.path",
            "penstock.db",
            List.of("STORE_PATH"),
            "the path of a file, without ?",
            Path::of,
            path -> !path.toString().isEmpty() && path.toString().indexOf('?') < 0);

    static final List<Setting<?>> SETTINGS = List.of(PATH);

    /** Refuses a path that cannot be used. */
    public StoreConfig {
        PATH.check(path);
    }

    static StoreConfig read(Values values) {
        return new StoreConfig(values.get(PATH));
    }
}
