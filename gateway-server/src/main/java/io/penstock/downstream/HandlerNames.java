package io.penstock.downstream;

import java.util.List;

/**
 * Every handler of a client's pipeline, in wire order:
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
 *   http1       Http1Server       bytes to head, payload, end; the timers of the connection
 *     |
 *     v
 *   exchange    ExchangeHandler   one exchange at a time, told what came in
 * </pre>
 *
 * Answers leave through {@link Http1Sink}, which writes to the channel.
 */
public final class HandlerNames {
    /** {@link ProxyHandler}; gone as soon as it knows who the client is. */
    public static final String PROXY = "proxy";
    /** Netty's {@code SslHandler}; not there where clients speak no TLS. */
    public static final String TLS = "tls";
    /** {@link Http1Server}. */
    public static final String HTTP1 = "http1";
    /** {@link ExchangeHandler}. */
    public static final String EXCHANGE = "exchange";

    /** The pipeline in order. */
    public static final List<String> ORDER = List.of(PROXY, TLS, HTTP1, EXCHANGE);

    private HandlerNames() {}
}
