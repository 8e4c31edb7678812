package io.penstock.codec.http;

import io.penstock.codec.bytes.Ascii;

/**
 * Host and port as Host and the absolute form carry them (RFC 3986, 3.2.2 and 3.2.3), narrower than the grammar: a name of
 * letters, digits, hyphens, dots and underscores or an address in brackets, then possibly a port. No user, no path, no list,
 * nothing that is percent-encoded, since two readers may take those for different hosts.
 */
final class Authority {
    private static final int PORT_DIGITS_MAX = 5;
    private static final int PORT_MAX = 65535;

    private Authority() {}

    static boolean isHostAndPort(byte[] bytes, int start, int end) {
        int hostEnd =
                start < end && bytes[start] == '[' ? endOfAddress(bytes, start, end) : endOfName(bytes, start, end);
        if (hostEnd == start) {
            return false;
        }
        return hostEnd == end || (bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, end));
    }

    /** The index after a name, {@code start} where there is none or a label of it is empty; the root's dot may end it. */
    private static int endOfName(byte[] bytes, int start, int end) {
        int i = start;
        byte before = '.';
        while (i < end && isNameByte(bytes[i])) {
            if (before == '.' && bytes[i] == '.') {
                return start;
            }
            before = bytes[i];
            i++;
        }
        return i;
    }

    private static boolean isNameByte(byte b) {
        int lower = Ascii.toLowerCase(b);
        return (lower >= 'a' && lower <= 'z') || Octets.isDigit(b) || b == '-' || b == '.' || b == '_';
    }

    /** The index after the closing bracket of an IPv6 address, {@code start} where there is none. */
    private static int endOfAddress(byte[] bytes, int start, int end) {
        int colons = 0;
        for (int i = start + 1; i < end; i++) {
            byte b = bytes[i];
            if (b == ']') {
                return colons >= 2 ? i + 1 : start;
            }
            if (b == ':') {
                colons++;
            } else if (Ascii.hexValue(b) < 0 && b != '.') {
                return start;
            }
        }
        return start;
    }

    private static boolean isPort(byte[] bytes, int start, int end) {
        if (start == end || end - start > PORT_DIGITS_MAX) {
            return false;
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port <= PORT_MAX;
    }
}
