package io.penstock.exchange;

import io.penstock.relay.Deadline;

/** When a client that waits for a stream is due a word. Confined to its event loop. */
final class KeepAliveTimer {
    private final Deadline deadline;
    private final long intervalNanos;
    private long bytes;

    /** Tells {@code onDue} after {@code intervalNanos}, and after as long again each time that {@link #again} is said. */
    KeepAliveTimer(LoopContext context, long intervalNanos, Runnable onDue) {
        this.deadline = new Deadline(context.loop(), onDue);
        this.intervalNanos = intervalNanos;
        again();
    }

    void again() {
        deadline.in(intervalNanos);
    }

    /** Whether nothing of the answer, of which {@code answerBytes} are there, has come since this was last asked. */
    boolean isQuiet(long answerBytes) {
        boolean isSame = answerBytes == bytes;
        bytes = answerBytes;
        return isSame;
    }

    void close() {
        deadline.close();
    }
}
