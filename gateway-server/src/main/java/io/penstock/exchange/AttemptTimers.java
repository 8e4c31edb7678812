package io.penstock.exchange;

import io.penstock.relay.Deadline;

/** The timers of one attempt on the one deadline of its exchange. */
final class AttemptTimers {
    private static final long NEVER = Long.MAX_VALUE;

    /** What has run out. */
    enum Expiry {
        NOTHING,
        PHASE,
        FIRST_OUTPUT,
        TOTAL
    }

    private final LoopContext context;
    private final Deadline deadline;
    private final long epochNanos;
    private long phaseAt = NEVER;
    private long firstOutputAt = NEVER;
    private long totalAt = NEVER;

    AttemptTimers(LoopContext context, Deadline deadline) {
        this.context = context;
        this.deadline = deadline;
        this.epochNanos = context.nanoTime();
    }

    /** All of the attempt may take that long, from when this was first said: it may be made of several calls. */
    void total(long nanos) {
        if (totalAt == NEVER && nanos > 0) {
            totalAt = nowNanos() + nanos;
        }
        arm();
    }

    /** What is waited for now may take that long; the wait before is over. */
    void phase(long nanos) {
        phaseAt = nanos <= 0 ? NEVER : nowNanos() + nanos;
        arm();
    }

    /** The first output may take that long from now. */
    void firstOutput(long nanos) {
        firstOutputAt = nanos <= 0 ? NEVER : nowNanos() + nanos;
        arm();
    }

    /** Output has come. */
    void onOutput() {
        firstOutputAt = NEVER;
    }

    Expiry expired() {
        long now = nowNanos();
        if (now >= totalAt) {
            return Expiry.TOTAL;
        }
        if (now >= firstOutputAt) {
            return Expiry.FIRST_OUTPUT;
        }
        if (now >= phaseAt) {
            return Expiry.PHASE;
        }
        arm();
        return Expiry.NOTHING;
    }

    void off() {
        deadline.off();
    }

    private void arm() {
        long next = Math.min(phaseAt, Math.min(firstOutputAt, totalAt));
        deadline.in(next == NEVER ? 0 : Math.max(1, next - nowNanos()));
    }

    private long nowNanos() {
        return context.nanoTime() - epochNanos;
    }
}
