/**
 * What the gateway says about itself: the access log, one line per exchange, and its own log.
 *
 * <p>Both leave the event loop through a bounded queue that never blocks and counts what it drops. No prompt, no answer, no
 * query and no credential ever enters a record here. What an exchange cost or whose budget it used belongs to {@code meter}.
 */
@NullMarked
package io.penstock.telemetry;

import org.jspecify.annotations.NullMarked;
