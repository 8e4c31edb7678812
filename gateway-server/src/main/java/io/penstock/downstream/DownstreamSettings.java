package io.penstock.downstream;

import io.netty.handler.ssl.SslContext;
import io.penstock.codec.http.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * What bounds a client's connection.
 *
 * @param limits of a request's head
 * @param idleNanos how long a connection may be open without a request
 * @param readNanos how long a request may take to arrive, from its first byte
 * @param writeNanos how long a client may read nothing of what waits for it
 * @param tls what clients speak; null for none
 * @param handshakeMillis how long a client may take to come to an understanding
 */
public record DownstreamSettings(
        HeadLimits limits,
        long idleNanos,
        long readNanos,
        long writeNanos,
        @Nullable SslContext tls,
        long handshakeMillis) {}
