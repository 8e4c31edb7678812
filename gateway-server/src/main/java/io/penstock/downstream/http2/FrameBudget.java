package io.penstock.downstream.http2;

import java.util.concurrent.TimeUnit;

/**
 * How many frames a client may send that ask for nothing: PING, SETTINGS, PRIORITY, empty DATA, unknown ones; and how often it may widen its
 * windows, for which it has reason as often as it is sent something. Confined to its event loop.
 */
public final class FrameBudget {
    private static final int FRAMES_MAX = 1000;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** For each DATA frame: the window of the stream, that of the connection, and both in a few steps. */
    private static final int WINDOW_UPDATES_PER_DATA = 10;

    private long endNanos;
    private int idleLeft;
    private int windowUpdatesLeft;

    /** A whole budget, from now on. */
    public FrameBudget(long nowNanos) {
        begin(nowNanos);
    }

    private void begin(long nowNanos) {
        endNanos = nowNanos + INTERVAL_NANOS;
        idleLeft = FRAMES_MAX;
        windowUpdatesLeft = Math.max(windowUpdatesLeft, FRAMES_MAX);
    }

    /** Takes what came; false where that was more than there is. */
    public boolean tryTake(long nowNanos, int idle, int windowUpdates) {
        if (nowNanos - endNanos >= 0) {
            begin(nowNanos);
        }
        idleLeft -= idle;
        windowUpdatesLeft -= windowUpdates;
        return idleLeft >= 0 && windowUpdatesLeft >= 0;
    }

    /** The client was sent a DATA frame. */
    public void onDataSent() {
        windowUpdatesLeft = Math.min(windowUpdatesLeft + WINDOW_UPDATES_PER_DATA, Integer.MAX_VALUE / 2);
    }
}
