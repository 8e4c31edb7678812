package io.penstock.limit;

import java.util.concurrent.TimeUnit;

/**
 * What was taken within the last minute, by the second in which it was taken: what is given back later is taken off where it stood, and what
 * has gone with time cannot be given back again. Guarded by who owns it.
 *
 * <pre>
 *   oldest                         newest
 *   | 3 | 0 | 0 | 7 |  ...  | 1 | 2 |      61 seconds, so that a second counts for at least a whole minute after its end
 * </pre>
 */
final class Minute {
    private static final int SECONDS = 61;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int[] taken = new int[SECONDS];
    private long newest;
    private long sum;

    /** Nothing taken so far; {@code nowNanos} is 0 or more, on the clock that all calls go by. */
    Minute(long nowNanos) {
        newest = second(nowNanos);
    }

    /** The second that a time falls into. */
    static long second(long nanos) {
        return nanos / SECOND_NANOS;
    }

    /** Lets go of what is over. */
    void advance(long nowNanos) {
        long now = second(nowNanos);
        long over = Math.min(now - newest, SECONDS);
        for (int i = 1; i <= over; i++) {
            int at = at(newest + i);
            sum -= taken[at];
            taken[at] = 0;
        }
        newest = Math.max(newest, now);
    }

    /** What was taken within the minute. */
    long sum() {
        return sum;
    }

    /** Takes; no more than an int holds in one second. */
    void take(long amount) {
        int at = at(newest);
        int more = (int) Math.min(amount, Integer.MAX_VALUE - taken[at]);
        taken[at] += more;
        sum += more;
    }

    /** Gives back what was taken in that second, unless it has gone with time. */
    void giveBack(long second, long amount) {
        if (newest - second < SECONDS) {
            int at = at(second);
            int less = (int) Math.min(amount, taken[at]);
            taken[at] -= less;
            sum -= less;
        }
    }

    /** How long until {@code excess}, which is no more than the sum, has gone with time. */
    long waitNanos(long nowNanos, long excess) {
        long left = excess;
        long second = newest - SECONDS;
        while (left > 0 && second < newest) {
            second++;
            left -= taken[at(second)];
        }
        return overNanos(second, nowNanos);
    }

    /** How long until all has gone with time. */
    long resetNanos(long nowNanos) {
        long second = newest;
        while (second > newest - SECONDS && taken[at(second)] == 0) {
            second--;
        }
        return sum == 0 ? 0 : overNanos(second, nowNanos);
    }

    private static long overNanos(long second, long nowNanos) {
        return (second + SECONDS) * SECOND_NANOS - nowNanos;
    }

    /** Where a second is kept; those of the first minute are followed by none before them. */
    private static int at(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
