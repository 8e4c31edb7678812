package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of a JSON string as it stands between its quotes, still escaped: a range of a buffer that whoever made it owns. It goes
 * from one JSON text into another as it is; only who must know what it says decodes it.
 *
 * @param start first byte
 * @param end behind the last byte
 */
public record EscapedText(ByteBuf buffer, int start, int end) {
    /** No characters. */
    public static final EscapedText EMPTY = new EscapedText(Unpooled.EMPTY_BUFFER, 0, 0);

    /** The text, escaped into memory of its own. */
    public static EscapedText of(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        ByteBuf quoted = Unpooled.buffer(text.length() + 16);
        JsonStrings.write(text, quoted);
        return new EscapedText(quoted, quoted.readerIndex() + 1, quoted.writerIndex() - 1);
    }

    /** How many bytes it has, escaped. */
    public int length() {
        return end - start;
    }

    /** Whether it has no characters. */
    public boolean isEmpty() {
        return start == end;
    }

    /** Whether it has no characters but spaces, tabs and line ends. */
    public boolean isBlank() {
        return isEmpty() || decode().isBlank();
    }

    /** Whether it says just that; of a text without escapes. */
    public boolean is(String ascii) {
        if (length() != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (buffer.getByte(start + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What it says. Malformed escapes are left out; half of a surrogate pair becomes the replacement character. */
    public String decode() {
        ByteBuf plain = Unpooled.buffer(length());
        Unescaper unescaper = new Unescaper();
        unescaper.copy(buffer, start, end, plain);
        unescaper.end(plain);
        return plain.toString(StandardCharsets.UTF_8);
    }

    /** Appends the bytes as they are, without quotes. Borrows {@code out}. */
    public void copyTo(ByteBuf out) {
        out.writeBytes(buffer, start, end - start);
    }

    /** What it says, as {@link #decode} has it. */
    @Override
    public String toString() {
        return decode();
    }

    /** Whether the other says the same, wherever it stands. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EscapedText that && decode().equals(that.decode());
    }

    @Override
    public int hashCode() {
        return decode().hashCode();
    }
}
