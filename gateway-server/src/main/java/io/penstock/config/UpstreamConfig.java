package io.penstock.config;

import io.penstock.codec.address.Networks;
import java.time.Duration;
import java.util.List;

/**
 * The provider side: how long an attempt may take and how many connections are kept.
 *
 * @param timeouts how long things may take
 * @param pool connections
 * @param attemptsMax how often one request is tried, over all targets, before its first output; 1 never tries again
 * @param allowedNetworks where addresses that come over HTTP may lead besides the public Internet
 */
public record UpstreamConfig(Timeouts timeouts, Pool pool, int attemptsMax, Networks allowedNetworks) {
    static final Setting<Networks> ALLOWED_NETWORKS = Setting.networks("upstream.allowedNetworks");
    static final Setting<Integer> ATTEMPTS_MAX = Setting.integer("upstream.attemptsMax", 2, 1, 10);

    static final List<Setting<?>> SETTINGS = List.of(ATTEMPTS_MAX, ALLOWED_NETWORKS);

    /** Refuses values out of range. */
    public UpstreamConfig {
        ATTEMPTS_MAX.check(attemptsMax);
    }

    static UpstreamConfig read(Values values) {
        return new UpstreamConfig(
                Timeouts.read(values), Pool.read(values), values.get(ATTEMPTS_MAX), values.get(ALLOWED_NETWORKS));
    }

    /**
     * How long things may take on the provider side. All but {@code connect} are measured in minutes: models think.
     *
     * @param connect a connection, with its name look-up and TLS handshake
     * @param firstByte from the request's last byte to the answer's first
     * @param firstOutput from the request's last byte to the first output of the model
     * @param idle between two reads of an answer, and while nothing is taken of a body that goes up as it comes
     * @param total a whole attempt; zero for no limit
     */
    public record Timeouts(Duration connect, Duration firstByte, Duration firstOutput, Duration idle, Duration total) {
        static final Setting<Duration> CONNECT = Setting.duration("upstream.timeouts.connect", "10s", "1ms", "10m");
        static final Setting<Duration> FIRST_BYTE =
                Setting.duration("upstream.timeouts.firstByte", "10m", "1ms", "24h", "CLIENT_RESPONSE_HEADER_TIMEOUT");
        static final Setting<Duration> FIRST_OUTPUT =
                Setting.duration("upstream.timeouts.firstOutput", "10m", "1ms", "24h");
        static final Setting<Duration> IDLE = Setting.duration("upstream.timeouts.idle", "5m", "1ms", "24h");
        static final Setting<Duration> TOTAL =
                Setting.duration("upstream.timeouts.total", "30m", "0s", "24h", "CLIENT_TIMEOUT");

        static final List<Setting<?>> SETTINGS = List.of(CONNECT, FIRST_BYTE, FIRST_OUTPUT, IDLE, TOTAL);

        /** Refuses values out of range. */
        public Timeouts {
            CONNECT.check(connect);
            FIRST_BYTE.check(firstByte);
            FIRST_OUTPUT.check(firstOutput);
            IDLE.check(idle);
            TOTAL.check(total);
        }

        static Timeouts read(Values values) {
            return new Timeouts(
                    values.get(CONNECT),
                    values.get(FIRST_BYTE),
                    values.get(FIRST_OUTPUT),
                    values.get(IDLE),
                    values.get(TOTAL));
        }
    }

    /**
     * How connections to a provider are kept.
     *
     * @param connectionsMax open at one time, per provider
     * @param idlePerLoopMax kept for later, per provider and event loop
     * @param idleTimeout how long one is kept for later
     * @param queueMax attempts that may wait for a connection, per provider and event loop
     * @param queueTimeout how long an attempt may wait for one
     */
    public record Pool(
            int connectionsMax, int idlePerLoopMax, Duration idleTimeout, int queueMax, Duration queueTimeout) {
        static final Setting<Integer> CONNECTIONS_MAX =
                Setting.integer("upstream.pool.connectionsMax", 16_384, 1, 1_000_000);
        static final Setting<Integer> IDLE_PER_LOOP_MAX =
                Setting.integer("upstream.pool.idlePerLoopMax", 256, 0, 100_000, "CLIENT_MAX_IDLE_CONNS_PER_HOST");
        static final Setting<Duration> IDLE_TIMEOUT =
                Setting.duration("upstream.pool.idleTimeout", "50s", "1ms", "24h", "CLIENT_IDLE_CONN_TIMEOUT");
        static final Setting<Integer> QUEUE_MAX = Setting.integer("upstream.pool.queueMax", 1024, 0, 1_000_000);
        static final Setting<Duration> QUEUE_TIMEOUT =
                Setting.duration("upstream.pool.queueTimeout", "10s", "1ms", "1h");

        static final List<Setting<?>> SETTINGS =
                List.of(CONNECTIONS_MAX, IDLE_PER_LOOP_MAX, IDLE_TIMEOUT, QUEUE_MAX, QUEUE_TIMEOUT);

        /** Refuses values out of range. */
        public Pool {
            CONNECTIONS_MAX.check(connectionsMax);
            IDLE_PER_LOOP_MAX.check(idlePerLoopMax);
            IDLE_TIMEOUT.check(idleTimeout);
            QUEUE_MAX.check(queueMax);
            QUEUE_TIMEOUT.check(queueTimeout);
        }

        static Pool read(Values values) {
            return new Pool(
                    values.get(CONNECTIONS_MAX),
                    values.get(IDLE_PER_LOOP_MAX),
                    values.get(IDLE_TIMEOUT),
                    values.get(QUEUE_MAX),
                    values.get(QUEUE_TIMEOUT));
        }
    }
}
