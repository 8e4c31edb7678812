/**
 * One client request with its answer, and the only package that decides: what comes next, what is tried again, when an answer is
 * given for good, and how it ends.
 *
 * <p>Two state machines carry it, {@link io.penstock.exchange.ExchangeState} towards the client and
 * {@link io.penstock.exchange.AttemptState} towards a provider. The other packages are asked, and say what they know.
 */
@NullMarked
package io.penstock.exchange;

import org.jspecify.annotations.NullMarked;
