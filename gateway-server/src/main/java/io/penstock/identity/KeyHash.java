package io.penstock.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a gateway key: all that is ever kept of one. A slow hash is for what people make up; 256 random bits cannot be guessed,
 * however fast a guess is judged. Immutable.
 *
 * <p>Compares in a time that says nothing of where two differ. That the table in memory is found by four bytes of the hash tells nobody
 * anything: who does not know the key cannot choose them.
 */
public final class KeyHash {
    private static final int LENGTH = 32;

    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The hash of a key's text. */
    public static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A hash that was kept.
     *
     * @throws IllegalArgumentException if it has not the 32 bytes of one
     */
    public static KeyHash ofBytes(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("hash: " + bytes.length + " bytes (expected: " + LENGTH + ")");
        }
        return new KeyHash(bytes.clone());
    }

    /** A copy of its 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyHash that && MessageDigest.isEqual(bytes, that.bytes);
    }

    /** Its first four bytes, which are as random as any. */
    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    /** Not the hash: nothing is gained by printing it. */
    @Override
    public String toString() {
        return "KeyHash";
    }
}
