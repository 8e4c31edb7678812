package io.penstock.config;

import java.util.List;
import java.util.function.Function;

/**
 * What counts from one start to the next, since sockets, event loops, pools and queues are made of it once.
 *
 * @param setting where it stands
 * @param value what a configuration says of it
 */
record FixedAtStart(Setting<?> setting, Function<GatewayConfig, Object> value) {
    private static final List<FixedAtStart> ALL = List.of(
            new FixedAtStart(ServerConfig.HOST, config -> config.server().host()),
            new FixedAtStart(ServerConfig.PORT, config -> config.server().port()),
            new FixedAtStart(ServerConfig.TRANSPORT, config -> config.server().transport()),
            new FixedAtStart(ServerConfig.EVENT_LOOPS, config -> config.server().eventLoops()),
            new FixedAtStart(
                    ServerConfig.Limits.HELD_BYTES_MAX,
                    config -> config.server().limits().heldBytesMax()),
            new FixedAtStart(
                    UpstreamConfig.Timeouts.CONNECT,
                    config -> config.upstream().timeouts().connect()),
            new FixedAtStart(
                    UpstreamConfig.Pool.CONNECTIONS_MAX,
                    config -> config.upstream().pool().connectionsMax()),
            new FixedAtStart(
                    UpstreamConfig.Pool.IDLE_PER_LOOP_MAX,
                    config -> config.upstream().pool().idlePerLoopMax()),
            new FixedAtStart(
                    UpstreamConfig.Pool.IDLE_TIMEOUT,
                    config -> config.upstream().pool().idleTimeout()),
            new FixedAtStart(
                    UpstreamConfig.Pool.QUEUE_MAX,
                    config -> config.upstream().pool().queueMax()),
            new FixedAtStart(
                    UpstreamConfig.ALLOWED_NETWORKS, config -> config.upstream().allowedNetworks()),
            new FixedAtStart(
                    AccessLogConfig.QUEUE_MAX, config -> config.accessLog().queueMax()),
            new FixedAtStart(
                    TelemetryConfig.ENABLED, config -> config.telemetry().enabled()),
            new FixedAtStart(
                    TelemetryConfig.METRICS_HOST, config -> config.telemetry().metricsHost()),
            new FixedAtStart(
                    TelemetryConfig.METRICS_PORT, config -> config.telemetry().metricsPort()),
            new FixedAtStart(StoreConfig.PATH, config -> config.store().path()));

    /** The keys of those in which two configurations differ. */
    static List<String> differing(GatewayConfig one, GatewayConfig other) {
        return ALL.stream()
                .filter(fixed -> !fixed.value.apply(one).equals(fixed.value.apply(other)))
                .map(fixed -> fixed.setting.path())
                .toList();
    }
}
