package io.penstock.codec.bytes;

/** The ASCII bytes that the wire formats give a meaning to. */
public final class Ascii {
    /** Horizontal tab. */
    public static final byte TAB = 0x09;
    /** Line feed. */
    public static final byte LF = 0x0A;
    /** Carriage return. */
    public static final byte CR = 0x0D;
    /** Space. */
    public static final byte SPACE = 0x20;
    /** Delete, the last byte of ASCII and no part of any text. */
    public static final byte DEL = 0x7F;

    private Ascii() {}

    /** The lower-case form of an ASCII letter; every other byte as it is. */
    public static int toLowerCase(int b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    /** The value of a hexadecimal digit, or -1 where {@code b} is none. */
    public static int hexValue(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
