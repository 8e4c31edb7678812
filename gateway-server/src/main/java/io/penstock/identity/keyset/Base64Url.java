package io.penstock.identity.keyset;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64url as RFC 7515 2 has it: no padding, no other character, and no bits set that no byte is made of, so that no two texts are the
 * same bytes.
 */
public final class Base64Url {
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    /** The bytes of a text; null where it is not one that {@link #encode} makes. */
    public static byte @Nullable [] decode(String text) {
        try {
            byte[] bytes = DECODER.decode(text);
            // The JDK's takes padding, and bits left over.
            return encode(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The text of bytes. */
    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }
}
