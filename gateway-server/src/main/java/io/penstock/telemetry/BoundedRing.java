package io.penstock.telemetry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of many producers and one consumer. Neither side ever waits for the other: a lock would let a consumer that the
 * scheduler took off its core hold up an event loop.
 *
 * <p>A producer first takes one of the free places ({@code size}), then a turn, then stores; the consumer takes the turns in
 * order and stops at the first one whose producer has not stored yet.
 */
final class BoundedRing<E> {
    private final AtomicReferenceArray<@Nullable E> slots;
    private final int capacity;
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicLong tail = new AtomicLong();
    private long head;

    BoundedRing(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("queueMax: " + capacity + " (expected: 1 or more)");
        }
        this.capacity = capacity;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /** Takes {@code element}; any thread. The number now held, or -1 where there was no room. */
    int offer(E element) {
        int held = size.incrementAndGet();
        if (held > capacity) {
            size.decrementAndGet();
            return -1;
        }
        slots.setRelease((int) (tail.getAndIncrement() % capacity), element);
        return held;
    }

    /** Gives the oldest element; the consumer's thread only. Null where none is stored. */
    @Nullable
    E poll() {
        int at = (int) (head % capacity);
        E element = slots.getAcquire(at);
        if (element == null) {
            return null;
        }
        slots.setRelease(at, null);
        head++;
        size.decrementAndGet();
        return element;
    }

    int capacity() {
        return capacity;
    }
}
