package io.penstock.telemetry;

import java.io.OutputStream;

/**
 * The access log: one line of JSON per exchange, written in batches by a thread of its own, straight to its output.
 *
 * <p>It does not go through Logback: an event, its formatted message and a write per line cost more than all else that is done
 * here. An event loop pays for a record and {@link #offer}: 136 bytes and 0.12 us an exchange (JDK 17, a shared 2-core machine;
 * {@code AccessLogCostTest} keeps it below 192 bytes and 1 us).
 */
public final class AccessLog implements AutoCloseable {
    private final LineWriter<AccessRecord> writer;

    private AccessLog(LineWriter<AccessRecord> writer) {
        this.writer = writer;
    }

    /**
     * A log that writes to {@code out}, which it borrows.
     *
     * @param queueMax how many records may wait to be written, 1 or more; further ones are dropped and counted
     */
    public static AccessLog to(OutputStream out, int queueMax) {
        LineWriter<AccessRecord> writer = new LineWriter<>("access-log", out, queueMax, new AccessFormat());
        writer.start();
        return new AccessLog(writer);
    }

    /** Takes {@code record}; never blocks. False where it was dropped, which is counted. */
    public boolean offer(AccessRecord record) {
        return writer.offer(record);
    }

    /** How many records were dropped since the start. */
    public long dropped() {
        return writer.dropped();
    }

    /** Writes what is held and ends the thread; gives up after three seconds when the output is stuck. */
    @Override
    public void close() {
        writer.close();
    }
}
