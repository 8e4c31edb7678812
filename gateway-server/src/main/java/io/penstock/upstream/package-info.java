/**
 * Connections to providers: connecting, TLS, and one pool per event loop under a limit over all loops; small requests of the gateway's own
 * over them, and what credentials are granted by such requests.
 *
 * <p>What is asked of a provider and what its answer means is the exchange's business; here a connection is lent, used by one
 * {@link io.penstock.upstream.UpstreamCall} at a time, and taken back or closed.
 */
@NullMarked
package io.penstock.upstream;

import org.jspecify.annotations.NullMarked;
