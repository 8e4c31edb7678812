package io.penstock.codec.address;

import java.util.regex.Pattern;

/**
 * The text of a name that is looked up: labels of ASCII letters, digits and hyphens (RFC 1123 2.1), the last of which begins with a
 * letter, so that no reader takes it for an address ({@code 127.1}, {@code 0x7f000001}). A name of other scripts is plain in its ASCII form
 * alone, and a dot at the end makes another text of the same name.
 */
public final class HostName {
    private static final int CHARACTERS_MAX = 253;
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern PLAIN = Pattern.compile("(?:" + LABEL + "\\.){0,126}(?=[A-Za-z])" + LABEL);

    private HostName() {}

    /** Whether a text is such a name. */
    public static boolean isPlain(String text) {
        return text.length() <= CHARACTERS_MAX && PLAIN.matcher(text).matches();
    }
}
