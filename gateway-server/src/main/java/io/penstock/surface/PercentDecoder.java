package io.penstock.surface;

import io.penstock.codec.bytes.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoding (RFC 3986 2.1), decoded exactly once. Java's own decoder reads {@code +} as a space and puts U+FFFD where the
 * bytes are no UTF-8; both would let two spellings mean one name.
 */
final class PercentDecoder {
    private PercentDecoder() {}

    /**
     * The text that {@code raw} encodes; null where an escape is malformed, the bytes are no UTF-8 (overlong forms and surrogates
     * are none) or one of them is a control character.
     */
    static @Nullable String decode(String raw) {
        int length = raw.length();
        byte[] out = new byte[length];
        int size = 0;
        for (int at = 0; at < length; ) {
            char c = raw.charAt(at);
            int value = c;
            at++;
            if (c == '%') {
                value = escaped(raw, at);
                at += 2;
            } else if (c >= Ascii.DEL) {
                return null;
            }
            if (value < Ascii.SPACE || value == Ascii.DEL) {
                return null;
            }
            out[size++] = (byte) value;
        }
        return utf8(out, size);
    }

    /** The value of the two digits at {@code at}, or -1 where they are none. */
    private static int escaped(String raw, int at) {
        if (at + 2 > raw.length()) {
            return -1;
        }
        int high = Ascii.hexValue(raw.charAt(at));
        int low = Ascii.hexValue(raw.charAt(at + 1));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static @Nullable String utf8(byte[] bytes, int size) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, size))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
