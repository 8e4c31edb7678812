package io.penstock.codec.sse;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;

/**
 * The fields of one whole event, as ranges of the buffer it stands in. Reusable, and good for as long as the buffer is: it keeps
 * indices only. {@code id}, {@code retry}, comments and unknown fields are passed over.
 *
 * <p>One instance serves one stream: the first event after {@link #reset()} may begin with a byte order mark.
 */
public final class EventView {
    private static final int DATA = 'd' | ('a' << 8) | ('t' << 16) | ('a' << 24);
    private static final int EVEN = 'e' | ('v' << 8) | ('e' << 16) | ('n' << 24);
    private static final int BOM_BYTES = 3;

    private boolean isFirst = true;
    private int dataLines;
    private int dataStart;
    private int dataEnd;
    private int nameStart;
    private int nameEnd;

    /** Forgets the stream. */
    public void reset() {
        isFirst = true;
    }

    /** Reads the event that the range holds, its lines with their ends. Borrows {@code buffer} for the call. */
    public void read(ByteBuf buffer, int start, int end) {
        dataLines = 0;
        dataStart = start;
        dataEnd = start;
        nameStart = start;
        nameEnd = start;
        int at = isFirst && startsWithBom(buffer, start, end) ? start + BOM_BYTES : start;
        isFirst = false;
        while (at < end) {
            int lineEnd = lineEnd(buffer, at, end);
            if (lineEnd - at >= Integer.BYTES) {
                onLine(buffer, at, lineEnd);
            }
            at = lineEnd + 1;
        }
    }

    /** How many {@code data} lines the event has. */
    public int dataLines() {
        return dataLines;
    }

    /** Where the value of the only data line starts; of the first one where there are several. Equals the end where there is none. */
    public int dataStart() {
        return dataStart;
    }

    /** Where the value of the first data line ends, exclusive. */
    public int dataEnd() {
        return dataEnd;
    }

    /** Where the event's name starts: the value of its last {@code event} line. Equals the end where it has none. */
    public int nameStart() {
        return nameStart;
    }

    /** Where the event's name ends, exclusive. */
    public int nameEnd() {
        return nameEnd;
    }

    /**
     * Appends the event's data, its lines joined by LF, to {@code out}, for the rare event that has several. The range is the one last
     * read. Borrows both buffers.
     */
    public void joinData(ByteBuf buffer, int end, ByteBuf out) {
        int at = dataStart;
        int lineEnd = dataEnd;
        for (int left = dataLines; left > 0; left--) {
            out.writeBytes(buffer, at, lineEnd - at);
            if (left > 1) {
                out.writeByte(Ascii.LF);
                at = nextData(buffer, lineEnd + 1, end);
                lineEnd = lineEnd(buffer, at, end);
            }
        }
    }

    private static int nextData(ByteBuf buffer, int from, int end) {
        int at = from;
        while (at < end) {
            int lineEnd = lineEnd(buffer, at, end);
            int value = valueStart(buffer, at, lineEnd, DATA, 0);
            if (value >= 0) {
                return value;
            }
            at = lineEnd + 1;
        }
        return end;
    }

    private void onLine(ByteBuf buffer, int at, int lineEnd) {
        int data = valueStart(buffer, at, lineEnd, DATA, 0);
        if (data >= 0) {
            if (dataLines++ == 0) {
                dataStart = data;
                dataEnd = lineEnd;
            }
            return;
        }
        int name = valueStart(buffer, at, lineEnd, EVEN, 't');
        if (name >= 0) {
            nameStart = name;
            nameEnd = lineEnd;
        }
    }

    /** Where the field's value starts when the line is of that field, else -1. A line without a colon is a field with no value. */
    private static int valueStart(ByteBuf buffer, int at, int lineEnd, int fourBytes, int fifth) {
        if (lineEnd - at < Integer.BYTES || buffer.getIntLE(at) != fourBytes) {
            return -1;
        }
        int colon = at + Integer.BYTES;
        if (fifth != 0) {
            if (colon == lineEnd || buffer.getByte(colon) != fifth) {
                return -1;
            }
            colon++;
        }
        if (colon == lineEnd) {
            return colon;
        }
        if (buffer.getByte(colon) != ':') {
            return -1;
        }
        int value = colon + 1;
        return value < lineEnd && buffer.getByte(value) == Ascii.SPACE ? value + 1 : value;
    }

    private static int lineEnd(ByteBuf buffer, int at, int end) {
        int lineEnd = ByteSearch.indexOfLineEnd(buffer, at, end);
        return lineEnd < 0 ? end : lineEnd;
    }

    private static boolean startsWithBom(ByteBuf buffer, int start, int end) {
        return end - start >= BOM_BYTES
                && buffer.getByte(start) == (byte) 0xEF
                && buffer.getByte(start + 1) == (byte) 0xBB
                && buffer.getByte(start + 2) == (byte) 0xBF;
    }
}
