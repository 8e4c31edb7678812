package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;

/** The bytes that JSON gives a meaning to (RFC 8259), and where the next one is. Ranges as in {@link ByteSearch}. */
final class JsonBytes {
    private static final long QUOTES = ByteSearch.ONES * '"';
    private static final long BACKSLASHES = ByteSearch.ONES * '\\';
    private static final long SPACES = ByteSearch.ONES * Ascii.SPACE;
    private static final long OPENS = ByteSearch.ONES * '{';
    private static final long CLOSES = ByteSearch.ONES * '}';

    private JsonBytes() {}

    static boolean isSpace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** The index of the first byte of a string that does not stand for itself: a quote, a backslash, a control byte, one above ASCII. */
    static int indexOfSpecial(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long marks = specials(buffer.getLongLE(at));
            if (marks != 0) {
                return at + ByteSearch.first(marks);
            }
        }
        for (; at < to; at++) {
            int b = buffer.getByte(at);
            if (b < Ascii.SPACE || b == '"' || b == '\\') {
                return at;
            }
        }
        return to;
    }

    /**
     * Marks the special bytes of a word; only the lowest mark is sure. A byte above ASCII is special itself, so the differences need not
     * be told from those that have their highest bit for that reason.
     */
    private static long specials(long word) {
        return (((word ^ QUOTES) - ByteSearch.ONES) | ((word ^ BACKSLASHES) - ByteSearch.ONES) | (word - SPACES) | word)
                & ByteSearch.HIGHS;
    }

    /** The index of the first byte that must not stand in a string as it is: a quote, a backslash, a control byte; or {@code to}. */
    static int indexOfEscapable(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = buffer.getLongLE(at);
            long marks =
                    ByteSearch.zeros(word ^ QUOTES) | ByteSearch.zeros(word ^ BACKSLASHES) | ByteSearch.controls(word);
            if (marks != 0) {
                return at + ByteSearch.first(marks);
            }
        }
        for (; at < to; at++) {
            int b = buffer.getByte(at);
            if (b == '"' || b == '\\' || (b >= 0 && b < Ascii.SPACE)) {
                return at;
            }
        }
        return to;
    }

    /** The index of the first quote or backslash, or {@code to}. */
    static int indexOfQuoteOrBackslash(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = buffer.getLongLE(at);
            long marks = ByteSearch.zeros(word ^ QUOTES) | ByteSearch.zeros(word ^ BACKSLASHES);
            if (marks != 0) {
                return at + ByteSearch.first(marks);
            }
        }
        for (; at < to; at++) {
            int b = buffer.getByte(at);
            if (b == '"' || b == '\\') {
                return at;
            }
        }
        return to;
    }

    /**
     * The index of the first quote, brace or bracket, or {@code to}. Brackets differ from braces in one bit, so a word is searched for
     * both at once; the bytes 0x5B to 0x5D outside of strings can be nothing else.
     */
    static int indexOfStructure(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = buffer.getLongLE(at);
            long folded = word | SPACES;
            long marks = ByteSearch.zeros(word ^ QUOTES)
                    | ByteSearch.zeros(folded ^ OPENS)
                    | ByteSearch.zeros(folded ^ CLOSES);
            if (marks != 0) {
                return at + ByteSearch.first(marks);
            }
        }
        for (; at < to; at++) {
            int b = buffer.getByte(at);
            int folded = b | 0x20;
            if (b == '"' || folded == '{' || folded == '}') {
                return at;
            }
        }
        return to;
    }

    /** The character that a backslash and {@code b} stand for, or -1 where that is no escape. */
    static int escaped(int b) {
        return switch (b) {
            case '"', '\\', '/' -> b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }
}
