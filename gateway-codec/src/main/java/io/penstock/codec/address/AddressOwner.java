package io.penstock.codec.address;

import java.nio.ByteBuffer;

/**
 * Whom an address counts for: of IPv4 itself, of IPv6 all that share its first 64 bits, for who has one of them has 2^64.
 *
 * @param prefix the address of IPv4, or those bits
 */
public record AddressOwner(boolean isIpv6, long prefix) {
    private static final int V4_BYTES = 4;

    /** Of 4 or 16 bytes. */
    public static AddressOwner of(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return address.length == V4_BYTES
                ? new AddressOwner(false, bytes.getInt())
                : new AddressOwner(true, bytes.getLong());
    }

    /** A name that all addresses of one owner have; of what is no address the text itself. */
    public static String nameOf(String address) {
        byte[] bytes = address.indexOf(':') < 0 ? null : AddressLiteral.parse(address);
        return bytes == null ? address : Long.toHexString(of(bytes).prefix) + "::/64";
    }
}
