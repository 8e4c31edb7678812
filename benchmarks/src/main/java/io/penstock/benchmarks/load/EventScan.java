package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * Reads the payload of one answer as it arrives, cut anywhere: how many events, when each was sent, whether it ended.
 *
 * <p>An event's send time stands in its text as {@code ts:<digits>}, {@link System#nanoTime()} of the upstream, which all
 * processes of one Linux machine share. It survives re-framing and translation, so any proxy can be measured by it.
 */
final class EventScan {
    private static final int STAMP_DIGITS_MIN = 7;
    private static final byte[] STAMP = {'t', 's', ':'};
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final Tally tally;
    private int stampMatch;
    private int doneMatch;
    private int digits;
    private long stamp;
    private boolean lineEmpty;
    private int stamps;
    private int frames;
    private boolean done;

    EventScan(Tally tally) {
        this.tally = tally;
    }

    /** Forgets the answer before. */
    void reset() {
        stampMatch = 0;
        doneMatch = 0;
        digits = -1;
        lineEmpty = false;
        stamps = 0;
        frames = 0;
        done = false;
    }

    /** Timestamped events seen. */
    int stamps() {
        return stamps;
    }

    /** Blank lines that ended an event, of any kind. */
    int frames() {
        return frames;
    }

    /** Whether {@code [DONE]} was seen. */
    boolean isDone() {
        return done;
    }

    /** Reads payload bytes of {@code in} up to {@code end}, which arrived at {@code nowNanos}; moves its position there. */
    void feed(ByteBuffer in, int end, long nowNanos) {
        for (int i = in.position(); i < end; i++) {
            byte b = in.get(i);
            if (digits >= 0) {
                onStampByte(b, nowNanos);
            } else if (b == STAMP[stampMatch]) {
                onStampMatch();
            } else {
                stampMatch = b == STAMP[0] ? 1 : 0;
            }
            if (b == DONE[doneMatch]) {
                onDoneMatch();
            } else {
                doneMatch = b == DONE[0] ? 1 : 0;
            }
            if (b == '\n') {
                onLineFeed();
            } else {
                lineEmpty = false;
            }
        }
        in.position(end);
    }

    private void onStampMatch() {
        stampMatch++;
        if (stampMatch == STAMP.length) {
            stampMatch = 0;
            digits = 0;
            stamp = 0;
        }
    }

    private void onStampByte(byte b, long nowNanos) {
        if (b >= '0' && b <= '9') {
            stamp = stamp * 10 + (b - '0');
            digits++;
            return;
        }
        if (digits >= STAMP_DIGITS_MIN) {
            stamps++;
            tally.onEvent(nowNanos - stamp);
        }
        digits = -1;
    }

    private void onDoneMatch() {
        doneMatch++;
        if (doneMatch == DONE.length) {
            doneMatch = 0;
            done = true;
        }
    }

    private void onLineFeed() {
        if (lineEmpty) {
            frames++;
        }
        lineEmpty = true;
    }
}
