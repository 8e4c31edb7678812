package io.penstock.upstream;

/**
 * How connections to providers are made and kept.
 *
 * @param connectTimeoutMillis for TCP, and again for TLS
 * @param idleNanosMax how long an unused connection is kept
 * @param idlePerLoopMax unused connections kept per address and event loop
 * @param connectionsMax connections per address, over all loops
 * @param waitersMax attempts that may wait for a connection, per address and event loop
 * @param tls for addresses that speak it
 * @param guard for addresses that are guarded
 */
public record UpstreamSettings(
        int connectTimeoutMillis,
        long idleNanosMax,
        int idlePerLoopMax,
        int connectionsMax,
        int waitersMax,
        LateTls tls,
        AddressGuard guard) {}
