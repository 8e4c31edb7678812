package io.penstock.limit;

import io.netty.util.NetUtil;
import java.util.HexFormat;

/**
 * Whom, or what, a limit is for.
 *
 * @param name of no other in that scope
 */
public record LimitKey(Scope scope, String name) {
    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;

    /** Where a request comes from. Who has one address of IPv6 has 2^64 of them: they count as one. */
    public static LimitKey ofAddress(String address) {
        return new LimitKey(Scope.ADDRESS, networkOf(address));
    }

    private static String networkOf(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        boolean isNetwork = bytes != null && bytes.length == IPV6_BYTES;
        return isNetwork ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) : address;
    }
}
