package io.penstock.server.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer unreleased. Netty's own detector asks the garbage collector, some time later; this one
 * counts every buffer, at once. It is registered for all tests of the module by {@code META-INF/services}, so that it is in
 * place before Netty makes its first detector.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final long DEADLINE_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final Map<Tracker<?>, Object> OPEN = new ConcurrentHashMap<>();
    private static final boolean HAS_STACKS = Boolean.getBoolean("penstock.test.leakStacks");

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** Called by JUnit. */
    public LeakCheck() {}

    @Override
    public void afterAll(ExtensionContext context) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!OPEN.isEmpty() && System.nanoTime() - deadline < 0) {
            // An event loop that has been shut down may still be on its way out.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (!OPEN.isEmpty()) {
            int count = OPEN.size();
            Set<Object> leaks = Set.copyOf(OPEN.values());
            OPEN.clear();
            AssertionError failure = new AssertionError(
                    count + " buffers were not released; -Dpenstock.test.leakStacks=true says where they were made");
            for (Object leak : leaks) {
                if (leak instanceof Throwable stack) {
                    failure.addSuppressed(stack);
                }
            }
            throw failure;
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {
        @Override
        @SuppressWarnings("deprecation")
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return new Detector<>(resource, interval);
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        Detector(Class<?> resource, int interval) {
            super(resource, interval);
        }

        @Override
        public @Nullable ResourceLeakTracker<T> track(T resource) {
            return getLevel() == Level.DISABLED ? null : new Tracker<>();
        }

        @Override
        public ResourceLeakTracker<T> trackForcibly(T resource) {
            return new Tracker<>();
        }

        @Override
        public boolean isRecordEnabled() {
            return false;
        }
    }

    private static final class Tracker<T> implements ResourceLeakTracker<T> {
        private final boolean isConstant = isConstant();

        Tracker() {
            if (!isConstant) {
                OPEN.put(this, HAS_STACKS ? new Throwable() : this);
            }
        }

        /** What a class makes for itself when it is initialized is made once, and kept. */
        private static boolean isConstant() {
            return StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
        }

        @Override
        public void record() {
            // Where a buffer was made is enough to find who keeps it.
        }

        @Override
        public void record(Object hint) {
            // As above.
        }

        @Override
        public boolean close(T resource) {
            return OPEN.remove(this) != null || isConstant;
        }
    }
}
