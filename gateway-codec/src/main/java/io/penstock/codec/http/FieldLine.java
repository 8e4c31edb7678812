package io.penstock.codec.http;

import org.jspecify.annotations.Nullable;

/** One line of a head after the first: {@code name ":" [blanks] value [blanks]} (RFC 9112, section 5). */
final class FieldLine {
    private FieldLine() {}

    /**
     * Reads the line into the head. A line that begins with a blank (obs-fold), has one before its colon or has no colon fails
     * as a name.
     */
    static void read(Head head, byte[] bytes, int start, int end) {
        int colon = Octets.indexOf(bytes, start, end, (byte) ':');
        if (colon <= start) {
            throw Refusals.FIELD_NAME;
        }
        Field field = FieldNames.find(bytes, start, colon);
        if (field == null) {
            checkName(head, bytes, start, colon);
        }
        addValue(head, field, bytes, start, colon, end);
    }

    /** A name that is known is a token without a look at it. */
    private static void checkName(Head head, byte[] bytes, int start, int end) {
        if (!Octets.isToken(bytes, start, end)) {
            throw Refusals.FIELD_NAME;
        }
        if (head.isRequest()) {
            checkNoUnderscore(bytes, start, end);
        }
    }

    private static void addValue(Head head, @Nullable Field field, byte[] bytes, int start, int colon, int end) {
        int valueStart = TokenList.skipBlanks(bytes, colon + 1, end);
        int valueEnd = TokenList.trimBlanks(bytes, valueStart, end);
        if (!Octets.isValue(bytes, valueStart, valueEnd)) {
            throw Refusals.FIELD_VALUE;
        }
        head.add(field, start, colon, valueStart, valueEnd);
    }

    /** Where names become variables (CGI, WSGI), X_Y and X-Y are one: a client could set what a proxy before it set. */
    private static void checkNoUnderscore(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '_') {
                throw Refusals.FIELD_NAME_UNDERSCORE;
            }
        }
    }
}
