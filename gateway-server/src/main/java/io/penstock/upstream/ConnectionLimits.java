package io.penstock.upstream;

import java.util.concurrent.ConcurrentHashMap;

/** The connection counts of all addresses, shared by all event loops. */
public final class ConnectionLimits {
    private final int connectionsMax;
    private final ConcurrentHashMap<Address, ConnectionLimit> byAddress = new ConcurrentHashMap<>();

    /** Counts with the same limit for each address. */
    public ConnectionLimits(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    ConnectionLimit of(Address address) {
        return byAddress.computeIfAbsent(address, any -> new ConnectionLimit(connectionsMax));
    }
}
