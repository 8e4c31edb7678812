package io.penstock.codec.sse;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;

/**
 * Finds where the events of a stream end, fed range by range, cut at any byte. It copies and keeps no byte.
 *
 * <p>Lines end with LF, CRLF or a bare CR, mixed as they come; an event ends after the first empty line that follows a line. So:
 * <ul>
 *   <li>empty lines with no line before them belong to the event that follows, and so does a byte order mark at the very start;
 *   <li>an event whose empty line ends with CR ends there when the range does, for the next byte may be minutes away. Where that
 *       byte proves to be LF, {@link #skipLateLf} says so; otherwise it counts as an empty line of the event that follows. In one range
 *       CRLF is never parted.
 * </ul>
 *
 * <p>One instance serves one stream, on one event loop.
 */
public final class EventScanner {
    private static final int BOM = 0xEFBBBF;
    private static final int BOM_BYTES = 3;

    /** How many bytes of a byte order mark have been seen; {@link #BOM_BYTES} once the start of the stream is past. */
    private int bomSeen;
    /** Bytes other than a line end have been seen on the current line. */
    private boolean isInLine;
    /** The current event has a line that is not empty. */
    private boolean hasLine;
    /** The last byte of the last range was a CR; an LF that follows it ends no further line. */
    private boolean isAfterCr;

    /**
     * The index after the empty line that ends the current event, or -1 where the range ends before it; what the range held is then
     * remembered for the next one. Borrows {@code buffer} for the call.
     *
     * @param from where to go on: the start of a range, or the end of the event before
     * @param to end of the range, exclusive
     */
    public int nextEnd(ByteBuf buffer, int from, int to) {
        int at = bomSeen < BOM_BYTES ? skipBom(buffer, from, to) : from;
        if (isAfterCr && at < to) {
            isAfterCr = false;
            if (buffer.getByte(at) == Ascii.LF) {
                at++;
            }
        }
        while (at < to) {
            int lineEnd = ByteSearch.indexOfLineEnd(buffer, at, to);
            if (lineEnd < 0) {
                isInLine = true;
                return -1;
            }
            boolean isEmptyLine = lineEnd == at && !isInLine;
            at = afterLineEnd(buffer, lineEnd, to);
            isInLine = false;
            if (isEmptyLine && hasLine) {
                hasLine = false;
                return at;
            }
            hasLine |= !isEmptyLine;
        }
        return -1;
    }

    /**
     * The index where the events of a range begin: behind an LF that completes the CRLF of the event that ended with the range
     * before. To be called, if at all, before {@link #nextEnd} sees the range. Borrows {@code buffer} for the call.
     */
    public int skipLateLf(ByteBuf buffer, int from, int to) {
        if (isAfterCr && isAtBoundary() && from < to && buffer.getByte(from) == Ascii.LF) {
            isAfterCr = false;
            return from + 1;
        }
        return from;
    }

    /** Whether nothing of an event is pending: at the start, and after an event's end. */
    public boolean isAtBoundary() {
        return !hasLine && !isInLine;
    }

    /** Forgets the stream. */
    public void reset() {
        bomSeen = 0;
        isInLine = false;
        hasLine = false;
        isAfterCr = false;
    }

    private int afterLineEnd(ByteBuf buffer, int lineEnd, int to) {
        int next = lineEnd + 1;
        if (buffer.getByte(lineEnd) == Ascii.LF) {
            return next;
        }
        if (next == to) {
            isAfterCr = true;
            return next;
        }
        return buffer.getByte(next) == Ascii.LF ? next + 1 : next;
    }

    private int skipBom(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at < to && bomSeen < BOM_BYTES) {
            int expected = (BOM >>> (8 * (BOM_BYTES - 1 - bomSeen))) & 0xFF;
            if ((buffer.getByte(at) & 0xFF) != expected) {
                isInLine = bomSeen > 0;
                bomSeen = BOM_BYTES;
                return at;
            }
            bomSeen++;
            at++;
        }
        return at;
    }
}
