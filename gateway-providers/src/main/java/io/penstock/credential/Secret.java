package io.penstock.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text that must not be seen: it prints masked, and compares in a time that says nothing of where two differ.
 *
 * <p>Only visible ASCII is taken (RFC 9110 5.5 without blanks), so a secret can never end a header line early. Immutable.
 */
public final class Secret {
    /** Below this length even four characters would be too much of the whole. */
    private static final int LONG_ENOUGH_TO_HINT = 20;

    private static final int HINT_CHARACTERS = 4;
    private static final String MASK = "****";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a secret.
     *
     * @param value one or more visible ASCII characters
     * @throws IllegalArgumentException if it is empty or holds any other character; the message does not repeat it
     */
    public static Secret of(String value) {
        if (!isUsable(value)) {
            throw new IllegalArgumentException("secret: not shown (expected: visible ASCII characters, no blanks)");
        }
        return new Secret(value);
    }

    /** Whether {@link #of} takes the text. */
    public static boolean isUsable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                return false;
            }
        }
        return !value.isEmpty();
    }

    /** The secret itself, for the one line on the wire that carries it. Never log, print or store what this returns. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    /** A mask, followed by the last four characters if the secret is at least 20 long. */
    @Override
    public String toString() {
        return value.length() < LONG_ENOUGH_TO_HINT ? MASK : MASK + value.substring(value.length() - HINT_CHARACTERS);
    }
}
