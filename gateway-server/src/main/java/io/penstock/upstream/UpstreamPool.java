package io.penstock.upstream;

import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The connections of one event loop to all providers. Confined to its loop. */
public final class UpstreamPool {
    private final EventLoop loop;
    private final Connector connector;
    private final UpstreamSettings settings;
    private final ConnectionLimits limits;
    private final Map<Address, AddressPool> pools = new HashMap<>();

    /**
     * A pool of {@code loop}'s own.
     *
     * @param limits the counts over all loops: the same for each loop's pool
     */
    public UpstreamPool(EventLoop loop, Connector connector, UpstreamSettings settings, ConnectionLimits limits) {
        this.loop = loop;
        this.connector = connector;
        this.settings = settings;
        this.limits = limits;
        loop.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
    }

    /** Lends {@code call} a connection: an idle one, a new one, or the next that comes free. */
    public void acquire(Address address, UpstreamCall call) {
        pool(address).acquire(call);
    }

    /** The call waits no longer for a connection. */
    public void forget(Address address, UpstreamCall call) {
        pool(address).forget(call);
    }

    /** Closes every connection that is not in use. */
    public void closeIdle() {
        pools.values().forEach(AddressPool::closeIdle);
    }

    private AddressPool pool(Address address) {
        AddressPool pool = pools.get(address);
        if (pool == null) {
            pool = new AddressPool(loop, address, connector, settings, limits.of(address));
            pools.put(address, pool);
        }
        return pool;
    }

    private void sweep() {
        long now = loop.ticker().nanoTime();
        pools.values().forEach(pool -> pool.sweep(now));
    }
}
