package io.penstock.telemetry.metrics;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * The bounds of a histogram's buckets, and the unit in which values come: whole numbers, of which each is {@code 10^-decimals} of what is
 * shown. Immutable; one instance serves all series.
 */
public final class Buckets {
    private final int decimals;
    private final long[] bounds;
    private final List<String> names;

    private Buckets(int decimals, long[] bounds, List<String> names) {
        this.decimals = decimals;
        this.bounds = bounds;
        this.names = names;
    }

    /**
     * Buckets that end, inclusive, at each of {@code bounds}, and one more for what is above.
     *
     * @param decimals how many decimal places a value has: 6 for microseconds that are shown as seconds
     * @param bounds as they are shown, ascending
     */
    public static Buckets of(int decimals, String... bounds) {
        List<BigDecimal> shown = Arrays.stream(bounds).map(BigDecimal::new).toList();
        return new Buckets(
                decimals,
                shown.stream()
                        .mapToLong(bound -> bound.movePointRight(decimals).longValueExact())
                        .toArray(),
                shown.stream().map(Buckets::name).toList());
    }

    /** OpenMetrics has a bound as a number with a point, and the older format takes it so too: a bound is one series under either. */
    private static String name(BigDecimal bound) {
        String plain = bound.toPlainString();
        return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    int size() {
        return bounds.length;
    }

    /** The bucket of {@code value}: there are fewer than twenty, so that looking from the first beats halving. */
    int indexOf(long value) {
        int at = 0;
        while (at < bounds.length && value > bounds[at]) {
            at++;
        }
        return at;
    }

    String name(int at) {
        return names.get(at);
    }

    String shown(long value) {
        return BigDecimal.valueOf(value, decimals).toPlainString();
    }
}
