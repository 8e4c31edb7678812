package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import java.util.Arrays;

/**
 * Reads the heads of one connection, one after the other.
 *
 * <p>Bytes are copied into an array of the reader's own, at most as many as it has room for, and lines are read from there as
 * they become whole: each byte is searched once, however the network cuts, and what was copied beyond the head is given back.
 * The array begins at 512 bytes, grows to what {@link HeadLimits} allow and is given up on reset once above 2 KiB, so an idle
 * connection holds little.
 *
 * <p>Confined to the channel's event loop. After a refusal the connection's input means nothing more.
 */
public final class HeadReader {
    private static final int BYTES_INITIAL = 512;
    private static final int BYTES_KEPT_MAX = 2048;

    private final HeadLimits limits;
    private final Head head;
    private byte[] bytes = new byte[BYTES_INITIAL];
    private int filled;
    private int searched;
    private int lineStart;
    private int emptyLines;
    private boolean hasStartLine;
    private boolean isWhole;

    private HeadReader(HeadLimits limits, boolean isOfRequests) {
        this.limits = limits;
        this.head = new Head(isOfRequests);
    }

    /** A reader of requests. */
    public static HeadReader ofRequests(HeadLimits limits) {
        return new HeadReader(limits, true);
    }

    /** A reader of answers; 1xx ones are heads like any other. */
    public static HeadReader ofResponses(HeadLimits limits) {
        return new HeadReader(limits, false);
    }

    /**
     * Reads on. Borrows {@code in}; consumes all of it, or up to and including the blank line that ends the head.
     *
     * @return whether the head is whole
     * @throws HttpRefusal for a head that breaks a rule or a limit: 400, 405, 414, 417, 431, 501 or 505 of a request, 502 of an
     *     answer
     * @throws IllegalStateException where the last head is whole and was not reset
     */
    public boolean read(ByteBuf in) {
        if (isWhole) {
            throw new IllegalStateException("the last head was not reset");
        }
        try {
            while (in.isReadable()) {
                fill(in);
                if (readLines()) {
                    in.readerIndex(in.readerIndex() - (filled - searched));
                    return true;
                }
            }
            return false;
        } catch (HttpRefusal e) {
            throw head.isRequest() ? e : e.ofAnswer();
        }
    }

    /**
     * The whole head, until {@link #reset}.
     *
     * @throws IllegalStateException where it is not whole
     */
    public Head head() {
        if (!isWhole) {
            throw new IllegalStateException("the head is not whole");
        }
        return head;
    }

    /** Forgets the head and makes ready for the next. */
    public void reset() {
        filled = 0;
        searched = 0;
        lineStart = 0;
        emptyLines = 0;
        hasStartLine = false;
        isWhole = false;
        head.clear();
        if (bytes.length > BYTES_KEPT_MAX) {
            bytes = new byte[BYTES_INITIAL];
        }
    }

    /** Whether no byte of a head has come yet; empty lines before it are none. */
    public boolean isEmpty() {
        return !hasStartLine && lineStart == filled;
    }

    private void fill(ByteBuf in) {
        if (filled == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        int length = Math.min(in.readableBytes(), bytes.length - filled);
        in.readBytes(bytes, filled, length);
        filled += length;
    }

    /** Reads the lines that are whole; true at the end of the head, which is then {@link #searched}. */
    private boolean readLines() {
        int lf = Octets.indexOfLf(bytes, searched, filled);
        while (lf >= 0) {
            searched = lf + 1;
            checkFirstByte();
            if (onLine(lf)) {
                return true;
            }
            lineStart = searched;
            lf = Octets.indexOfLf(bytes, searched, filled);
        }
        searched = filled;
        if (lineStart < filled) {
            checkFirstByte();
        }
        checkSize(filled - lineStart - 1, filled);
        return false;
    }

    /** What is no message at all, such as TLS on a port without it, is refused before a line of it is whole. */
    private void checkFirstByte() {
        byte first = bytes[lineStart];
        if (!hasStartLine && Octets.tokenLower(first) == 0 && first != Ascii.CR && first != Ascii.LF) {
            throw Refusals.START_BYTE;
        }
    }

    private boolean onLine(int lf) {
        int end = lf - 1;
        if (end < lineStart || bytes[end] != Ascii.CR) {
            throw Refusals.BARE_LF;
        }
        checkSize(end - lineStart, lf + 1);
        if (hasStartLine) {
            if (end == lineStart) {
                onEnd();
                return true;
            }
            onField(end);
            return false;
        }
        onStart(end);
        return false;
    }

    private void onStart(int end) {
        if (end == lineStart) {
            emptyLines++;
            if (!head.isRequest() || emptyLines > Wire.LEADING_LINES_MAX) {
                throw Refusals.EMPTY_LINES;
            }
        } else if (head.isRequest()) {
            head.line.readRequest(bytes, lineStart, end);
            hasStartLine = true;
        } else {
            head.line.readStatus(bytes, lineStart, end);
            hasStartLine = true;
        }
    }

    private void onField(int end) {
        if (head.size() == limits.fieldsMax()) {
            throw Refusals.FIELDS;
        }
        FieldLine.read(head, bytes, lineStart, end);
    }

    private void onEnd() {
        head.bytes(bytes);
        head.framed.read(head);
        isWhole = true;
    }

    private void checkSize(int lineBytes, int headBytes) {
        if (lineBytes > limits.lineBytesMax()) {
            throw hasStartLine ? Refusals.FIELD_LONG : Refusals.START_LINE_LONG;
        }
        if (headBytes > limits.headBytesMax()) {
            throw Refusals.HEAD_LONG;
        }
    }
}
