package io.penstock.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs benchmarks on threads of the kind that event loops have: Netty keeps its pools of buffers and objects for those alone, and on
 * any other thread the lane would be charged for what it does not allocate. JMH makes it by its name.
 */
public final class LoopThreads extends ThreadPoolExecutor {

    /**
     * As JMH calls it.
     *
     * @param threads how many
     * @param prefix of their names
     */
    public LoopThreads(int threads, String prefix) {
        super(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(prefix, true));
    }
}
