package io.penstock.codec.http;

/** Lists of tokens with commas between them (RFC 9110, 5.6.1), walked in place. */
final class TokenList {
    private TokenList() {}

    /** Where the element that begins at {@code start} ends: at the next comma or at {@code end}. */
    static int elementEnd(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    /** The first byte from {@code start} on that is not blank, or {@code end}. */
    static int skipBlanks(byte[] bytes, int start, int end) {
        int i = start;
        while (i < end && Octets.isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** The end of the range without the blanks at its end. */
    static int trimBlanks(byte[] bytes, int start, int end) {
        int i = end;
        while (i > start && Octets.isBlank(bytes[i - 1])) {
            i--;
        }
        return i;
    }

    /** Whether the list holds the token that stands elsewhere in the array, ignoring case. */
    static boolean holds(byte[] bytes, int start, int end, int tokenStart, int tokenEnd) {
        for (int at = start; at < end; ) {
            int comma = elementEnd(bytes, at, end);
            int from = skipBlanks(bytes, at, comma);
            int to = trimBlanks(bytes, from, comma);
            if (Octets.isSameIgnoringCase(bytes, from, to, tokenStart, tokenEnd)) {
                return true;
            }
            at = comma + 1;
        }
        return false;
    }
}
