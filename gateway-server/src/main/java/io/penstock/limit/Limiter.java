package io.penstock.limit;

import java.util.function.LongSupplier;

/**
 * All that is counted of one gateway; it outlives a reload.
 *
 * @param requests begun in a minute
 * @param tokens of models, in a minute
 * @param seats of exchanges at one time
 */
public record Limiter(Rates requests, Rates tokens, Seats seats) {

    /** Nothing counted so far, by that monotonic clock. */
    public static Limiter of(LongSupplier nanoTime) {
        return new Limiter(new Rates(nanoTime), new Rates(nanoTime), new Seats());
    }
}
