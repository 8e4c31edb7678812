package io.penstock.identity.token;

import io.penstock.codec.address.AddressOwner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many tokens that are not good an address may send in a minute, which begins with the first: a check costs more than what is needed to
 * ask for one. Used by all event loops at once.
 */
final class FailureBudget {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int ADDRESSES_MAX = 65_536;

    private final ExpiringMap<String, Window> windows = new ExpiringMap<>(ADDRESSES_MAX);
    private final int failuresMax;

    private record Window(long endNanos, AtomicInteger failures) {}

    FailureBudget(int failuresMax) {
        this.failuresMax = failuresMax;
    }

    /** After how many seconds a token from there is judged; 0 for at once. */
    long secondsLeft(String address, long nowNanos) {
        Window window = windows.get(AddressOwner.nameOf(address), nowNanos);
        if (window == null || window.failures.get() < failuresMax) {
            return 0;
        }
        return TimeUnit.NANOSECONDS.toSeconds(window.endNanos - nowNanos) + 1;
    }

    /** A token from there was not good. */
    void fail(String address, long nowNanos) {
        long endNanos = nowNanos + MINUTE_NANOS;
        Window fresh = new Window(endNanos, new AtomicInteger());
        windows.putIfAbsent(AddressOwner.nameOf(address), fresh, endNanos, nowNanos)
                .failures
                .incrementAndGet();
    }
}
