package io.penstock.codec;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** How many bytes a piece of work allocates on its thread, once it is compiled. */
public final class Allocation {
    private static final int TRIES_MAX = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Mean bytes per call of what is to cost nothing: below one for what an array now and then comes to. */
    public static double bytesPerCall(int calls, Runnable work) {
        return bytesPerCall(calls, 1, work);
    }

    /**
     * Mean bytes per call over {@code calls} calls, after a fifth as many of warm-up. Where that is not {@code below} it is tried again, and
     * the least counts: on a machine where compiling waits for its turn it is some time before all is compiled.
     */
    public static double bytesPerCall(int calls, double below, Runnable work) {
        repeat(calls / 5, work);
        double least = bytes(calls, work);
        for (int again = 0; again < TRIES_MAX && least >= below; again++) {
            least = Math.min(least, bytes(calls, work));
        }
        return least;
    }

    private static double bytes(int calls, Runnable work) {
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        repeat(calls, work);
        return (THREADS.getThreadAllocatedBytes(id) - before) / (double) calls;
    }

    /** Direct memory that no leak detector watches: watching allocates. */
    public static ByteBuf untracked(int capacity) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(capacity)).clear();
    }

    private static void repeat(int times, Runnable work) {
        for (int i = 0; i < times; i++) {
            work.run();
        }
    }
}
