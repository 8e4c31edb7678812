package io.penstock.downstream;

import io.netty.handler.ssl.SslContext;
import io.penstock.codec.address.Networks;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a client's connection.
 *
 * @param head limits of a request's
 * @param idleNanos how long a connection may be open without a request
 * @param readNanos how long a request may take to arrive, from its first byte
 * @param writeNanos how long a client may read nothing of what waits for it
 * @param slow what is too slow for a request
 * @param connectionsMax how many there may be in all
 * @param connectionsPerAddressMax how many of one address; 0 for any number
 * @param tls how clients are spoken to; null for plainly
 * @param http2 what a connection of HTTP/2 may have; null where it is not spoken
 * @param proxies who may stand between a client and the gateway
 */
public record DownstreamSettings(
        HeadLimits head,
        long idleNanos,
        long readNanos,
        long writeNanos,
        Slow slow,
        int connectionsMax,
        int connectionsPerAddressMax,
        @Nullable Tls tls,
        @Nullable Http2 http2,
        Proxies proxies) {

    /**
     * TLS towards clients.
     *
     * @param context what it is made of
     * @param handshakeMillis how long a client may take to come to an understanding
     */
    public record Tls(SslContext context, long handshakeMillis) {}

    /**
     * What a connection of HTTP/2 may have.
     *
     * @param streamsMax requests at one time
     * @param streamWindowBytes of each body before it is taken
     * @param connectionWindowBytes of all bodies before they are taken
     */
    public record Http2(int streamsMax, int streamWindowBytes, int connectionWindowBytes) {}

    /**
     * What is too slow for a request.
     *
     * @param headNanos how long a head may take to arrive, from its first byte
     * @param bodyNanos for how long a body may come slower than that
     * @param bodyBytesPerSecondMin how fast it has to come; 0 for any rate
     */
    public record Slow(long headNanos, long bodyNanos, long bodyBytesPerSecondMin) {}

    /**
     * Proxies, and how they say whom they speak for.
     *
     * @param trusted whose word counts
     * @param isHeaderRequired whether their connections begin with a header of the PROXY protocol, and nobody else may connect
     * @param field where their requests say it
     */
    public record Proxies(Networks trusted, boolean isHeaderRequired, Field field) {
        /** Whoever connects is the client. */
        public static final Proxies NONE = new Proxies(Networks.NONE, false, Field.X_FORWARDED_FOR);
    }
}
