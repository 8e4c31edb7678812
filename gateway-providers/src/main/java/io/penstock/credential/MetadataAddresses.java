package io.penstock.credential;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Set;

/**
 * Where clouds give their machines keys. Only who asks for a credential goes there, and names the place itself; a provider's name that
 * leads there is a trap.
 */
public final class MetadataAddresses {
    private static final String GOOGLE = "metadata.google.internal";
    private static final Set<String> ADDRESSES =
            Set.of("169.254.169.254", "169.254.170.2", "169.254.170.23", plain("fd00:ec2::254"), plain("fd00:ec2::23"));

    private MetadataAddresses() {}

    private static String plain(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        if (parsed == null) {
            throw new IllegalArgumentException(address);
        }
        return parsed.getHostAddress();
    }

    /** Whether a host is named after such a place: by its address, however it is spelt, or by its name. */
    public static boolean isNamed(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals(GOOGLE) || name.equals(GOOGLE + ".")) {
            return true;
        }
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(name);
        return literal != null && isOne(literal);
    }

    /** Whether a connection to {@code host} that arrived at {@code peer} was led there. */
    public static boolean isTrap(String host, SocketAddress peer) {
        return peer instanceof InetSocketAddress arrived
                && arrived.getAddress() != null
                && isOne(arrived.getAddress())
                && !isNamed(host);
    }

    /** Whether an address is one of theirs. */
    public static boolean isOne(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return ADDRESSES.contains(zone < 0 ? text : text.substring(0, zone));
    }
}
