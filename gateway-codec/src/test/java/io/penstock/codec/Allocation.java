package io.penstock.codec;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;

/** How many bytes a piece of work allocates on its thread, once it is compiled. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Mean bytes per call over {@code calls} calls, after a fifth as many of warm-up. */
    public static double bytesPerCall(int calls, Runnable work) {
        repeat(calls / 5, work);
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
