package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The characters of one string, or the digits of one number, collected while they pass by: UTF-8, unescaped, at most
 * {@link #BYTES_MAX} of them. Reused for each text; grows to the longest it met.
 */
public final class JsonText {
    /** Longest text that is kept, in bytes; of a longer one only its start. */
    public static final int BYTES_MAX = 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long DELS = ByteSearch.ONES * Ascii.DEL;
    private static final int REPLACEMENT = 0xFFFD;
    private static final int BYTES_MIN = 32;
    private static final byte[] NONE = {};

    /** None until there is a text: many a scan unescapes nothing. */
    private byte[] bytes = NONE;

    private int length;
    private boolean isWhole = true;
    private boolean hasControl;
    private boolean hasLoneSurrogate;
    private char high;

    /** Empties the text. */
    void clear() {
        length = 0;
        isWhole = true;
        hasControl = false;
        hasLoneSurrogate = false;
        high = 0;
    }

    /** Its length in bytes. */
    public int length() {
        return length;
    }

    /** Whether all of it is here. */
    public boolean isWhole() {
        return isWhole;
    }

    /** Whether it holds a character that no name should: a control character of ASCII, or half of a surrogate pair. */
    public boolean hasUnprintable() {
        return hasControl || hasLoneSurrogate;
    }

    /** Whether the text is that name. */
    public boolean is(JsonKey key) {
        if (length != key.length() || !isWhole) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[i] != key.byteAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Which of the names the text is: its index, or -1 where it is none of them. */
    public int indexIn(JsonKey[] names) {
        for (int i = 0; i < names.length; i++) {
            if (is(names[i])) {
                return i;
            }
        }
        return -1;
    }

    /** Where the name first occurs in the text, as far as that is here; -1 where it does not. */
    public int indexOf(JsonKey name) {
        for (int from = 0; from <= length - name.length(); from++) {
            int i = 0;
            while (i < name.length() && bytes[from + i] == name.byteAt(i)) {
                i++;
            }
            if (i == name.length()) {
                return from;
            }
        }
        return -1;
    }

    /** A number as a whole count, see {@link JsonCursor#readCount()}. */
    public long toCount() {
        return isWhole ? JsonCount.parse(bytes, length) : -1;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Appends bytes that stand for themselves. */
    void append(ByteBuf buffer, int from, int to) {
        if (from == to) {
            return;
        }
        endSurrogate();
        int count = Math.min(to - from, BYTES_MAX - length);
        isWhole &= count == to - from;
        grow(count);
        copy(buffer, from, from + count);
        length += count;
    }

    /** Most texts are short, and a loop costs them less than a call that copies memory. */
    private void copy(ByteBuf buffer, int from, int to) {
        int at = from;
        int target = length;
        long marks = 0;
        for (; at + Long.BYTES <= to; at += Long.BYTES, target += Long.BYTES) {
            long word = buffer.getLongLE(at);
            LONGS.set(bytes, target, word);
            marks |= ByteSearch.controls(word) | ByteSearch.zeros(word ^ DELS);
        }
        hasControl |= marks != 0;
        for (; at < to; at++, target++) {
            byte b = buffer.getByte(at);
            bytes[target] = b;
            hasControl |= b == Ascii.DEL || (b >= 0 && b < Ascii.SPACE);
        }
    }

    /** Appends one UTF-16 unit that an escape stood for. */
    void append(char unit) {
        if (Character.isLowSurrogate(unit) && high != 0) {
            int codePoint = Character.toCodePoint(high, unit);
            high = 0;
            encode(codePoint);
            return;
        }
        endSurrogate();
        if (Character.isHighSurrogate(unit)) {
            high = unit;
        } else if (Character.isLowSurrogate(unit)) {
            hasLoneSurrogate = true;
            encode(REPLACEMENT);
        } else {
            hasControl |= unit < 0x20 || unit == Ascii.DEL;
            encode(unit);
        }
    }

    /** Says that nothing follows. */
    void end() {
        endSurrogate();
    }

    /** Replaces the text by the body of a string that stands in one piece, unescaped. Malformed escapes are left out. */
    void unescape(ByteBuf buffer, int start, int end) {
        clear();
        int run = start;
        int at = start;
        while (at < end) {
            if (buffer.getByte(at) == '\\') {
                append(buffer, run, at);
                at = onEscape(buffer, at + 1, end);
                run = at + 1;
            }
            at++;
        }
        append(buffer, Math.min(run, end), end);
        end();
    }

    private int onEscape(ByteBuf buffer, int at, int end) {
        if (at >= end) {
            return at;
        }
        int b = buffer.getByte(at);
        if (b != 'u') {
            int unit = JsonBytes.escaped(b);
            if (unit >= 0) {
                append((char) unit);
            }
            return at;
        }
        int last = Math.min(at + 4, end - 1);
        int unit = 0;
        for (int i = at + 1; i <= last; i++) {
            unit = (unit << 4) | Math.max(0, Ascii.hexValue(buffer.getByte(i)));
        }
        append((char) unit);
        return last;
    }

    private void endSurrogate() {
        if (high != 0) {
            high = 0;
            hasLoneSurrogate = true;
            encode(REPLACEMENT);
        }
    }

    private void encode(int codePoint) {
        int count = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
        if (length + count > BYTES_MAX) {
            isWhole = false;
            return;
        }
        grow(count);
        if (count == 1) {
            bytes[length++] = (byte) codePoint;
            return;
        }
        int lead = (0xF00 >>> count) & 0xFF;
        bytes[length++] = (byte) (lead | (codePoint >>> (6 * (count - 1))));
        for (int i = count - 2; i >= 0; i--) {
            bytes[length++] = (byte) (0x80 | ((codePoint >>> (6 * i)) & 0x3F));
        }
    }

    private void grow(int count) {
        if (length + count > bytes.length) {
            int wanted = Math.max(BYTES_MIN, Math.max(2 * bytes.length, length + count));
            bytes = Arrays.copyOf(bytes, Math.min(BYTES_MAX, wanted));
        }
    }
}
