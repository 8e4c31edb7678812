package io.penstock.exchange;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all request bodies that are held at one time, over all event loops, under one limit. Only what has come counts: to
 * announce a body costs nothing, and would take its room from all others.
 */
public final class HeldBytes {
    private final long bytesMax;
    private final AtomicLong held = new AtomicLong();

    /** A count under a limit in bytes. */
    public HeldBytes(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Whether there is room for {@code bytes} at the moment; nothing is counted. */
    boolean hasRoom(long bytes) {
        return held.get() + bytes <= bytesMax;
    }

    /** Counts {@code bytes} in; false, with nothing counted, where that would be above the limit. */
    boolean tryReserve(long bytes) {
        if (held.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** What is held now, in bytes. */
    public long held() {
        return held.get();
    }
}
