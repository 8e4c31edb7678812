package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;

/**
 * Finds where the elements of a JSON array end that comes as a stream, fed range by range, cut at any byte. What stands before an element
 * belongs to it, its comma or the opening bracket too; the closing bracket ends a last one that is empty:
 *
 * <pre>
 *   [{"a":1}
 *   ,{"b":[2]}
 *   ]
 * </pre>
 *
 * <p>Elements are objects and arrays; what else stands among them belongs to the next one. A text that is no array is one element. Brackets
 * are counted and nothing else is judged: that is for whoever reads the elements. One instance serves one stream, on one event loop.
 */
public final class ElementScanner {
    private int depth;
    private boolean isArray;
    private boolean isInString;
    private boolean isEscaped;
    private boolean isOver;

    /**
     * The index behind the current element, or -1 where the range ends before it; what the range held is then remembered for the next one.
     * Behind the array's end every range is one. Borrows {@code buffer} for the call.
     *
     * @param from where to go on: the start of a range, or the end of the element before
     * @param to end of the range, exclusive
     */
    public int nextEnd(ByteBuf buffer, int from, int to) {
        if (isOver) {
            return to;
        }
        for (int at = from; at < to; at++) {
            if (isEndAt(buffer.getByte(at))) {
                return at + 1;
            }
        }
        return -1;
    }

    private boolean isEndAt(byte b) {
        if (isInString) {
            isInString = isEscaped || b != '"';
            isEscaped = !isEscaped && b == '\\';
            return false;
        }
        switch (b) {
            case '"' -> isInString = true;
            case '{', '[' -> {
                isArray = depth == 0 ? b == '[' : isArray;
                depth++;
            }
            case '}', ']' -> {
                depth--;
                isOver = depth <= 0;
                return isOver || (isArray && depth == 1);
            }
            default -> {}
        }
        return false;
    }

    /** The index of the element's own first byte in its range, behind what belongs to the array; the closing bracket stays. */
    public static int startOf(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at < to && isBefore(buffer.getByte(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBefore(byte b) {
        return b == Ascii.SPACE || b == Ascii.LF || b == Ascii.CR || b == '\t' || b == ',' || b == '[';
    }
}
