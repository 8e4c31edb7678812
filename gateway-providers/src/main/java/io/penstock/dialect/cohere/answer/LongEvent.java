package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;

/** Reads an event that is too long to be held, while it goes by in pieces cut at any byte: the values of its data lines. */
final class LongEvent {
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    /** Past the name, where one space may follow. */
    private static final int AFTER_NAME = DATA.length;
    /** In the value of a data line. */
    private static final int IN_DATA = DATA.length + 1;
    /** In a line of another field. */
    private static final int IN_OTHER = DATA.length + 2;

    private static final ByteBuf LINE_END = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[] {Ascii.LF}));

    private final AnswerScan scan;
    /** How many bytes of the name have been met on this line, or one of the states above. */
    private int place;

    LongEvent(UsageCounts usage) {
        this.scan = new AnswerScan(usage);
    }

    /** Reads the next piece. Borrows {@code buffer} for the call. */
    void feed(ByteBuf buffer, int start, int end) {
        int at = start;
        while (at < end) {
            byte b = buffer.getByte(at);
            if (b == Ascii.LF || b == Ascii.CR) {
                if (place == IN_DATA) {
                    scan.feed(LINE_END, 0, 1);
                }
                place = 0;
                at++;
            } else if (place < AFTER_NAME) {
                place = b == DATA[place] ? place + 1 : IN_OTHER;
                at++;
            } else if (place == AFTER_NAME) {
                place = IN_DATA;
                at += b == Ascii.SPACE ? 1 : 0;
            } else {
                at = onValue(buffer, at, end);
            }
        }
    }

    /** What the event was. */
    Verdict verdict() {
        return scan.verdict();
    }

    private int onValue(ByteBuf buffer, int at, int end) {
        int lineEnd = ByteSearch.indexOfLineEnd(buffer, at, end);
        int to = lineEnd < 0 ? end : lineEnd;
        if (place == IN_DATA) {
            scan.feed(buffer, at, to);
        }
        return to;
    }
}
