package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameView;

/**
 * Reads a frame that is too long to be held, while it goes by in pieces cut at any byte: what stands before its payload is kept, up to a
 * bound, and of the payload the usage is read.
 */
final class LongFrame {
    private static final int HEAD_BYTES_MAX = 4096;
    private static final int PRELUDE_BYTES = 12;
    private static final int HEADERS_LENGTH = 4;
    private static final int CHECKSUM_BYTES = 4;

    private final AnswerScan scan;
    private final FrameView view = new FrameView();
    private final ByteBuf head = Unpooled.buffer(256);
    /** How many bytes stand before the payload, as far as that is known. */
    private int headBytes = PRELUDE_BYTES;
    /** How many bytes of the payload are still to come, once its headers are read. */
    private long payloadLeft = -1;

    private int type = StreamEvent.OTHER;

    LongFrame(UsageCounts usage) {
        this.scan = new AnswerScan(usage);
    }

    /** Reads the next piece. Borrows {@code buffer} for the call. */
    void feed(ByteBuf buffer, int start, int end) {
        int at = start;
        while (at < end && payloadLeft < 0) {
            int bytes = Math.min(end - at, headBytes - head.writerIndex());
            head.writeBytes(buffer, at, bytes);
            at += bytes;
            if (head.writerIndex() == headBytes) {
                onHead();
            }
        }
        int payload = (int) Math.min(end - at, Math.max(0, payloadLeft));
        if (payload > 0) {
            payloadLeft -= payload;
            if (type == StreamEvent.METADATA) {
                scan.feed(buffer, at, at + payload);
            }
        }
    }

    private void onHead() {
        long headers = head.getUnsignedInt(HEADERS_LENGTH);
        boolean isKnown = headBytes > PRELUDE_BYTES || headers == 0;
        if (!isKnown && headers <= HEAD_BYTES_MAX) {
            headBytes = PRELUDE_BYTES + (int) headers;
            return;
        }
        if (isKnown && view.readHeaders(head, PRELUDE_BYTES, headBytes)) {
            type = StreamEvent.type(view, head);
        }
        payloadLeft = Math.max(0, head.getUnsignedInt(0) - PRELUDE_BYTES - headers - CHECKSUM_BYTES);
    }

    /** Which event it was. */
    int type() {
        return type;
    }
}
