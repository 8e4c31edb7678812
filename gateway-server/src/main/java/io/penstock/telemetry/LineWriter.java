package io.penstock.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes what event loops hand over, on a thread of its own: the only place where a log touches an output.
 *
 * <p>An event loop pays two atomic steps and wakes nobody, since waking a parked thread is a system call of several microseconds. The
 * writer looks by itself every 50 ms and writes all it finds at once; only a producer that finds the queue half full wakes it.
 * An output that blocks stops this thread alone: the queue fills, and what finds no room is counted and told in a line of its
 * own, at most once a second.
 */
final class LineWriter<E> implements AutoCloseable {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MILLIS_MAX = 3_000;
    private static final int BATCH_BYTES = 64 * 1024;

    /** How an element becomes a line. On the writer's thread; must not throw. */
    interface Format<E> {
        /** Appends the line of {@code element} to {@code line}. */
        void write(E element, Line line);

        /** Appends a line that tells of {@code dropped} elements, {@code total} since the start. */
        void writeDropped(long dropped, long total, Line line);
    }

    private final BoundedRing<E> ring;
    private final Format<E> format;
    private final OutputStream out;
    private final Thread thread;
    private final AtomicLong dropped = new AtomicLong();
    private final Line line = new Line();
    private volatile boolean isClosing;
    private long reported;
    private long reportedNanos;

    LineWriter(String threadName, OutputStream out, int queueMax, Format<E> format) {
        this.ring = new BoundedRing<>(queueMax);
        this.format = format;
        this.out = out;
        this.reportedNanos = System.nanoTime() - REPORT_NANOS;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes {@code element}; never blocks. False where there was no room, or the writer is closed. */
    boolean offer(E element) {
        int held = isClosing ? -1 : ring.offer(element);
        if (held < 0) {
            dropped.incrementAndGet();
            return false;
        }
        if (held == ring.capacity() / 2) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    long dropped() {
        return dropped.get();
    }

    private void run() {
        while (!isClosing) {
            writeAll();
            if (!isClosing) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        }
        writeAll();
        reportedNanos = System.nanoTime() - REPORT_NANOS;
        writeAll();
    }

    private void writeAll() {
        for (E element = ring.poll(); element != null; element = ring.poll()) {
            format.write(element, line);
            if (line.size() >= BATCH_BYTES) {
                drain();
            }
        }
        reportDropped();
        if (line.size() > 0) {
            drain();
        }
    }

    private void reportDropped() {
        long total = dropped.get();
        long now = System.nanoTime();
        if (total > reported && now - reportedNanos >= REPORT_NANOS) {
            format.writeDropped(total - reported, total, line);
            reported = total;
            reportedNanos = now;
        }
    }

    private void drain() {
        try {
            line.drainTo(out);
        } catch (IOException e) {
            // The output is gone (a closed pipe, a full disk): the lines are lost, and a log is not worth an exchange.
            dropped.incrementAndGet();
        }
    }

    /** Writes what is held and ends the thread; gives up after three seconds when the output is stuck. */
    @Override
    public void close() {
        isClosing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
