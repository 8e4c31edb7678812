package io.penstock.downstream;

import java.util.List;

/**
 * Every handler of a client's pipelines, in wire order:
 *
 * <pre>
 *   client
 *     |
 *     v
 *   proxy       ProxyHandler      where a PROXY header is required, until it is read
 *     |
 *     v
 *   tls         SslHandler        where a certificate is configured
 *     |
 *     v
 *   version     VersionChoice     until it is known which HTTP is spoken; where HTTP/2 is
 *     |
 *     +-- HTTP/1.1 ---------------------------------------------------------------------------------------+
 *     |                                                                                                   |
 *     |                                                                                                   v
 *     |   http1       Http1Server       bytes to head, payload, end; the timers of the connection
 *     |     |
 *     |     v
 *     |   exchange    ExchangeHandler   one exchange at a time, told what came in
 *     |
 *     +-- HTTP/2 -----------------------------------------------------------------------------------------+
 *                                                                                                         |
 *                                                                                                         v
 *         guard       Http2Guard              frames that come too slowly, or for nothing
 *           |
 *           v
 *         http2       Http2FrameCodec         bytes to frames, windows, header fields
 *           |
 *           v
 *         streams     Http2MultiplexHandler   a channel for each stream:
 *           |                                   stream      Http2Server       frames to head, payload, end
 *           |                                     |
 *           |                                     v
 *           |                                   exchange    ExchangeHandler   its one exchange
 *           v
 *         connection  Http2Connection         idle, and the gateway's stop
 * </pre>
 *
 * Answers leave through {@link Http1Sink} or {@link Http2Sink}, which write to the channel.
 */
public final class HandlerNames {
    /** {@link ProxyHandler}; gone as soon as it knows who the client is. */
    public static final String PROXY = "proxy";
    /** Netty's {@code SslHandler}; not there where clients speak no TLS. */
    public static final String TLS = "tls";
    /** {@link VersionChoice}; goes when it is made, and is not there where HTTP/2 is not spoken. */
    public static final String VERSION = "version";
    /** {@link Http1Server}. */
    public static final String HTTP1 = "http1";
    /** {@link ExchangeHandler}. */
    public static final String EXCHANGE = "exchange";

    /** {@link Http2Guard}. */
    public static final String GUARD = "guard";
    /** Netty's {@code Http2FrameCodec}. */
    public static final String HTTP2 = "http2";
    /** Netty's {@code Http2MultiplexHandler}. */
    public static final String STREAMS = "streams";
    /** {@link Http2Connection}. */
    public static final String CONNECTION = "connection";
    /** {@link Http2Server}. */
    public static final String STREAM = "stream";

    /** The pipeline of HTTP/1.1 in order. */
    public static final List<String> ORDER = List.of(PROXY, TLS, HTTP1, EXCHANGE);
    /** The pipeline of HTTP/2 in order. */
    public static final List<String> HTTP2_ORDER = List.of(PROXY, TLS, GUARD, HTTP2, STREAMS, CONNECTION);
    /** The pipeline of a stream in order. */
    public static final List<String> STREAM_ORDER = List.of(STREAM, EXCHANGE);

    private HandlerNames() {}
}
