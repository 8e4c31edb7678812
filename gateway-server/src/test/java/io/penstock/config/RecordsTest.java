package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No record can be made of values that the loader would refuse. */
class RecordsTest {
    private static final TlsConfig NO_TLS = TlsConfig.OFF;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAYS = Duration.ofDays(9);
    private static final ServerConfig.Timeouts TIMEOUTS = new ServerConfig.Timeouts(SECOND, SECOND, SECOND, SECOND);
    private static final ServerConfig.SlowRequest SLOW = new ServerConfig.SlowRequest(SECOND, SECOND, 0);
    private static final ServerConfig.Limits LIMITS = new ServerConfig.Limits(1, 0, 64, 256, 8, 1, 0);

    private static final Http2Config HTTP2 = new Http2Config(true, 1, 16 << 10, 64 << 10);

    static Stream<Arguments> invalid() {
        return Stream.of(
                row(
                        "server.port",
                        () -> new ServerConfig(
                                "h", -1, Transport.NIO, 1, TIMEOUTS, LIMITS, SLOW, NO_TLS, HTTP2, ProxiesConfig.NONE)),
                row(
                        "server.host",
                        () -> new ServerConfig(
                                "h h", 1, Transport.NIO, 1, TIMEOUTS, LIMITS, SLOW, NO_TLS, HTTP2, ProxiesConfig.NONE)),
                row(
                        "server.eventLoops",
                        () -> new ServerConfig(
                                "h", 1, Transport.NIO, -1, TIMEOUTS, LIMITS, SLOW, NO_TLS, HTTP2, ProxiesConfig.NONE)),
                row("server.timeouts.idle", () -> new ServerConfig.Timeouts(Duration.ZERO, SECOND, SECOND, SECOND)),
                row("server.timeouts.drain", () -> new ServerConfig.Timeouts(SECOND, SECOND, SECOND, DAYS)),
                row("server.limits.bodyBytesMax", () -> new ServerConfig.Limits(0, 0, 64, 256, 8, 1, 0)),
                row("server.limits.headFieldsMax", () -> new ServerConfig.Limits(1, 0, 64, 256, 7, 1, 0)),
                row("server.slow.head", () -> new ServerConfig.SlowRequest(Duration.ZERO, SECOND, 0)),
                row("server.http2.streamsMax", () -> new Http2Config(true, 0, 16 << 10, 64 << 10)),
                row("server.http2.streamWindowBytes", () -> new Http2Config(true, 1, 1, 64 << 10)),
                row("server.http2.connectionWindowBytes", () -> new Http2Config(true, 1, 16 << 10, 1)),
                row("server.limits.connectionsMax", () -> new ServerConfig.Limits(1, 0, 64, 256, 8, 0, 0)),
                row("limits.key.requestsPerMinute", () -> new LimitsConfig.Share(-1, 0, 0)),
                row("limits.concurrency.max", () -> new LimitsConfig.Concurrency(0, 0, SECOND)),
                row("limits.request.choicesMax", () -> new LimitsConfig.Request(0, 0, 0, 0)),
                row(
                        "upstream.timeouts.idle",
                        () -> new UpstreamConfig.Timeouts(SECOND, SECOND, SECOND, Duration.ZERO, SECOND)),
                row("upstream.pool.connectionsMax", () -> new UpstreamConfig.Pool(0, 0, SECOND, 0, SECOND)),
                row("commit.holdTimeout", () -> new CommitConfig(DAYS, 0, false, SECOND)),
                row("commit.holdBytesMax", () -> new CommitConfig(SECOND, -1, false, SECOND)),
                row(
                        "models.aliases.a",
                        () -> new ModelsConfig(Map.of("a", "b"), List.of(), List.of(), null, SECOND, SECOND)),
                row(
                        "models.listTimeout",
                        () -> new ModelsConfig(Map.of(), List.of(), List.of(), null, SECOND, Duration.ZERO)),
                row("accessLog.queueMax", () -> new AccessLogConfig(true, 0)),
                row("telemetry.metricsPort", () -> new TelemetryConfig(true, "h", 65_536)),
                row("telemetry.metricsHost", () -> new TelemetryConfig(true, "h h", 1)),
                row("auth.keys.refreshInterval", () -> new KeysConfig(true, Duration.ZERO)),
                row("store.path", () -> new StoreConfig(Path.of("a?cache=shared"))),
                row("store.path", () -> new StoreConfig(Path.of(""))));
    }

    private static Arguments row(String path, ThrowingCallable making) {
        return Arguments.of(path, making);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void cannotExistInvalidAndSaysWhatIsWrong(String path, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContaining("(expected: ");
    }
}
