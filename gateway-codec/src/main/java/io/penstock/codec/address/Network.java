package io.penstock.codec.address;

import java.util.Arrays;

/**
 * A network of addresses: an address and how many of its first bits all of them share (RFC 4632 3.1, RFC 4291 2.3). Immutable.
 *
 * <p>An IPv4-mapped address is judged as the IPv4 address in it: it is in networks of IPv4, and in no network of IPv6.
 */
public final class Network {
    /** What such a network must be, for messages. */
    public static final String EXPECTED =
            "a network such as 10.0.0.0/8 or fd00::/8 without bits after its prefix, or one address";

    private static final int PREFIX_DIGITS_MAX = 3;

    private final byte[] first;
    private final int prefixBits;

    private Network(byte[] first, int prefixBits) {
        this.first = first;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads a network; an address alone is a network of one.
     *
     * @throws IllegalArgumentException if it is not as {@link #EXPECTED} says
     */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] first = AddressLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (first != null && !AddressLiteral.isMapped(first)) {
            int bits = first.length * Byte.SIZE;
            int prefixBits = slash < 0 ? bits : prefixBits(text.substring(slash + 1));
            if (prefixBits >= 0 && prefixBits <= bits && isZeroFrom(first, prefixBits)) {
                return new Network(first, prefixBits);
            }
        }
        throw new IllegalArgumentException("network: " + text + " (expected: " + EXPECTED + ")");
    }

    private static int prefixBits(String digits) {
        boolean isPlain = digits.length() <= PREFIX_DIGITS_MAX && digits.matches("0|[1-9][0-9]*");
        return isPlain ? Integer.parseInt(digits) : -1;
    }

    /** What is after the prefix was meant, or is a slip: it is not dropped in silence. */
    private static boolean isZeroFrom(byte[] address, int bit) {
        for (int i = bit; i < address.length * Byte.SIZE; i++) {
            if ((address[i / Byte.SIZE] & (0x80 >> (i % Byte.SIZE))) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an address is one of this network.
     *
     * @param address 4 or 16 bytes
     */
    public boolean contains(byte[] address) {
        byte[] judged = AddressLiteral.unmapped(address);
        if (judged.length != first.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (judged[i] != first[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        return rest == 0 || ((judged[whole] ^ first[whole]) & (0xff00 >> rest) & 0xff) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network that && prefixBits == that.prefixBits && Arrays.equals(first, that.first);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(first) * 31 + prefixBits;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        boolean isV4 = first.length == AddressLiteral.V4_BYTES;
        for (int i = 0; i < first.length; i += isV4 ? 1 : 2) {
            if (isV4) {
                text.append(i == 0 ? "" : ".").append(first[i] & 0xff);
            } else {
                int group = ((first[i] & 0xff) << Byte.SIZE) | (first[i + 1] & 0xff);
                text.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
            }
        }
        return text.append('/').append(prefixBits).toString();
    }
}
