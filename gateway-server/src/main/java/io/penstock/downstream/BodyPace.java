package io.penstock.downstream;

import java.util.concurrent.TimeUnit;

/**
 * Whether a request's body comes fast enough: it is looked at after each interval, and what has come within it must be worth the least rate.
 * Confined to its event loop.
 */
final class BodyPace {
    private final long bytesPerSecondMin;
    private final long intervalNanos;

    private long endNanos;
    private long lookNanos;
    private long bytes;

    /**
     * A pace.
     *
     * @param bytesPerSecondMin 0 for any
     */
    BodyPace(long bytesPerSecondMin, long intervalNanos) {
        this.bytesPerSecondMin = bytesPerSecondMin;
        this.intervalNanos = intervalNanos;
    }

    /** A body begins, or goes on after a rest; it is to be whole at {@code end}. Gives when to look at it next. */
    long begin(long nowNanos, long end) {
        endNanos = end;
        bytes = 0;
        lookNanos = nowNanos + intervalNanos;
        return next();
    }

    void onBytes(int count) {
        bytes += count;
    }

    /** Whether the body is late: not whole in time, or too slow within the interval that is over. */
    boolean isLate(long nowNanos) {
        boolean isSlow =
                nowNanos - lookNanos >= 0 && bytes < bytesPerSecondMin * intervalNanos / TimeUnit.SECONDS.toNanos(1);
        return isSlow || nowNanos - endNanos >= 0;
    }

    /** The interval that is over was good enough. Gives when to look next. */
    long again(long nowNanos) {
        return begin(nowNanos, endNanos);
    }

    private long next() {
        return bytesPerSecondMin == 0 || endNanos - lookNanos < 0 ? endNanos : lookNanos;
    }
}
