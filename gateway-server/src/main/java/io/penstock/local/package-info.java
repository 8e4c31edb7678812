/**
 * Answers made here: health, model lists, and the demo provider that answers on first run without network or key.
 *
 * <p>Each is a {@link io.penstock.exchange.LocalAnswer}, told of a request and given a reply; what is recorded of it and how it
 * reaches the client is the exchange's business.
 */
@NullMarked
package io.penstock.local;

import org.jspecify.annotations.NullMarked;
