package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, 65, 127, 128, 129, 4_095, 4_096, 1_000_000, 1L << 40, Long.MAX_VALUE})
    void findsAValueWithinOneCellOfIt(long value) {
        Histogram histogram = new Histogram();

        histogram.add(value);

        assertThat(histogram.quantile(0.5)).isBetween(value - value / 64, value);
        assertThat(histogram.max()).isEqualTo(value);
    }

    @Test
    void keepsTheOrderOfValues() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> 2 >>> random.nextInt(62);
            Histogram smaller = new Histogram();
            Histogram larger = new Histogram();

            smaller.add(value);
            larger.add(value + value / 32 + 1);

            assertThat(smaller.quantile(1)).as("%d", value).isLessThan(larger.quantile(1));
        }
    }

    @Test
    void countsTheRankOfAQuantileFromBelow() {
        Histogram histogram = new Histogram();
        for (int i = 1; i <= 50; i++) {
            histogram.add(i);
        }

        assertThat(histogram.quantile(0)).isEqualTo(1);
        assertThat(histogram.quantile(0.5)).isEqualTo(25);
        assertThat(histogram.quantile(0.99)).isEqualTo(50);
        assertThat(histogram.quantile(1)).isEqualTo(50);
    }

    @Test
    void answersNothingWhereNothingWasCounted() {
        Histogram histogram = new Histogram();

        assertThat(histogram.quantile(0.5)).isZero();
        assertThat(histogram.share(0, Long.MAX_VALUE)).isZero();
    }

    @Test
    void givesTheShareOfARange() {
        Histogram histogram = new Histogram();
        histogram.add(1_000_000);
        histogram.add(40_000_000);
        histogram.add(40_500_000);
        histogram.add(90_000_000);

        assertThat(histogram.share(35_000_000, 50_000_000)).isEqualTo(0.5);
    }

    @Test
    void countsADelayBelowZeroAsNone() {
        Histogram histogram = new Histogram();

        histogram.add(-5);

        assertThat(histogram.total()).isOne();
        assertThat(histogram.quantile(1)).isZero();
    }
}
