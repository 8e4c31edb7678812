package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A name known beforehand, in a form that is compared with bytes by a word at a time. ASCII, and nothing that JSON would escape. */
public final class JsonKey {
    private final byte[] name;
    private final long head;

    private JsonKey(byte[] name) {
        this.name = name;
        long word = 0;
        for (int i = Math.min(name.length, Long.BYTES) - 1; i >= 0; i--) {
            word = (word << 8) | name[i];
        }
        this.head = word;
    }

    /** The key of that name. */
    public static JsonKey of(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
                throw new IllegalArgumentException("name: " + name + " (expected: ASCII that needs no escape)");
            }
        }
        return new JsonKey(name.getBytes(StandardCharsets.US_ASCII));
    }

    /** Which of the names the range holds: its index, or -1 where it holds none of them. Borrows {@code buffer} for the call. */
    public static int indexOf(JsonKey[] names, ByteBuf buffer, int start, int end) {
        long word = word(buffer, start, end, end);
        for (int i = 0; i < names.length; i++) {
            if (names[i].matches(buffer, start, end, word)) {
                return i;
            }
        }
        return -1;
    }

    int length() {
        return name.length;
    }

    byte byteAt(int index) {
        return name[index];
    }

    /** Whether the bytes, of which {@code word} holds the first eight as {@link #word} gives them, are this name. */
    boolean matches(ByteBuf buffer, int start, int end, long word) {
        if (word != head || end - start != name.length) {
            return false;
        }
        for (int i = Long.BYTES; i < name.length; i++) {
            if (buffer.getByte(start + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first eight bytes of the range, the first one lowest, with zeros where it has fewer.
     *
     * @param limit up to where the buffer may be read, at least {@code end}
     */
    static long word(ByteBuf buffer, int start, int end, int limit) {
        int length = end - start;
        if (length >= Long.BYTES) {
            return buffer.getLongLE(start);
        }
        if (limit - start >= Long.BYTES) {
            return buffer.getLongLE(start) & ((1L << (8 * length)) - 1);
        }
        long word = 0;
        for (int i = end - 1; i >= start; i--) {
            word = (word << 8) | (buffer.getByte(i) & 0xFF);
        }
        return word;
    }

    @Override
    public String toString() {
        return new String(name, StandardCharsets.US_ASCII);
    }
}
