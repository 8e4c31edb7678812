package io.penstock.codec.eventstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Headers of a frame, all of them strings, put together once for all the frames that have them. Immutable. */
public final class FrameHeaders {
    private static final int NAME_BYTES_MAX = 255;
    private static final int VALUE_BYTES_MAX = 0x7FFF;

    private final byte[] bytes;

    private FrameHeaders(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The headers of these names and values, in turns, in that order.
     *
     * @throws IllegalArgumentException where a name or a value is missing or too long
     */
    public static FrameHeaders of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("headers: a name without a value (expected: names and values in turns)");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byte[] name = utf8(namesAndValues[i], NAME_BYTES_MAX);
            byte[] value = utf8(namesAndValues[i + 1], VALUE_BYTES_MAX);
            out.write(name.length);
            out.writeBytes(name);
            out.write(FrameLayout.STRING);
            out.write(value.length >> Byte.SIZE);
            out.write(value.length);
            out.writeBytes(value);
        }
        return new FrameHeaders(out.toByteArray());
    }

    private static byte[] utf8(String text, int bytesMax) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > bytesMax) {
            throw new IllegalArgumentException(
                    "header: " + bytes.length + " bytes (expected: at most " + bytesMax + ")");
        }
        return bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
