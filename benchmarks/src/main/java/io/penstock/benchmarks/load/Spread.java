package io.penstock.benchmarks.load;

import java.util.Locale;
import java.util.stream.DoubleStream;

/** One figure over several rounds; empty where no round was sound. */
final class Spread {
    private final double[] sorted;

    private Spread(double[] sorted) {
        this.sorted = sorted;
    }

    static Spread of(DoubleStream values) {
        return new Spread(values.filter(Double::isFinite).sorted().toArray());
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min() {
        return sorted[0];
    }

    double max() {
        return sorted[sorted.length - 1];
    }

    /** Three cells of a Markdown row: median, min, max. */
    String cells(int decimals) {
        if (isEmpty()) {
            return "- | - | -";
        }
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " | " + number + " | " + number, median(), min(), max());
    }
}
