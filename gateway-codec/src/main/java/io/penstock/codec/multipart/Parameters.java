package io.penstock.codec.multipart;

import io.penstock.codec.bytes.Ascii;

/**
 * A field value with parameters, {@code value; name=token; name="quoted"} (RFC 9110, 5.6.6), walked parameter by parameter. An unquoted
 * value ends at a semicolon or blank and may hold what no token does; whoever asked for it judges that.
 */
final class Parameters {
    private static final String SEPARATORS = "\"(),/:;<=>?@[\\]{}";

    private final String text;
    private final String leading;
    private int at;
    private String name = "";
    private String value = "";
    private boolean hasEscape;
    private boolean isMalformed;

    Parameters(String text) {
        this.text = text;
        int semicolon = text.indexOf(';');
        this.at = semicolon < 0 ? text.length() : semicolon;
        this.leading = trim(text, 0, at);
    }

    /** What stands before the first semicolon. */
    String leading() {
        return leading;
    }

    /** Goes to the next parameter; false at the end, and where {@link #isMalformed}. */
    boolean next() {
        hasEscape = false;
        while (!isMalformed && skipBlanks()) {
            if (text.charAt(at) != ';') {
                return malformed();
            }
            at++;
            // RFC 9110 lets a recipient meet empty parameters, a last semicolon among them.
            if (skipBlanks() && text.charAt(at) != ';') {
                return readParameter();
            }
        }
        return false;
    }

    /** Whether the walk ended at something that is no parameter. */
    boolean isMalformed() {
        return isMalformed;
    }

    String name() {
        return name;
    }

    boolean isNamed(String lower) {
        return isSame(name, lower);
    }

    /** The value, without quotes and backslashes. */
    String value() {
        return value;
    }

    /** Whether a backslash stood in the value: readers differ on what it does there. */
    boolean hasEscape() {
        return hasEscape;
    }

    /** Whether a text is that one, ignoring the case of ASCII letters and of no others. */
    static boolean isSame(String text, String lower) {
        return text.length() == lower.length() && startsWith(text, lower);
    }

    static boolean startsWith(String text, String lower) {
        if (text.length() < lower.length()) {
            return false;
        }
        for (int i = 0; i < lower.length(); i++) {
            if (Ascii.toLowerCase(text.charAt(i)) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is a token (RFC 9110, 5.6.2). */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= Ascii.SPACE || c >= Ascii.DEL || SEPARATORS.indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** A part of a text without the spaces and tabs around it. */
    static String trim(String text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private boolean readParameter() {
        int equals = text.indexOf('=', at);
        if (equals < 0) {
            return malformed();
        }
        name = text.substring(at, equals);
        at = equals + 1;
        boolean isRead = text.startsWith("\"", at) ? readQuoted() : readBare();
        if (!isRead || !isToken(name)) {
            return malformed();
        }
        return true;
    }

    private boolean readBare() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ';' && !isBlank(text.charAt(at))) {
            if (text.charAt(at) == '"') {
                return false;
            }
            at++;
        }
        value = text.substring(start, at);
        return !value.isEmpty();
    }

    private boolean readQuoted() {
        StringBuilder unquoted = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                value = unquoted.toString();
                return true;
            }
            if (c == '\\' && at + 1 < text.length()) {
                hasEscape = true;
                at++;
            }
            unquoted.append(text.charAt(at));
        }
        return false;
    }

    private boolean skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private boolean malformed() {
        isMalformed = true;
        return false;
    }

    private static boolean isBlank(char c) {
        return c == Ascii.SPACE || c == Ascii.TAB;
    }
}
