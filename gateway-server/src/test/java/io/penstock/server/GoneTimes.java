package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.ScriptedUpstream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long after a client went its provider was told. A machine that has other things to do may hold up one or the other, and more so the
 * test's own threads: the median has to be within 100 ms, and each is waited for.
 */
final class GoneTimes {
    /** Of each sort. */
    static final int CLIENTS = 50;

    private static final long MEDIAN_MILLIS_MAX = 100;

    private final List<Long> nanos = new ArrayList<>();

    /** Lets a client go, and waits until one more connection of the provider's was closed. */
    void measure(ScriptedUpstream upstream, Runnable going) {
        long begun = System.nanoTime();
        going.run();
        upstream.awaitGone();
        nanos.add(System.nanoTime() - begun);
    }

    void assertPrompt() {
        assertThat(nanos).hasSize(CLIENTS);
        long median = nanos.stream().sorted().skip(CLIENTS / 2).findFirst().orElseThrow();
        assertThat(TimeUnit.NANOSECONDS.toMillis(median))
                .as("ms, the median of %s ns", nanos)
                .isLessThan(MEDIAN_MILLIS_MAX);
    }
}
