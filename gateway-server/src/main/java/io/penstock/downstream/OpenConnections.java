package io.penstock.downstream;

import io.netty.channel.Channel;
import io.penstock.codec.address.AddressOwner;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many connections of clients are open, in all and of each address, under limits. Safe for all event loops at once; keeps nothing of an
 * address without connections.
 */
public final class OpenConnections {
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<AddressOwner, Integer> byOwner = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();

    /** None open. */
    public OpenConnections() {}

    /**
     * Counts {@code channel} until it is closed; false, with only the refusal counted, where that would be one too many.
     *
     * @param address whose it is; null where it counts for no address, or for one that is not known yet
     * @param max in all
     * @param perAddressMax of one address; 0 for any number
     */
    boolean tryEnter(Channel channel, @Nullable InetAddress address, int max, int perAddressMax) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        if (address != null && !tryEnter(channel, address, perAddressMax)) {
            open.decrementAndGet();
            return false;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    /** Counts a {@code channel} that is counted in all already among those of its address too; false as above. */
    boolean tryEnter(Channel channel, InetAddress address, int perAddressMax) {
        AddressOwner owner = AddressOwner.of(address.getAddress());
        if (byOwner.merge(owner, 1, Integer::sum) > perAddressMax && perAddressMax > 0) {
            leave(owner);
            refused.increment();
            return false;
        }
        channel.closeFuture().addListener(closed -> leave(owner));
        return true;
    }

    /** One was closed at once, for another reason than a limit. */
    void onRefused() {
        refused.increment();
    }

    private void leave(AddressOwner owner) {
        byOwner.computeIfPresent(owner, (any, count) -> count == 1 ? null : count - 1);
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** How many were closed at once, since the start. */
    public long refused() {
        return refused.sum();
    }

    /** Of how many addresses something is kept. */
    int networks() {
        return byOwner.size();
    }
}
