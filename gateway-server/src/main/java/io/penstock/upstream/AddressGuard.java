package io.penstock.upstream;

import io.penstock.codec.address.AddressLiteral;
import io.penstock.codec.address.HostName;
import io.penstock.codec.address.Network;
import io.penstock.codec.address.Networks;
import io.penstock.credential.MetadataAddresses;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Judges addresses that came over HTTP. They may lead to the public Internet and to what the operator allows, and nowhere inside: not to
 * this machine, its network, or what only translates or tunnels to those. Clouds' metadata services stay closed even where their network
 * is allowed.
 *
 * <p>A text is judged when it is written or first used; what its name resolves to is judged each time before it is connected to, by
 * {@link GuardedNames}.
 */
public final class AddressGuard {
    /** Whatever is not globally reachable (IANA's registries of special-purpose addresses, RFC 6890), and multicast. */
    private static final Networks INSIDE = Networks.parse(List.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8"));

    private static final Network NAT64 = Network.parse("64:ff9b::/96");
    private static final Network V4_COMPATIBLE = Network.parse("::/96");
    private static final Network SIX_TO_FOUR = Network.parse("2002::/16");
    private static final int V4_BYTES = 4;
    private static final int V4_AT_END = 12;
    private static final int V4_OF_SIX_TO_FOUR = 2;

    private final Networks allowed;

    /**
     * A guard.
     *
     * @param allowed what the operator permits of what is inside
     */
    public AddressGuard(Networks allowed) {
        this.allowed = allowed;
    }

    /**
     * Whether a host may be connected to as far as its text tells: a plain name, which is judged again by what it resolves to, or the
     * plain literal of an address that is permitted.
     *
     * @param host an IPv6 address without its brackets
     */
    public boolean permits(String host) {
        byte[] literal = AddressLiteral.parse(host);
        return literal == null
                ? HostName.isPlain(host) && !MetadataAddresses.isNamed(host)
                : permits(AddressLiteral.inet(literal));
    }

    /** Whether an address may be connected to. */
    public boolean permits(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (MetadataAddresses.isOne(address)) {
            return false;
        }
        if (!INSIDE.contains(bytes)) {
            return true;
        }
        // What leads on to an IPv4 address is allowed no more than that.
        return allowed.contains(bytes) && (!leadsOn(bytes) || permits(AddressLiteral.inet(inner(bytes))));
    }

    private static boolean leadsOn(byte[] address) {
        return NAT64.contains(address) || SIX_TO_FOUR.contains(address) || isV4Compatible(address);
    }

    /** But for {@code ::} and {@code ::1}, which are nobody's IPv4. */
    private static boolean isV4Compatible(byte[] address) {
        return V4_COMPATIBLE.contains(address) && !Arrays.equals(address, V4_AT_END, 15, new byte[3], 0, 3);
    }

    private static byte[] inner(byte[] address) {
        int at = SIX_TO_FOUR.contains(address) ? V4_OF_SIX_TO_FOUR : V4_AT_END;
        return Arrays.copyOfRange(address, at, at + V4_BYTES);
    }
}
