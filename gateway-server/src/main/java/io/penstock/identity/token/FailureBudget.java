package io.penstock.identity.token;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many tokens that are not good an address may send in a minute, which begins with the first: a check costs more than what is needed to
 * ask for one. Used by all event loops at once.
 */
final class FailureBudget {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int ADDRESSES_MAX = 65_536;
    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;

    private final ExpiringMap<String, Window> windows = new ExpiringMap<>(ADDRESSES_MAX);
    private final int failuresMax;

    private record Window(long endNanos, AtomicInteger failures) {}

    FailureBudget(int failuresMax) {
        this.failuresMax = failuresMax;
    }

    /** After how many seconds a token from there is judged; 0 for at once. */
    long secondsLeft(String address, long nowNanos) {
        Window window = windows.get(owner(address), nowNanos);
        if (window == null || window.failures.get() < failuresMax) {
            return 0;
        }
        return TimeUnit.NANOSECONDS.toSeconds(window.endNanos - nowNanos) + 1;
    }

    /** A token from there was not good. */
    void fail(String address, long nowNanos) {
        long endNanos = nowNanos + MINUTE_NANOS;
        Window fresh = new Window(endNanos, new AtomicInteger());
        windows.putIfAbsent(owner(address), fresh, endNanos, nowNanos).failures.incrementAndGet();
    }

    /** Who has one address of IPv6 has 2^64 of them: they count as one. */
    static String owner(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        boolean isNetwork = bytes != null && bytes.length == IPV6_BYTES;
        return isNetwork ? Arrays.toString(Arrays.copyOf(bytes, NETWORK_BYTES)) : address;
    }
}
