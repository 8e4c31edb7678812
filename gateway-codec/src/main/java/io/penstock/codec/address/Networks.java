package io.penstock.codec.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Some networks.
 *
 * @param list in no particular order
 */
public record Networks(List<Network> list) {
    /** No address at all. */
    public static final Networks NONE = new Networks(List.of());

    /** Copies what could still be changed. */
    public Networks {
        list = List.copyOf(list);
    }

    /**
     * Reads networks.
     *
     * @throws IllegalArgumentException if one is not as {@link Network#EXPECTED} says, naming it
     */
    public static Networks parse(Iterable<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            networks.add(Network.parse(text));
        }
        return new Networks(networks);
    }

    /** Whether an address is in one of them; an IPv6 address's zone does not count. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /**
     * Whether an address is in one of them.
     *
     * @param address 4 or 16 bytes
     */
    public boolean contains(byte[] address) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
