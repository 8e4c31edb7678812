package io.penstock.downstream.http2;

import java.util.concurrent.TimeUnit;

/**
 * How many frames a client may send that ask for nothing: PING, SETTINGS, PRIORITY, empty DATA, unknown ones; and how often it may widen its
 * windows, for which it has reason as often as it is sent something. Confined to its event loop.
 */
public final class FrameBudget {
    private static final int FRAMES_MAX = 1000;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** For each payload: the window of the stream, that of the connection, and both in a few steps. */
    private static final int WINDOW_UPDATES_PER_DATA = 10;
    /** And for so many bytes of it: some clients do it for each 4 KiB that they have read, and for both. */
    private static final int BYTES_PER_WINDOW_UPDATE = 1024;

    private static final int WINDOW_UPDATES_MAX = 1 << 30;

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

    /** The client was sent payload. */
    public void onDataSent(int bytes) {
        int more = WINDOW_UPDATES_PER_DATA + bytes / BYTES_PER_WINDOW_UPDATE;
        windowUpdatesLeft = Math.min(windowUpdatesLeft + more, WINDOW_UPDATES_MAX);
    }
}
