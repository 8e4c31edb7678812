package io.penstock.codec.json;

/** Whole counts out of JSON numbers. */
final class JsonCount {
    /** Nothing that is counted comes near; a number above it saturates here. */
    static final long MAX = 1_000_000_000_000_000L;

    private static final int EXPONENT_MAX = 99;

    private JsonCount() {}

    /**
     * The number whose text stands at the start of {@code text}, its fraction dropped: at most {@link #MAX}; a negative one, and what
     * is no number, is -1.
     */
    static long parse(byte[] text, int length) {
        long value = 0;
        int at = 0;
        while (at < length && isDigit(text[at])) {
            value = Math.min(MAX, value * 10 + (text[at] - '0'));
            at++;
        }
        if (at == 0) {
            return -1;
        }
        if (at == length) {
            return value;
        }
        return scaled(text, at, length, value);
    }

    private static long scaled(byte[] text, int from, int length, long whole) {
        int at = from;
        int fractionStart = from;
        if (text[at] == '.') {
            fractionStart = ++at;
            while (at < length && isDigit(text[at])) {
                at++;
            }
        }
        int fractionEnd = at;
        if (at == length || (text[at] | 0x20) != 'e') {
            return whole;
        }
        boolean isNegative = ++at < length && text[at] == '-';
        if (at < length && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        int exponent = 0;
        for (; at < length && isDigit(text[at]); at++) {
            exponent = Math.min(EXPONENT_MAX, exponent * 10 + (text[at] - '0'));
        }
        long value = whole;
        for (int i = 0; i < exponent; i++) {
            int digit = fractionStart + i < fractionEnd ? text[fractionStart + i] - '0' : 0;
            value = isNegative ? value / 10 : Math.min(MAX, value * 10 + digit);
        }
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
