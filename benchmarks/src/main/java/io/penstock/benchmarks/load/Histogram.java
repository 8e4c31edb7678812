package io.penstock.benchmarks.load;

/**
 * Counts of non-negative durations, log-linear: 64 cells an octave, so a quantile is at most 1.6 % too low. Adding allocates
 * nothing.
 */
final class Histogram {
    private static final int CELL_BITS = 6;
    private static final int CELLS = 1 << CELL_BITS;
    private static final int OCTAVES = Long.SIZE - CELL_BITS;

    private final long[] counts = new long[OCTAVES * CELLS];
    private long total;
    private long max;

    /** Counts one duration; one below zero, as clocks of two cores may give, counts as zero. */
    void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[cellOf(value)]++;
        total++;
        max = Math.max(max, value);
    }

    long total() {
        return total;
    }

    long max() {
        return max;
    }

    /**
     * The lower edge of the cell in which the quantile lies.
     *
     * @param quantile 0 to 1
     * @return nanoseconds, 0 while nothing was counted
     */
    long quantile(double quantile) {
        long rank = Math.max(1, (long) Math.ceil(quantile * total));
        long seen = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            seen += counts[cell];
            if (seen >= rank) {
                return edgeOf(cell);
            }
        }
        return 0;
    }

    /** The share of counted durations, 0 to 1, whose cells begin within {@code [from, to)}. */
    double share(long fromNanos, long toNanos) {
        long within = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            if (counts[cell] != 0 && edgeOf(cell) >= fromNanos && edgeOf(cell) < toNanos) {
                within += counts[cell];
            }
        }
        return total == 0 ? 0 : (double) within / total;
    }

    private static int cellOf(long value) {
        if (value < CELLS) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - CELL_BITS - Long.numberOfLeadingZeros(value);
        return (shift + 1) * CELLS + (int) (value >>> shift) - CELLS;
    }

    private static long edgeOf(int cell) {
        if (cell < CELLS) {
            return cell;
        }
        int shift = cell / CELLS - 1;
        return (long) (CELLS + cell % CELLS) << shift;
    }
}
