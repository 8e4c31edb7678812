package io.penstock.codec.http;

import io.penstock.codec.bytes.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The classes of bytes that RFC 9110 and RFC 9112 name, over byte arrays. */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long SPACES = ONES * Ascii.SPACE;
    private static final long DELS = ONES * Ascii.DEL;

    /** The lower-case form of each byte that a token may hold, 0 for the others. */
    private static final byte[] TOKEN_LOWER = new byte[256];

    static {
        for (int c = '0'; c <= '9'; c++) {
            TOKEN_LOWER[c] = (byte) c;
        }
        for (int c = 'a'; c <= 'z'; c++) {
            TOKEN_LOWER[c] = (byte) c;
            TOKEN_LOWER[c - 0x20] = (byte) c;
        }
        for (byte b : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
            TOKEN_LOWER[b] = b;
        }
    }

    private Octets() {}

    /** The lower-case form of a byte that a token may hold (RFC 9110, 5.6.2), 0 for any other. */
    static int tokenLower(byte b) {
        return TOKEN_LOWER[b & 0xFF];
    }

    static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7F || TOKEN_LOWER[c] == 0) {
                return false;
            }
        }
        return text.length() > 0;
    }

    static boolean isToken(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (TOKEN_LOWER[bytes[i] & 0xFF] == 0) {
                return false;
            }
        }
        return end > start;
    }

    /** Space or tab, the only white space inside a line. */
    static boolean isBlank(int b) {
        return b == Ascii.SPACE || b == Ascii.TAB;
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    /** Whether a field value may hold it: visible, blank, or above ASCII (RFC 9110, 5.5). */
    static boolean isValueChar(int c) {
        return (c >= Ascii.SPACE && c <= 0xFF && c != Ascii.DEL) || c == Ascii.TAB;
    }

    /** Whether a field value may hold all of the bytes. */
    static boolean isValue(byte[] bytes, int start, int end) {
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = word(bytes, i);
            // Exact only where no byte is above ASCII or a control: anything else is looked at byte by byte.
            long suspects = (word - SPACES) | word | ((word ^ DELS) - ONES);
            if ((suspects & HIGHS) != 0 && !isEachValueChar(bytes, i, i + Long.BYTES)) {
                return false;
            }
        }
        return isEachValueChar(bytes, i, end);
    }

    private static boolean isEachValueChar(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isValueChar(bytes[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    /** Where the first line feed stands, -1 where there is none. */
    static int indexOfLf(byte[] bytes, int start, int end) {
        return indexOf(bytes, start, end, Ascii.LF);
    }

    /** Where a byte first stands, -1 where it does not. */
    static int indexOf(byte[] bytes, int start, int end, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long found = zeroBytes(word(bytes, i) ^ pattern);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** Eight bytes, the first one lowest. */
    static long word(byte[] bytes, int start) {
        return (long) LONGS.get(bytes, start);
    }

    /** Up to seven bytes, the first one lowest, and zeros above. */
    static long word(byte[] bytes, int start, int end) {
        if (start + Long.BYTES <= bytes.length) {
            return word(bytes, start) & ((1L << ((end - start) * Byte.SIZE)) - 1);
        }
        long word = 0;
        for (int i = end - 1; i >= start; i--) {
            word = (word << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return word;
    }

    /** The high bit of each byte that is zero; the lowest one set is exact, those above it may be false. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** Whether the bytes are these, ignoring the case of ASCII letters. */
    static boolean isIgnoringCase(byte[] bytes, int start, int end, String lower) {
        if (end - start != lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (Ascii.toLowerCase(bytes[start + i]) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether two ranges of one array hold the same, ignoring the case of ASCII letters. */
    static boolean isSameIgnoringCase(byte[] bytes, int start, int end, int otherStart, int otherEnd) {
        if (end - start != otherEnd - otherStart) {
            return false;
        }
        for (int i = start, j = otherStart; i < end; i++, j++) {
            if (Ascii.toLowerCase(bytes[i]) != Ascii.toLowerCase(bytes[j])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes begin so, ignoring the case of ASCII letters. */
    static boolean startsWithIgnoringCase(byte[] bytes, int start, int end, String lower) {
        return end - start >= lower.length() && isIgnoringCase(bytes, start, start + lower.length(), lower);
    }

    /** Whether the bytes are exactly these. */
    static boolean isSame(byte[] expected, byte[] bytes, int start, int end) {
        return Arrays.equals(expected, 0, expected.length, bytes, start, end);
    }
}
