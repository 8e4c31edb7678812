package io.penstock.codec.multipart;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;

/**
 * Finds the delimiter that ends a content: CR, LF, two dashes, the boundary. What it looks for is the line feed, eight bytes at a time:
 * no later byte of a delimiter is one, so a failed match never goes back and the time is linear whatever the content and the boundary.
 *
 * <p>The line feed and not the CR, because some readers take a bare line feed before the dashes for a delimiter too: that one is found,
 * and {@link #isAfterCr} tells it from the true one.
 */
final class DelimiterSearch {
    private final byte[] line;
    /** How many bytes of the line the content ends with so far. */
    private int matched;
    /** Whether a CR stands before the line feed, or, while nothing matches, is the last byte read. */
    private boolean isAfterCr;

    DelimiterSearch(Boundary boundary) {
        this.line = boundary.line();
    }

    /** Begins a content: the line feed of the blank line before it may already be that of a delimiter. */
    void start() {
        matched = 1;
        isAfterCr = true;
    }

    /** Reads on; the index after the boundary, or -1 where the range ends before it. */
    int next(ByteBuf buffer, int start, int end) {
        int at = start;
        while (at < end) {
            if (matched == 0) {
                int feed = ByteSearch.indexOf(buffer, at, end, Ascii.LF);
                int last = (feed < 0 ? end : feed) - 1;
                isAfterCr = last < start ? isAfterCr : buffer.getByte(last) == Ascii.CR;
                if (feed < 0) {
                    return -1;
                }
                matched = 1;
                at = feed + 1;
                continue;
            }
            byte b = buffer.getByte(at);
            if (b == line[matched]) {
                at++;
                if (++matched == line.length) {
                    return at;
                }
            } else {
                // The byte before it is of the delimiter, and so no CR; lines without text are met here, one byte at a
                // time.
                isAfterCr = false;
                matched = b == Ascii.LF ? 1 : 0;
                at += matched;
            }
        }
        return -1;
    }

    /** Whether the delimiter found begins with a CR. */
    boolean isAfterCr() {
        return isAfterCr;
    }
}
