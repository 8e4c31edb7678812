package io.penstock.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Scrape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FamilyTest {
    private static Family<Counter> counters(int seriesMax) {
        return new Family<>("test_things", "Things.", List.of("kind", "of"), seriesMax, Counter::new);
    }

    private static String text(Metric metric, Exposition.Format format) {
        return new String(Exposition.of(List.of(metric), format), StandardCharsets.UTF_8);
    }

    private static Scrape scrape(Metric metric) {
        return Scrape.of(text(metric, Exposition.Format.TEXT), false);
    }

    @Test
    void isWrittenAsBothFormatsHaveIt() {
        Family<Counter> family = counters(8);
        family.of("a", "x").add(3);
        family.of("b").add(1);

        assertThat(text(family, Exposition.Format.TEXT))
                .startsWith("# HELP test_things_total Things.\n# TYPE test_things_total counter\n")
                .contains("test_things_total{kind=\"a\",of=\"x\"} 3\n", "test_things_total{kind=\"b\"} 1\n");
        assertThat(text(family, Exposition.Format.OPEN_METRICS))
                .startsWith("# HELP test_things Things.\n# TYPE test_things counter\ntest_things_total{")
                .endsWith("\n# EOF\n");
    }

    @Test
    void whatFindsNoRoomIsCountedAsOther() {
        Family<Counter> family = counters(100);

        for (int i = 0; i < 10_000; i++) {
            family.of("kind" + i, "x").add(1);
        }

        Scrape scrape = scrape(family);
        assertThat(scrape.series()).isEqualTo(101);
        assertThat(scrape.sum("test_things_total")).isEqualTo(10_000);
        assertThat(scrape.sum("test_things_total", "kind", "other", "of", "other"))
                .isEqualTo(9_900);
        assertThat(scrape.sum("test_things_total", "kind", "kind7")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void textThatSaysWhereItEndsDoesNotEndThere(Exposition.Format format) {
        Family<Counter> family = counters(8);
        family.of("a\"} 1\nevil_total 7\\", "x").add(1);

        Scrape scrape = Scrape.of(text(family, format), format == Exposition.Format.OPEN_METRICS);

        assertThat(scrape.names()).containsExactly("test_things_total");
        assertThat(scrape.series()).isEqualTo(1);
    }

    @Test
    void nothingIsLostOrMadeTwiceWhenAllComeAtOnce() throws InterruptedException {
        Family<Counter> family = counters(64);
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int n = 0; n < 8; n++) {
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int i = 0; i < 20_000; i++) {
                    family.of("kind" + i % 96, "x").add(1);
                }
            });
            thread.start();
            threads.add(thread);
        }

        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        Scrape scrape = scrape(family);
        assertThat(scrape.sum("test_things_total")).isEqualTo(160_000);
        assertThat(scrape.series()).isEqualTo(65);
    }

    @Test
    void aHistogramCountsABoundIntoTheBucketThatEndsThere() {
        Buckets buckets = Buckets.of(6, "0.01", "1", "2.5");
        Family<Histogram> family =
                new Family<>("test_seconds", "Seconds.", List.of("kind"), 8, () -> new Histogram(buckets));
        Histogram histogram = family.of("a");
        for (long micros : List.of(0L, 10_000L, 10_001L, 1_000_000L, 2_500_001L)) {
            histogram.observe(micros);
        }

        Scrape scrape = scrape(family);

        assertThat(scrape.sum("test_seconds_bucket", "le", "0.01")).isEqualTo(2);
        assertThat(scrape.sum("test_seconds_bucket", "le", "1.0")).isEqualTo(4);
        assertThat(scrape.sum("test_seconds_bucket", "le", "2.5")).isEqualTo(4);
        assertThat(scrape.sum("test_seconds_bucket", "le", "+Inf")).isEqualTo(5);
        assertThat(scrape.sum("test_seconds_count")).isEqualTo(5);
        assertThat(scrape.sum("test_seconds_sum")).isEqualTo(3.520002);
    }
}
