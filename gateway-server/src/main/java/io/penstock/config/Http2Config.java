package io.penstock.config;

import java.util.List;

/**
 * HTTP/2 towards clients, beside HTTP/1.1.
 *
 * @param enabled whether it is spoken at all
 * @param streamsMax requests of one connection at one time
 * @param streamWindowBytes what a client may send of one body before it is taken
 * @param connectionWindowBytes what it may send of all bodies of a connection before they are taken
 */
public record Http2Config(boolean enabled, int streamsMax, int streamWindowBytes, int connectionWindowBytes) {
    static final Setting<Boolean> ENABLED = Setting.flag("server.http2.enabled", true);
    static final Setting<Integer> STREAMS_MAX = Setting.integer("server.http2.streamsMax", 100, 1, 10_000);
    static final Setting<Long> STREAM_WINDOW_BYTES =
            Setting.bytes("server.http2.streamWindowBytes", 64 << 10, 16 << 10, 16 << 20);
    static final Setting<Long> CONNECTION_WINDOW_BYTES =
            Setting.bytes("server.http2.connectionWindowBytes", 1 << 20, 64 << 10, 1 << 30);

    static final List<Setting<?>> SETTINGS =
            List.of(ENABLED, STREAMS_MAX, STREAM_WINDOW_BYTES, CONNECTION_WINDOW_BYTES);

    /** Refuses values out of range. */
    public Http2Config {
        STREAMS_MAX.check(streamsMax);
        STREAM_WINDOW_BYTES.check((long) streamWindowBytes);
        CONNECTION_WINDOW_BYTES.check((long) connectionWindowBytes);
    }

    static Http2Config read(Values values) {
        return new Http2Config(
                values.get(ENABLED),
                values.get(STREAMS_MAX),
                values.get(STREAM_WINDOW_BYTES).intValue(),
                values.get(CONNECTION_WINDOW_BYTES).intValue());
    }
}
