package io.penstock.exchange;

import io.penstock.relay.Deadline;

/** The timers of one attempt on the one deadline of its exchange. Each step of the attempt reads the clock once. */
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

    /**
     * The attempt begins, or goes on with its next call.
     *
     * @param totalNanos all of it may take that long from when this was first said; 0 for no limit, as below
     * @param phaseNanos what is waited for now may take that long
     */
    void begin(long totalNanos, long phaseNanos) {
        long now = nowNanos();
        if (totalAt == NEVER) {
            totalAt = after(now, totalNanos);
        }
        phaseAt = after(now, phaseNanos);
        arm();
    }

    /** What is waited for now may take that long; the wait before is over. */
    void phase(long nanos) {
        phaseAt = nanos <= 0 ? NEVER : after(nowNanos(), nanos);
        arm();
    }

    /** The request is sent: its answer may take that long to begin, and to bring its first output. */
    void sent(long firstByteNanos, long firstOutputNanos) {
        long now = nowNanos();
        phaseAt = after(now, firstByteNanos);
        firstOutputAt = after(now, firstOutputNanos);
        arm();
    }

    private static long after(long now, long nanos) {
        return nanos <= 0 ? NEVER : now + nanos;
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
        if (next == NEVER) {
            deadline.off();
        } else {
            deadline.at(epochNanos + next);
        }
    }

    private long nowNanos() {
        return context.nanoTime() - epochNanos;
    }
}
