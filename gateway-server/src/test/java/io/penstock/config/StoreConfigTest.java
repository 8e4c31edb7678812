package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever looks into the store reads a gateway's file without that gateway's environment. */
final class StoreConfigTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choose() {
        file = folder.resolve("gateway.yaml");
    }

    @Test
    void isFoundInAFileWhoseProvidersLackTheirKeys() throws IOException {
        Files.writeString(file, """
                models: {defaultProvider: openai}
                store: {path: /var/lib/penstock/keys.db}
                """);

        assertThatThrownBy(() -> Configs.ofFile(file)).isInstanceOf(ConfigException.class);
        assertThat(ConfigLoader.loadStore(file, Map.of()).path()).isEqualTo(Path.of("/var/lib/penstock/keys.db"));
    }

    @Test
    void isTakenFromTheEnvironmentFirst() throws IOException {
        Files.writeString(file, "store: {path: one.db}");

        assertThat(ConfigLoader.loadStore(file, Map.of("STORE_PATH", "two.db")).path())
                .isEqualTo(Path.of("two.db"));
        assertThat(ConfigLoader.loadStore(null, Map.of()).path()).isEqualTo(Path.of("penstock.db"));
    }

    @Test
    void refusesAMisspeltKeyAndAPathThatWouldBeRead() throws IOException {
        Files.writeString(file, "store: {pth: a.db}");
        assertThatThrownBy(() -> ConfigLoader.loadStore(file, Map.of())).hasMessageContaining("did you mean path?");

        Files.writeString(file, "store: {path: 'a.db?mode=memory'}");
        assertThatThrownBy(() -> ConfigLoader.loadStore(file, Map.of()))
                .hasMessage("store.path: a.db?mode=memory (expected: the path of a file, without ?)");
    }
}
