package io.penstock.codec.http;

import java.nio.charset.StandardCharsets;

/** A field name whose bytes were checked and laid out once, for heads that are written often. Immutable. */
public final class AsciiName {
    private final String text;
    private final byte[] bytes;

    private AsciiName(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * A name of a field.
     *
     * @param lowerName a lower-case token (RFC 9110, 5.6.2)
     * @throws IllegalArgumentException where it is none
     */
    public static AsciiName of(String lowerName) {
        for (int i = 0; i < lowerName.length(); i++) {
            char c = lowerName.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                throw new IllegalArgumentException("name: " + lowerName + " (expected: lower case)");
            }
        }
        return ofToken(lowerName);
    }

    static AsciiName ofToken(String text) {
        if (!Octets.isToken(text)) {
            throw new IllegalArgumentException("name: " + text + " (expected: a token)");
        }
        return new AsciiName(text);
    }

    /** Borrowed, never written to. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
