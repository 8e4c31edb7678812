package io.penstock.config;

import java.util.List;

/**
 * What the gateway measures of itself.
 *
 * @param enabled whether anything is
 * @param metricsHost the name or address at which it can be read
 * @param metricsPort 0 to 65535; 0 lets the system choose
 */
public record TelemetryConfig(boolean enabled, String metricsHost, int metricsPort) {
    static final Setting<Boolean> ENABLED = Setting.flag("telemetry.enabled", false, "TELEMETRY_ENABLED");
    static final Setting<String> METRICS_HOST = Setting.text(
            "telemetry.metricsHost",
            "127.0.0.1",
            "a host name or address",
            ServerConfig::isHost,
            "TELEMETRY_METRICS_HOST");
    static final Setting<Integer> METRICS_PORT =
            Setting.integer("telemetry.metricsPort", 9464, 0, 65_535, "TELEMETRY_METRICS_PORT");

    static final List<Setting<?>> SETTINGS = List.of(ENABLED, METRICS_HOST, METRICS_PORT);

    /** Refuses values out of range. */
    public TelemetryConfig {
        METRICS_HOST.check(metricsHost);
        METRICS_PORT.check(metricsPort);
    }

    static TelemetryConfig read(Values values) {
        return new TelemetryConfig(values.get(ENABLED), values.get(METRICS_HOST), values.get(METRICS_PORT));
    }
}
