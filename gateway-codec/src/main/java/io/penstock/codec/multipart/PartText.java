package io.penstock.codec.multipart;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The content of one field, collected while it passes by: its first bytes, up to a bound. Reused for each; grows to the longest it met. */
public final class PartText {
    private final int bytesMax;
    private byte[] bytes = new byte[64];
    private int length;
    private boolean isWhole = true;

    PartText(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** How many bytes are here. */
    public int length() {
        return length;
    }

    /** Whether all of the content is here. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Whether it holds nothing but spaces, tabs and line ends. */
    public boolean isBlank() {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b != Ascii.SPACE && b != Ascii.TAB && b != Ascii.CR && b != Ascii.LF) {
                return false;
            }
        }
        return isWhole;
    }

    /** Whether it holds a control character of ASCII, a line end or a tab included. */
    public boolean hasControl() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == Ascii.DEL || (bytes[i] >= 0 && bytes[i] < Ascii.SPACE)) {
                return true;
            }
        }
        return false;
    }

    /** The bytes read as UTF-8; null where they are none. */
    public @Nullable String decode() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    void clear() {
        length = 0;
        isWhole = true;
    }

    /** Appends what may turn out to be the beginning of a delimiter: {@link #end} takes it off again. */
    void append(ByteBuf buffer, int start, int end) {
        int count = Math.min(end - start, bytesMax - length);
        isWhole &= count == end - start;
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(2 * bytes.length, length + count)));
        }
        buffer.getBytes(start, bytes, length, count);
        length += count;
    }

    /** Says how long the content was. */
    void end(long contentBytes) {
        isWhole = contentBytes <= bytesMax;
        length = (int) Math.min(length, contentBytes);
    }
}
