package io.penstock.codec.bytes;

import io.netty.buffer.ByteBuf;

/**
 * Search in a range of a buffer, eight bytes at a time. All ranges are absolute indices, the end exclusive; a buffer is borrowed for the
 * call and its reader index is neither used nor moved.
 *
 * <p>A word is read little-endian, so its first byte is its lowest. {@link #zeros(long)} marks the zero bytes of a word; a borrow may
 * mark a byte above a zero one wrongly, never below, so the lowest mark is right, of one such mask and of several joined by {@code |}.
 */
public final class ByteSearch {
    /** One in each byte of a word. */
    public static final long ONES = 0x0101010101010101L;
    /** The highest bit of each byte of a word. */
    public static final long HIGHS = 0x8080808080808080L;

    private static final int STRIDE = 2 * Long.BYTES;

    private static final long LFS = ONES * Ascii.LF;
    private static final long CRS = ONES * Ascii.CR;
    private static final long SPACES = ONES * Ascii.SPACE;

    private ByteSearch() {}

    /** The index of the first {@code wanted} byte in the range, or -1. */
    public static int indexOf(ByteBuf buffer, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long marks = zeros(buffer.getLongLE(at) ^ pattern);
            if (marks != 0) {
                return at + first(marks);
            }
        }
        for (; at < to; at++) {
            if (buffer.getByte(at) == wanted) {
                return at;
            }
        }
        return -1;
    }

    /**
     * The index of the first carriage return or line feed in the range, or -1. Control bytes are rare but for these, so words are
     * searched for any of them, which takes half as long.
     */
    public static int indexOfLineEnd(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + STRIDE <= to; at += STRIDE) {
            if ((controls(buffer.getLongLE(at)) | controls(buffer.getLongLE(at + Long.BYTES))) != 0) {
                int found = firstLineEnd(buffer, at, at + STRIDE);
                if (found >= 0) {
                    return found;
                }
            }
        }
        return firstLineEnd(buffer, at, to);
    }

    private static int firstLineEnd(ByteBuf buffer, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long word = buffer.getLongLE(at);
            long marks = zeros(word ^ LFS) | zeros(word ^ CRS);
            if (marks != 0) {
                return at + first(marks);
            }
        }
        for (; at < to; at++) {
            byte b = buffer.getByte(at);
            if (b == Ascii.LF || b == Ascii.CR) {
                return at;
            }
        }
        return -1;
    }

    /** Marks the bytes of a word below 0x20 by their highest bit. Only the lowest mark is sure. */
    public static long controls(long word) {
        return (word - SPACES) & ~word & HIGHS;
    }

    /** Marks the zero bytes of a word by their highest bit. Only the lowest mark is sure. */
    public static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** How many bytes of a word precede its lowest mark. */
    public static int first(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
