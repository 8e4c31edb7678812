package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * That a credential begins as a known key does cannot be told from how long it takes to refuse it: Welch's t over interleaved probes, as
 * in dudect. Of a machine that others use too, the slowest tenth is left out, and one of eight runs has to show no difference: a leak
 * shows in all of them.
 */
final class KeyTimingTest {
    private static final int PROBES = 20_000;

    /** Of each sort: of two keys alone, one may lie better in memory. */
    private static final int KEYS = 1000;

    private static final double SEPARABLE = 4.5;
    private static final int RUNS = 8;

    private final GatewayKeys keys = new GatewayKeys(Clock.systemUTC());
    private final String known = Keys.text();
    private final Random order = new Random(1);
    private int refused;

    @Test
    void aRightPrefixIsRefusedAsFastAsAWrongOne() {
        keys.swap(List.of(Keys.issued(known, null)));
        probe();

        double least = Double.MAX_VALUE;
        for (int run = 0; run < RUNS && least >= SEPARABLE; run++) {
            least = Math.min(least, Math.abs(probe()));
        }

        assertThat(refused).as("refused").isGreaterThanOrEqualTo(4 * PROBES);
        assertThat(least).as("|t|").isLessThan(SEPARABLE);
    }

    /** A whole key that is as the known one to the last eight characters before the check. */
    private String near() {
        String text = known.substring(0, 50) + Keys.text().substring(50, 58);
        return text + KeyForm.check(text);
    }

    /** Of keys of its own: where in memory those of another have come to lie counts for that one alone. */
    private double probe() {
        String[] near = new String[KEYS];
        String[] far = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            near[i] = near();
            far[i] = Keys.text();
        }
        double[] nearNanos = new double[PROBES];
        double[] farNanos = new double[PROBES];
        for (int i = 0; i < PROBES; i++) {
            int key = i % KEYS;
            // Which comes first is drawn: the second of a pair finds warmer caches.
            if (order.nextBoolean()) {
                nearNanos[i] = nanos(near[key]);
                farNanos[i] = nanos(far[key]);
            } else {
                farNanos[i] = nanos(far[key]);
                nearNanos[i] = nanos(near[key]);
            }
        }
        return welch(fastest(nearNanos), fastest(farNanos));
    }

    private double nanos(String credential) {
        // A copy, as the head of a request gives one: else it would count where in memory a key has lain.
        Credential shown = Credential.of(credential);
        long start = System.nanoTime();
        Verdict verdict = keys.check(shown, "192.0.2.1", late -> {});
        long end = System.nanoTime();
        refused += verdict instanceof Verdict.Refused ? 1 : 0;
        return end - start;
    }

    private static double[] fastest(double[] nanos) {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Arrays.copyOf(sorted, PROBES * 9 / 10);
    }

    private static double welch(double[] a, double[] b) {
        double error = variance(a) / a.length + variance(b) / b.length;
        return (mean(a) - mean(b)) / Math.sqrt(error);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
