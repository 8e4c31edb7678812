package io.penstock.server;

import io.penstock.config.ConfigException;
import io.penstock.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again on SIGHUP and when its file changes, or one of the certificates that it names: validated first, then
 * swapped whole. A file that is refused is logged with its reasons, and the old configuration keeps serving.
 *
 * <p>The files are looked at once a second: a replaced link or a rename, which is how editors and config maps write, is seen as surely
 * as a write.
 */
final class Reloader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final long INTERVAL_MILLIS = 1000;

    private final Gateway gateway;
    private final GatewayConfig started;
    private final Supplier<GatewayConfig> loader;
    private final @Nullable Path file;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "config-watch");
        thread.setDaemon(true);
        return thread;
    });
    private List<Path> files = List.of();
    private Map<Path, Stamp> stamps = Map.of();

    private record Stamp(
            long modifiedMillis, long bytes, @Nullable Object fileKey) {}

    /**
     * A reloader that waits for {@link #start}.
     *
     * @param started what the gateway was started with
     * @param loader reads and judges the configuration, and throws {@link ConfigException} where it is refused
     * @param file looked at for changes, null where there is none
     */
    Reloader(Gateway gateway, GatewayConfig started, Supplier<GatewayConfig> loader, @Nullable Path file) {
        this.gateway = gateway;
        this.started = started;
        this.loader = loader;
        this.file = file;
    }

    void start() {
        watch(started);
        watcher.scheduleWithFixedDelay(this::onTick, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** SIGHUP: the reload happens on the watcher's own thread. */
    void onSignal() {
        watcher.execute(this::reload);
    }

    private void onTick() {
        Map<Path, Stamp> now = stampsNow();
        // A file that is gone is being replaced: what is there next decides.
        if (now.size() == files.size() && !now.equals(stamps)) {
            stamps = now;
            reload();
        }
    }

    private void watch(GatewayConfig config) {
        List<Path> named = new ArrayList<>(config.server().tls().files());
        if (file != null) {
            named.add(file);
        }
        if (!named.equals(files)) {
            files = named;
            stamps = stampsNow();
        }
    }

    private void reload() {
        try {
            GatewayConfig next = loader.get();
            gateway.reload(next);
            watch(next);
            LOG.atInfo().log("configuration reloaded");
            next.warnings().forEach(warning -> LOG.atWarn().log(warning));
            List<String> waiting = next.waitingForStart(started);
            if (!waiting.isEmpty()) {
                LOG.atWarn().addKeyValue("settings", waiting).log("changed, and without effect until the next start");
            }
        } catch (ConfigException refused) {
            LOG.atWarn()
                    .addKeyValue("findings", refused.findings())
                    .log("configuration refused, the old one keeps serving");
        } catch (RuntimeException defect) {
            // Or the files would not be looked at any more.
            LOG.atError().setCause(defect).log("configuration not reloaded, the old one keeps serving");
        }
    }

    /** Of the files that are there. */
    private Map<Path, Stamp> stampsNow() {
        Map<Path, Stamp> now = new HashMap<>();
        for (Path each : files) {
            try {
                BasicFileAttributes seen = Files.readAttributes(each, BasicFileAttributes.class);
                now.put(each, new Stamp(seen.lastModifiedTime().toMillis(), seen.size(), seen.fileKey()));
            } catch (IOException gone) {
                now.remove(each);
            }
        }
        return now;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
