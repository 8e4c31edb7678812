/**
 * The relay lane: an answer travels from a {@link io.penstock.relay.Source} to a {@link io.penstock.relay.Sink} unread, but for
 * where its events end and what the dialect's probe asks of them.
 *
 * <p>Framing, holding back before commit, cutting the usage event out and back-pressure belong here. Schemas, routes and the
 * decision what a broken answer means do not.
 */
@NullMarked
package io.penstock.relay;

import org.jspecify.annotations.NullMarked;
