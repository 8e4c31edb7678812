package io.penstock.config;

import java.time.Duration;
import java.util.List;

/**
 * The client side: where the gateway listens and what it grants a connection.
 *
 * @param host a name or address to bind; an IPv6 address without brackets
 * @param port 0 to 65535; 0 lets the system choose
 * @param transport how sockets are waited for
 * @param eventLoops 1 to 256, or 0 for one per core
 * @param timeouts how long things may take
 * @param limits how large things may be
 * @param slow what is too slow
 * @param tls how clients are spoken to
 * @param http2 what an HTTP/2 connection may have
 * @param proxies who may stand before them
 */
public record ServerConfig(
        String host,
        int port,
        Transport transport,
        int eventLoops,
        Timeouts timeouts,
        Limits limits,
        SlowRequest slow,
        TlsConfig tls,
        Http2Config http2,
        ProxiesConfig proxies) {

    static final Setting<String> HOST =
            Setting.text("server.host", "127.0.0.1", "a host name or address", ServerConfig::isHost, "SERVER_HOST");
    static final Setting<Integer> PORT = Setting.integer("server.port", 8080, 0, 65_535, "SERVER_PORT");
    static final Setting<Transport> TRANSPORT = Setting.choice("server.transport", Transport.AUTO, Transport.class);
    static final Setting<Integer> EVENT_LOOPS = Setting.integer("server.eventLoops", 0, 0, 256);

    static final List<Setting<?>> SETTINGS = List.of(HOST, PORT, TRANSPORT, EVENT_LOOPS);

    /** Refuses values out of range. */
    public ServerConfig {
        HOST.check(host);
        PORT.check(port);
        EVENT_LOOPS.check(eventLoops);
    }

    static ServerConfig read(Values values, Findings findings) {
        return new ServerConfig(
                values.get(HOST),
                values.get(PORT),
                values.get(TRANSPORT),
                values.get(EVENT_LOOPS),
                Timeouts.read(values),
                Limits.read(values),
                SlowRequest.read(values),
                TlsConfig.read(values, findings),
                Http2Config.read(values),
                ProxiesConfig.read(values, findings));
    }

    static boolean isHost(String text) {
        return text.matches("[A-Za-z0-9._:%-]{1,255}");
    }

    /**
     * How long things may take on the client side.
     *
     * @param idle a connection without a request
     * @param read a request, from its first byte to its last
     * @param write a write to a client that takes no bytes
     * @param drain exchanges in flight, once a stop has been asked for
     */
    public record Timeouts(Duration idle, Duration read, Duration write, Duration drain) {
        static final Setting<Duration> IDLE =
                Setting.duration("server.timeouts.idle", "120s", "1ms", "24h", "SERVER_IDLE_TIMEOUT");
        static final Setting<Duration> READ =
                Setting.duration("server.timeouts.read", "60s", "1ms", "24h", "SERVER_READ_TIMEOUT");
        static final Setting<Duration> WRITE =
                Setting.duration("server.timeouts.write", "60s", "1ms", "24h", "SERVER_WRITE_TIMEOUT");
        static final Setting<Duration> DRAIN = Setting.duration("server.timeouts.drain", "10m", "0s", "24h");

        static final List<Setting<?>> SETTINGS = List.of(IDLE, READ, WRITE, DRAIN);

        /** Refuses values out of range. */
        public Timeouts {
            IDLE.check(idle);
            READ.check(read);
            WRITE.check(write);
            DRAIN.check(drain);
        }

        static Timeouts read(Values values) {
            return new Timeouts(values.get(IDLE), values.get(READ), values.get(WRITE), values.get(DRAIN));
        }
    }

    /**
     * What is too slow for a request: it is refused with 408, however much of its time is left.
     *
     * @param head how long one may take to arrive, from its first byte to its last
     * @param body for how long one may come slower than that
     * @param bodyBytesPerSecondMin how fast a body has to come; 0 for any rate
     */
    public record SlowRequest(Duration head, Duration body, long bodyBytesPerSecondMin) {
        static final Setting<Duration> HEAD = Setting.duration("server.slow.head", "10s", "1ms", "24h");
        static final Setting<Duration> BODY = Setting.duration("server.slow.body", "10s", "1ms", "24h");
        static final Setting<Long> BODY_BYTES_PER_SECOND_MIN =
                Setting.bytes("server.slow.bodyBytesPerSecondMin", 1 << 10, 0, 1 << 20);

        static final List<Setting<?>> SETTINGS = List.of(HEAD, BODY, BODY_BYTES_PER_SECOND_MIN);

        /** Refuses values out of range. */
        public SlowRequest {
            HEAD.check(head);
            BODY.check(body);
            BODY_BYTES_PER_SECOND_MIN.check(bodyBytesPerSecondMin);
        }

        private static SlowRequest read(Values values) {
            return new SlowRequest(values.get(HEAD), values.get(BODY), values.get(BODY_BYTES_PER_SECOND_MIN));
        }
    }

    /**
     * How large things may be on the client side.
     *
     * @param bodyBytesMax one request's body, also after it was inflated; above it 413
     * @param heldBytesMax what has come of all bodies that are held at one time, above it 503; 0 for a quarter of direct memory
     * @param lineBytesMax the request line, above it 414, and any one field
     * @param headBytesMax a whole head, above it 431
     * @param headFieldsMax the fields of a head, above it 431
     * @param connectionsMax connections at one time, above it one is closed when it is accepted
     * @param connectionsPerAddressMax those of one address; 0 for any number
     */
    public record Limits(
            long bodyBytesMax,
            long heldBytesMax,
            int lineBytesMax,
            int headBytesMax,
            int headFieldsMax,
            int connectionsMax,
            int connectionsPerAddressMax) {
        static final Setting<Long> BODY_BYTES_MAX = Setting.bytes(
                "server.limits.bodyBytesMax", 64 << 20, 1, Integer.MAX_VALUE, "SERVER_MAX_REQUEST_BODY_SIZE");
        static final Setting<Long> HELD_BYTES_MAX = Setting.bytes("server.limits.heldBytesMax", 0, 0, 1L << 50);
        static final Setting<Long> LINE_BYTES_MAX = Setting.bytes("server.limits.lineBytesMax", 16 << 10, 64, 1 << 20);
        static final Setting<Long> HEAD_BYTES_MAX = Setting.bytes("server.limits.headBytesMax", 64 << 10, 256, 1 << 24);
        static final Setting<Integer> HEAD_FIELDS_MAX = Setting.integer("server.limits.headFieldsMax", 100, 8, 10_000);
        static final Setting<Integer> CONNECTIONS_MAX =
                Setting.integer("server.limits.connectionsMax", 50_000, 1, 10_000_000);
        static final Setting<Integer> CONNECTIONS_PER_ADDRESS_MAX =
                Setting.integer("server.limits.connectionsPerAddressMax", 0, 0, 10_000_000);

        static final List<Setting<?>> SETTINGS = List.of(
                BODY_BYTES_MAX,
                HELD_BYTES_MAX,
                LINE_BYTES_MAX,
                HEAD_BYTES_MAX,
                HEAD_FIELDS_MAX,
                CONNECTIONS_MAX,
                CONNECTIONS_PER_ADDRESS_MAX);

        private static final int SHARE = 4;

        /** Refuses values out of range. */
        public Limits {
            BODY_BYTES_MAX.check(bodyBytesMax);
            HELD_BYTES_MAX.check(heldBytesMax);
            LINE_BYTES_MAX.check((long) lineBytesMax);
            HEAD_BYTES_MAX.check((long) headBytesMax);
            HEAD_FIELDS_MAX.check(headFieldsMax);
            CONNECTIONS_MAX.check(connectionsMax);
            CONNECTIONS_PER_ADDRESS_MAX.check(connectionsPerAddressMax);
        }

        static Limits read(Values values) {
            return new Limits(
                    values.get(BODY_BYTES_MAX),
                    values.get(HELD_BYTES_MAX),
                    values.get(LINE_BYTES_MAX).intValue(),
                    values.get(HEAD_BYTES_MAX).intValue(),
                    values.get(HEAD_FIELDS_MAX),
                    values.get(CONNECTIONS_MAX),
                    values.get(CONNECTIONS_PER_ADDRESS_MAX));
        }

        /**
         * The limit of all held bytes.
         *
         * @param directBytesMax how much direct memory the process may take; counts where nothing was set
         */
        public long heldBytesMax(long directBytesMax) {
            return heldBytesMax == 0 ? directBytesMax / SHARE : heldBytesMax;
        }
    }
}
