package io.penstock.server;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;
import io.penstock.config.LimitsConfig;
import io.penstock.limit.Pressure;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second at how much memory is in use, and says so when that calls for something else than before. Of the heap it is what the last
 * collection has left: what is in use between two says nothing. Where that is too much, all of the heap is collected from time to time,
 * since a gateway that takes no work makes no garbage that would lead to it, and would never hear that it has room again.
 */
final class MemoryWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);
    private static final long INTERVAL_MILLIS = 1000;
    private static final long COLLECTION_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int PERCENT = 100;

    private final Supplier<LimitsConfig.Memory> limits;
    private final Consumer<Pressure> listener;
    private final Thread thread = new Thread(this::run, "memory");
    private volatile Pressure pressure = Pressure.NONE;
    private long collectedNanos;

    private MemoryWatch(Supplier<LimitsConfig.Memory> limits, Consumer<Pressure> listener) {
        this.limits = limits;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /**
     * Begins to look.
     *
     * @param limits asked each time
     * @param listener told of each change, and of {@link Pressure#ENDING} each time; on the watch's own thread
     */
    static MemoryWatch start(Supplier<LimitsConfig.Memory> limits, Consumer<Pressure> listener) {
        MemoryWatch watch = new MemoryWatch(limits, listener);
        watch.thread.start();
        return watch;
    }

    /** What the last look led to. */
    Pressure pressure() {
        return pressure;
    }

    private void run() {
        try {
            while (true) {
                // Before the first look too: what it takes to look is not loaded while the gateway starts.
                Thread.sleep(INTERVAL_MILLIS);
                look();
            }
        } catch (InterruptedException closed) {
            // It ends with the gateway.
        }
    }

    private void look() {
        LimitsConfig.Memory bounds = limits.get();
        long heap = heapPercent();
        long direct = directPercent();
        Pressure next = pressureOf(Math.max(heap, direct), bounds);
        Pressure before = pressure;
        if (next != before) {
            LOG.atWarn()
                    .addKeyValue("heap_percent", heap)
                    .addKeyValue("direct_percent", direct)
                    .log("memory: " + next);
        }
        if (next != before || next == Pressure.ENDING) {
            listener.accept(next);
        }
        pressure = next;
        if (pressureOf(heap, bounds) != Pressure.NONE) {
            collect();
        }
    }

    private void collect() {
        long now = System.nanoTime();
        if (now - collectedNanos > COLLECTION_NANOS) {
            collectedNanos = now;
            System.gc();
        }
    }

    static Pressure pressureOf(long percent, LimitsConfig.Memory limits) {
        if (percent > limits.servingMax()) {
            return Pressure.ENDING;
        }
        if (percent > limits.admittingMax()) {
            return Pressure.NOT_ADMITTING;
        }
        return percent > limits.acceptingMax() ? Pressure.NOT_ACCEPTING : Pressure.NONE;
    }

    /** Of what outlives collections, in the largest of the heap's parts: the young ones are full when they are collected, and small. */
    static long heapPercent() {
        long max = 1;
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage left = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            if (left != null && left.getMax() > max) {
                max = left.getMax();
                used = left.getUsed();
            }
        }
        return used * PERCENT / max;
    }

    static long directPercent() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                * PERCENT
                / PlatformDependent.maxDirectMemory();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
