package io.penstock.server;

import io.penstock.config.GatewayConfig;
import io.penstock.telemetry.AccessLog;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The serving process, from the first bind to the last answer. */
final class Serve {
    private Serve() {}

    /**
     * Serves until a signal ends it.
     *
     * @return the exit code of the process
     */
    static int run(Supplier<GatewayConfig> loader, @Nullable Path file, String version) {
        GatewayConfig config = loader.get();
        AccessLog accessLog = AccessLog.to(System.out, config.accessLog().queueMax());
        Gateway gateway;
        try {
            gateway = Gateway.start(config, accessLog);
        } catch (IllegalStateException unusable) {
            System.err.println(unusable.getMessage());
            return 1;
        }
        try (Reloader reloader = new Reloader(gateway, config, loader, file)) {
            // Whoever reads that it is ready may send signals.
            Signals.on("HUP", reloader::onSignal);
            Stop stop = new Stop(gateway);
            stop.listen();
            System.err.println(readyLine(gateway, config, version));
            logFindings(gateway, config);
            reloader.start();
            stop.await();
        } catch (InterruptedException interrupted) {
            gateway.stop();
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Logging is set up with its first line: after the port is bound, so that nobody waits for it. */
    private static void logFindings(Gateway gateway, GatewayConfig config) {
        Logger log = LoggerFactory.getLogger(Serve.class);
        InetSocketAddress metrics = gateway.metricsAddress();
        if (metrics != null) {
            log.atInfo()
                    .addKeyValue("url", "http://" + hostOf(metrics) + ":" + metrics.getPort() + "/metrics")
                    .log("metrics can be read");
        }
        config.warnings().forEach(warning -> log.atWarn().log(warning));
        if (!config.notYet().isEmpty()) {
            log.atWarn().addKeyValue("variables", config.notYet()).log("known, and without effect yet");
        }
    }

    private static String readyLine(Gateway gateway, GatewayConfig config, String version) {
        List<String> providers = new ArrayList<>();
        config.providers().configured().forEach(endpoint -> providers.add(endpoint.id()));
        if (config.isDemo()) {
            providers.add("demo");
        }
        InetSocketAddress at = gateway.address();
        return "penstock " + version + " is ready at " + (config.server().tls().isOn() ? "https://" : "http://")
                + hostOf(at) + ":" + at.getPort() + " (" + gateway.transport().key() + "; providers: "
                + String.join(", ", providers) + ")";
    }

    private static String hostOf(InetSocketAddress at) {
        return at.getHostString().contains(":") ? "[" + at.getHostString() + "]" : at.getHostString();
    }
}
