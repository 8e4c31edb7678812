package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one HTTP/1.1 answer, cut anywhere, and gives its payload to an {@link EventScan}: chunked or by Content-Length
 * (RFC 9112 section 6). What it does not know makes the answer bad: this is a client that measures, not one that copes.
 */
final class AnswerScan {
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final int HEAD_BYTES_START = 512;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int CHUNK_DIGITS_MAX = 15;

    private enum State {
        HEAD,
        SIZE,
        EXTENSION,
        CHUNK,
        CHUNK_END,
        TRAILER,
        BODY,
        DONE,
        BAD
    }

    private final EventScan events;
    private State state = State.HEAD;
    private byte[] head = new byte[HEAD_BYTES_START];
    private int headLength;
    private int status;
    private boolean closing;
    private long left;
    private int sizeDigits;
    private boolean lineEmpty;

    AnswerScan(EventScan events) {
        this.events = events;
    }

    /** Makes ready for the next answer of the connection. */
    void reset() {
        state = State.HEAD;
        headLength = 0;
        status = 0;
        closing = false;
        events.reset();
    }

    /** The status, or 0 before the head was read. */
    int status() {
        return status;
    }

    /** Whether the answer says that its connection ends with it. */
    boolean isClosing() {
        return closing;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    boolean isBad() {
        return state == State.BAD;
    }

    /** Reads on until the answer ends or {@code in} does. Bytes behind the answer make it bad: nothing was asked for. */
    void feed(ByteBuffer in, long nowNanos) {
        while (in.hasRemaining()) {
            switch (state) {
                case HEAD -> onHead(in);
                case SIZE -> onSize(in.get());
                case EXTENSION -> onExtension(in.get());
                case CHUNK -> onPayload(in, nowNanos, State.CHUNK_END);
                case CHUNK_END -> onChunkEnd(in.get());
                case TRAILER -> onTrailer(in.get());
                case BODY -> onPayload(in, nowNanos, State.DONE);
                case DONE -> state = State.BAD;
                case BAD -> in.position(in.limit());
                default -> throw new AssertionError(state);
            }
        }
    }

    private void onHead(ByteBuffer in) {
        byte b = in.get();
        if (headLength == head.length) {
            if (headLength >= HEAD_BYTES_MAX) {
                state = State.BAD;
                return;
            }
            head = Arrays.copyOf(head, headLength * 2);
        }
        head[headLength++] = b;
        if (b == '\n' && headLength >= 4 && head[headLength - 3] == '\n') {
            state = readHead();
        }
    }

    private State readHead() {
        status = headLength > STATUS_AT + 3 ? (int) number(STATUS_AT, STATUS_AT + 3) : -1;
        State next = State.BAD;
        int lineStart = 0;
        for (int i = 0; i < headLength; i++) {
            if (head[i] == '\n') {
                next = readLine(lineStart, i - 1, next);
                lineStart = i + 1;
            }
        }
        return next;
    }

    private State readLine(int start, int end, State framing) {
        if (isField(start, end, "content-length:")) {
            left = number(start + "content-length:".length(), end);
            return left < 0 ? State.BAD : left == 0 ? State.DONE : State.BODY;
        }
        if (isField(start, end, "transfer-encoding:") && isValue(start, end, "chunked")) {
            toSize();
            return State.SIZE;
        }
        if (isField(start, end, "connection:") && isValue(start, end, "close")) {
            closing = true;
        }
        return framing;
    }

    private boolean isField(int start, int end, String nameAndColon) {
        if (end - start < nameAndColon.length()) {
            return false;
        }
        for (int i = 0; i < nameAndColon.length(); i++) {
            if ((head[start + i] | 0x20) != (nameAndColon.charAt(i) | 0x20)) {
                return false;
            }
        }
        return true;
    }

    private boolean isValue(int start, int end, String value) {
        String line = new String(head, start, end - start, StandardCharsets.ISO_8859_1);
        return line.substring(line.indexOf(':') + 1).strip().equalsIgnoreCase(value);
    }

    private long number(int start, int end) {
        long value = 0;
        int digits = 0;
        for (int i = start; i < end; i++) {
            if (head[i] >= '0' && head[i] <= '9' && digits++ < CHUNK_DIGITS_MAX) {
                value = value * 10 + head[i] - '0';
            } else if (head[i] != ' ') {
                return -1;
            }
        }
        return digits == 0 ? -1 : value;
    }

    private void toSize() {
        state = State.SIZE;
        left = 0;
        sizeDigits = 0;
    }

    private void onSize(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0 && sizeDigits++ < CHUNK_DIGITS_MAX) {
            left = left * 16 + digit;
        } else if (sizeDigits == 0 || (b != '\r' && b != ';')) {
            state = State.BAD;
        } else {
            state = State.EXTENSION;
        }
    }

    private void onExtension(byte b) {
        if (b == '\n') {
            state = left > 0 ? State.CHUNK : State.TRAILER;
            lineEmpty = true;
        }
    }

    private void onChunkEnd(byte b) {
        if (b == '\n') {
            toSize();
        } else if (b != '\r') {
            state = State.BAD;
        }
    }

    private void onTrailer(byte b) {
        if (b == '\n') {
            state = lineEmpty ? State.DONE : State.TRAILER;
            lineEmpty = true;
        } else if (b != '\r') {
            lineEmpty = false;
        }
    }

    private void onPayload(ByteBuffer in, long nowNanos, State next) {
        int end = in.position() + (int) Math.min(left, in.remaining());
        left -= end - in.position();
        events.feed(in, end, nowNanos);
        if (left == 0) {
            state = next;
        }
    }
}
