package io.penstock.exchange;

import io.penstock.relay.AnswerHead;
import io.penstock.relay.Deadline;
import org.jspecify.annotations.Nullable;

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

    /** The head of a stream that is opened before its provider answers. */
    static AnswerHead openedHead() {
        return new AnswerHead()
                .field("content-type", "text/event-stream; charset=utf-8")
                .field("cache-control", "no-cache")
                .field("x-accel-buffering", "no");
    }

    /** Whether a comment can be put in, and nothing of the answer has come since this was last asked. */
    boolean isDue(@Nullable Attempt source) {
        if (source == null || !source.isBetweenEvents()) {
            return false;
        }
        boolean isQuiet = source.answerBytes() == bytes;
        bytes = source.answerBytes();
        return isQuiet;
    }

    void close() {
        deadline.close();
    }
}
