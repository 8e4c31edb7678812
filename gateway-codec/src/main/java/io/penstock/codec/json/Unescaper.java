package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;

/**
 * Takes the escapes of JSON strings off while copying: from the body of a string to what it says, in UTF-8. Of a text that comes in
 * fragments, each the body of a string of its own, it carries the first half of a surrogate pair to the next one. Reusable.
 */
public final class Unescaper {
    private static final char REPLACEMENT = 0xFFFD;
    private static final int HEX_DIGITS = 4;

    private char high;

    /** Appends what the range says. Malformed escapes are left out. Borrows both buffers. */
    public void copy(ByteBuf in, int start, int end, ByteBuf out) {
        int at = start;
        while (at < end) {
            int escape = JsonBytes.indexOfQuoteOrBackslash(in, at, end);
            if (escape > at) {
                endPair(out);
                out.writeBytes(in, at, escape - at);
            }
            if (escape == end) {
                return;
            }
            at = in.getByte(escape) == '\\' ? onEscape(in, escape + 1, end, out) : onQuote(escape, out);
        }
    }

    private int onQuote(int at, ByteBuf out) {
        endPair(out);
        out.writeByte('"');
        return at + 1;
    }

    private int onEscape(ByteBuf in, int at, int end, ByteBuf out) {
        if (at >= end) {
            return end;
        }
        int b = in.getByte(at);
        if (b != 'u') {
            int unit = JsonBytes.escaped(b);
            if (unit >= 0) {
                endPair(out);
                out.writeByte(unit);
            }
            return at + 1;
        }
        int last = at + HEX_DIGITS;
        if (last >= end) {
            return end;
        }
        int unit = 0;
        for (int i = at + 1; i <= last; i++) {
            unit = (unit << 4) | Math.max(0, Ascii.hexValue(in.getByte(i)));
        }
        onUnit((char) unit, out);
        return last + 1;
    }

    private void onUnit(char unit, ByteBuf out) {
        if (Character.isLowSurrogate(unit) && high != 0) {
            int codePoint = Character.toCodePoint(high, unit);
            high = 0;
            out.writeByte(0xF0 | (codePoint >> 18));
            out.writeByte(0x80 | ((codePoint >> 12) & 0x3F));
            out.writeByte(0x80 | ((codePoint >> 6) & 0x3F));
            out.writeByte(0x80 | (codePoint & 0x3F));
            return;
        }
        endPair(out);
        if (Character.isHighSurrogate(unit)) {
            high = unit;
        } else {
            write(Character.isLowSurrogate(unit) ? REPLACEMENT : unit, out);
        }
    }

    /** Says that no fragment follows: half of a pair becomes the replacement character. Borrows {@code out}. */
    public void end(ByteBuf out) {
        endPair(out);
    }

    private void endPair(ByteBuf out) {
        if (high != 0) {
            high = 0;
            write(REPLACEMENT, out);
        }
    }

    private static void write(char unit, ByteBuf out) {
        if (unit < 0x80) {
            out.writeByte(unit);
        } else if (unit < 0x800) {
            out.writeByte(0xC0 | (unit >> 6)).writeByte(0x80 | (unit & 0x3F));
        } else {
            out.writeByte(0xE0 | (unit >> 12))
                    .writeByte(0x80 | ((unit >> 6) & 0x3F))
                    .writeByte(0x80 | (unit & 0x3F));
        }
    }

    /** Appends the range, UTF-8 that says what it says, with the escapes that a JSON string needs. Borrows both buffers. */
    public static void escape(ByteBuf in, int start, int end, ByteBuf out) {
        int at = start;
        while (at < end) {
            int special = JsonBytes.indexOfEscapable(in, at, end);
            out.writeBytes(in, at, special - at);
            if (special == end) {
                return;
            }
            JsonStrings.writeEscape((char) in.getByte(special), out);
            at = special + 1;
        }
    }

    /** As {@link #escape(ByteBuf, int, int, ByteBuf)}, of a whole buffer's readable bytes. */
    public static void escape(ByteBuf in, ByteBuf out) {
        escape(in, in.readerIndex(), in.writerIndex(), out);
    }
}
