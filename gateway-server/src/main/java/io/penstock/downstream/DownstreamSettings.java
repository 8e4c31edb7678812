package io.penstock.downstream;

import io.penstock.codec.http.HeadLimits;

/**
 * What bounds a client's connection.
 *
 * @param limits of a request's head
 * @param idleNanos how long a connection may be open without a request
 * @param readNanos how long a request may take to arrive, from its first byte
 * @param writeNanos how long a client may read nothing of what waits for it
 */
public record DownstreamSettings(HeadLimits limits, long idleNanos, long readNanos, long writeNanos) {}
