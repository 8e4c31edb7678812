package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dialect.Usage;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What an exchange pays on its event loop: the record, filled and handed over. */
class AccessLogCostTest {
    /** So many that what runs in them is compiled at some time, also where compiling waits for its turn. */
    private static final int ROUNDS_MAX = 2_000;

    private static final int BYTES_MAX = 192;
    private static final int NANOS_MAX = 1_000;
    private static final int RECORDS = 10_000;
    private static final Usage USAGE = new Usage(7, 0, 0, 0, 11, 0);

    @Test
    void costsAnExchangeItsRecordAndNoMore() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        long nanos = Long.MAX_VALUE;

        try (AccessLog log = AccessLog.to(OutputStream.nullOutputStream(), 2 * RECORDS)) {
            for (int round = 0; round < ROUNDS_MAX && (bytes > BYTES_MAX || nanos >= NANOS_MAX); round++) {
                long bytesBefore = threads.getCurrentThreadAllocatedBytes();
                long nanosBefore = System.nanoTime();
                for (int i = 0; i < RECORDS; i++) {
                    offer(log, nanosBefore);
                }
                nanos = Math.min(nanos, (System.nanoTime() - nanosBefore) / RECORDS);
                bytes = Math.min(bytes, (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / RECORDS);
            }
        }

        assertThat(bytes).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(nanos).isLessThan(NANOS_MAX);
    }

    private static void offer(AccessLog log, long now) {
        AccessRecord record = new AccessRecord()
                .started("0190f5a2c6b87d3e", 1_795_253_640_042L, now)
                .request("POST", "/v1/chat/completions", "203.0.113.9")
                .surface("openai", "openai", "chat")
                .model("openai/gpt-4o")
                .attempt("openai", "gpt-4o")
                .upstreamRequestId("req_abc")
                .firstByte(now + 1_000)
                .firstOutput(now + 2_000)
                .bytes(512, 4096)
                .usage(USAGE, UsageSource.KNOWN)
                .ended(200, Outcome.OK, now + 3_000);
        log.offer(record);
    }
}
