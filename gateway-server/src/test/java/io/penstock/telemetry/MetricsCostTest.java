package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dialect.Usage;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What an exchange pays on its event loop for being counted. */
final class MetricsCostTest {
    /** So many that what runs in them is compiled at some time, also where compiling waits for its turn. */
    private static final int ROUNDS_MAX = 2_000;

    private static final int NANOS_MAX = 5_000;
    private static final int RECORDS = 10_000;
    private static final KnownModels ALL = (provider, model) -> true;

    @Test
    void costsAnExchangeNoByte() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Metrics metrics = new Metrics(() -> 0, () -> 0, () -> 0, () -> 0);
        AccessRecord record = new AccessRecord()
                .started("0190f5a2c6b87d3e", 0, 0)
                .surface("openai", "openai", "chat")
                .attempt("openai", "gpt-4o")
                .auth(AuthOutcome.KNOWN)
                .firstOutput(300_000_000)
                .bytes(512, 4096)
                .usage(new Usage(7, 1, 0, 0, 11, 3), UsageSource.KNOWN)
                .ended(200, Outcome.OK, 700_000_000);
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;

        for (int round = 0; round < ROUNDS_MAX && (bytes > 0 || nanos >= NANOS_MAX); round++) {
            long bytesBefore = threads.getCurrentThreadAllocatedBytes();
            long nanosBefore = System.nanoTime();
            for (int i = 0; i < RECORDS; i++) {
                metrics.onBegun();
                metrics.onSettled(record, ALL);
            }
            nanos = Math.min(nanos, (System.nanoTime() - nanosBefore) / RECORDS);
            bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / RECORDS);
        }

        assertThat(bytes).isZero();
        assertThat(nanos).isLessThan(NANOS_MAX);
    }
}
