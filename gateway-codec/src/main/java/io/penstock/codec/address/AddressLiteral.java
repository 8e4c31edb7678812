package io.penstock.codec.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of one address: four decimal numbers without leading zeros (RFC 3986 3.2.2), or the forms of RFC 4291 2.2, without brackets
 * and without a zone. The short, octal and hexadecimal forms that {@code inet_aton} takes are none: other readers see other addresses.
 */
public final class AddressLiteral {
    static final int V4_BYTES = 4;
    static final int V6_BYTES = 16;

    private static final int CHARACTERS_MAX = 45;
    private static final int V4_PARTS = 4;
    private static final int PART_MAX = 255;
    private static final int PART_DIGITS_MAX = 3;
    private static final int GROUP_DIGITS_MAX = 4;
    private static final int HEX = 16;
    private static final int MAPPED_ONES_AT = 10;
    private static final int MAPPED_V4_AT = 12;

    private AddressLiteral() {}

    /** The 4 or 16 bytes of an address; null if the text is none. */
    public static byte @Nullable [] parse(String text) {
        if (text.length() > CHARACTERS_MAX) {
            return null;
        }
        return text.indexOf(':') < 0 ? v4(text) : v6(text);
    }

    /**
     * The same address for sockets.
     *
     * @param address 4 or 16 bytes
     */
    public static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + address.length + " bytes (expected: 4 or 16)", e);
        }
    }

    /** The IPv4 address in an IPv4-mapped one (RFC 4291 2.5.5.2), which is where a socket would connect to; any other as it is. */
    public static byte[] unmapped(byte[] address) {
        return isMapped(address) ? Arrays.copyOfRange(address, MAPPED_V4_AT, V6_BYTES) : address;
    }

    static boolean isMapped(byte[] address) {
        if (address.length != V6_BYTES || address[MAPPED_ONES_AT] != -1 || address[MAPPED_ONES_AT + 1] != -1) {
            return false;
        }
        for (int i = 0; i < MAPPED_ONES_AT; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_PARTS) {
            return null;
        }
        byte[] address = new byte[V4_BYTES];
        for (int i = 0; i < V4_PARTS; i++) {
            int part = number(parts[i], 10, PART_DIGITS_MAX);
            if (part < 0 || part > PART_MAX || (parts[i].length() > 1 && parts[i].charAt(0) == '0')) {
                return null;
            }
            address[i] = (byte) part;
        }
        return address;
    }

    private static byte @Nullable [] v6(String text) {
        byte[] address = new byte[V6_BYTES];
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true, address) == V6_BYTES ? address : null;
        }
        byte[] tail = new byte[V6_BYTES];
        int headBytes = gap == 0 ? 0 : groups(text.substring(0, gap), false, address);
        int tailBytes = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), true, tail);
        // The gap stands for one group at least.
        if (headBytes < 0 || tailBytes < 0 || headBytes + tailBytes > V6_BYTES - 2) {
            return null;
        }
        System.arraycopy(tail, 0, address, V6_BYTES - tailBytes, tailBytes);
        return address;
    }

    /** Writes groups to the start of {@code out}, and says how many bytes they have; -1 if they are none. */
    private static int groups(String text, boolean isEnd, byte[] out) {
        String[] groups = text.split(":", -1);
        int at = 0;
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            boolean isV4 = isEnd && i == groups.length - 1 && group.indexOf('.') >= 0;
            byte[] bytes = isV4 ? v4(group) : group(group);
            if (bytes == null || at + bytes.length > V6_BYTES) {
                return -1;
            }
            System.arraycopy(bytes, 0, out, at, bytes.length);
            at += bytes.length;
        }
        return at;
    }

    private static byte @Nullable [] group(String text) {
        int value = number(text, HEX, GROUP_DIGITS_MAX);
        return value < 0 ? null : new byte[] {(byte) (value >> Byte.SIZE), (byte) value};
    }

    private static int number(String digits, int radix, int digitsMax) {
        if (digits.isEmpty() || digits.length() > digitsMax) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            // Only ASCII: Character.digit also knows the digits of other scripts.
            int of = digit < 128 ? Character.digit(digit, radix) : -1;
            if (of < 0) {
                return -1;
            }
            value = value * radix + of;
        }
        return value;
    }
}
