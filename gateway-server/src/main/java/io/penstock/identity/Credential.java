package io.penstock.identity;

import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A credential as its caller showed it, without the scheme before it. It lies where it came and holds no longer than those bytes do, so
 * that one which is known already is never copied: what is judged later takes its text.
 */
public final class Credential {
    private final byte[] bytes;
    private final int start;
    private final int end;

    private Credential(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    /** The credential that lies from {@code start} up to {@code end}. */
    public static Credential in(byte[] bytes, int start, int end) {
        return new Credential(bytes, start, end);
    }

    /** The credential that a text is. */
    public static Credential of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Credential(bytes, 0, bytes.length);
    }

    /** Whether it is visible ASCII without commas: with one it is a list, of which nobody could say what counts. */
    public boolean isUsable() {
        for (int i = start; i < end; i++) {
            // Bytes above ASCII are negative.
            if (bytes[i] <= Ascii.SPACE || bytes[i] == Ascii.DEL || bytes[i] == ',') {
                return false;
            }
        }
        return start < end;
    }

    /** How many bytes it has. */
    public int length() {
        return end - start;
    }

    boolean startsWith(String prefix) {
        if (length() < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (bytes[start + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** How often it has a character. */
    public int count(char wanted) {
        int count = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] == wanted) {
                count++;
            }
        }
        return count;
    }

    /** What {@code hash} makes of it. */
    public byte[] digest(MessageDigest hash) {
        hash.update(bytes, start, length());
        return hash.digest();
    }

    /** The credential itself, for as long as it is wanted. Never log, print or store what this returns. */
    public String text() {
        return new String(bytes, start, length(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that && Arrays.equals(bytes, start, end, that.bytes, that.start, that.end);
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "Credential";
    }
}
