/**
 * The client side: the pipeline of an accepted connection, and HTTP/1.1 and HTTP/2 as one {@link io.penstock.relay.Sink}.
 *
 * <p>Framing, keep-alive, pipelining and the timers of a connection belong here. What a request means and how it is answered is
 * the exchange's business.
 */
@NullMarked
package io.penstock.downstream;

import org.jspecify.annotations.NullMarked;
