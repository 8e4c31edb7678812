package io.penstock.downstream;

import io.netty.handler.ssl.SslContext;
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
 */
public record DownstreamSettings(
        HeadLimits head,
        long idleNanos,
        long readNanos,
        long writeNanos,
        Slow slow,
        int connectionsMax,
        int connectionsPerAddressMax,
        @Nullable Tls tls) {

    /**
     * TLS towards clients.
     *
     * @param context what it is made of
     * @param handshakeMillis how long a client may take to come to an understanding
     */
    public record Tls(SslContext context, long handshakeMillis) {}

    /**
     * What is too slow for a request.
     *
     * @param headNanos how long a head may take to arrive, from its first byte
     * @param bodyNanos for how long a body may come slower than that
     * @param bodyBytesPerSecondMin how fast it has to come; 0 for any rate
     */
    public record Slow(long headNanos, long bodyNanos, long bodyBytesPerSecondMin) {}
}
