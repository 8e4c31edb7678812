package io.penstock.codec.multipart;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;

/**
 * Takes a form apart in place while it arrives: fed range by range, cut anywhere, never restarted. A listener is told of each part.
 *
 * <pre>
 *   [CRLF] --boundary CRLF  head CRLF CRLF  content  CRLF --boundary CRLF  head ...  content  CRLF --boundary-- [CRLF]
 *          ^ firstDelimiter                 ^ onPart ^ onPartEnd
 * </pre>
 *
 * <p>Stricter than RFC 2046, since what one reader skips another takes for a part, and both must see the same fields: no text before
 * the first delimiter or after the last, no blanks after a boundary, no content that holds the boundary at the beginning of a line, CRLF
 * only. Contents of files are looked at but not copied, without allocation; a part costs its head, bounded by {@link PartLimits}.
 *
 * <p>One instance scans one form, on one thread, and keeps no buffer.
 */
public final class PartScanner {
    private enum State {
        START,
        START_CR,
        FIRST_DELIMITER,
        AFTER_BOUNDARY,
        AFTER_BOUNDARY_CR,
        AFTER_BOUNDARY_DASH,
        HEAD,
        CONTENT,
        CLOSED,
        CLOSED_CR,
        END
    }

    private final Boundary boundary;
    private final PartLimits limits;
    private final PartListener listener;
    private final PartHeadReader head;
    private final DelimiterSearch search;
    private final PartText text;

    private State state = State.START;
    /** The offset in the body of index 0 of the buffer at hand. */
    private long base;

    private long fed;
    private int matched = 1;
    private long firstDelimiter = -1;
    private int parts;
    private long contentOffset;
    private boolean isWanted;

    /** A scanner of one form. */
    public PartScanner(Boundary boundary, PartLimits limits, PartListener listener) {
        this.boundary = boundary;
        this.limits = limits;
        this.listener = listener;
        this.head = new PartHeadReader(boundary, limits.headBytesMax());
        this.search = new DelimiterSearch(boundary);
        this.text = new PartText(limits.fieldBytesMax());
    }

    /**
     * Reads the next range of the body. Borrows {@code buffer}.
     *
     * @throws MultipartRefusal where the bytes are no form, or above a limit; nothing is to be fed after it
     */
    public void feed(ByteBuf buffer, int start, int end) {
        base = fed - start;
        int at = start;
        while (at < end) {
            switch (state) {
                case HEAD -> at = onHead(buffer, at, end);
                case CONTENT -> at = onContent(buffer, at, end);
                default -> {
                    onByte(buffer.getByte(at), base + at);
                    at++;
                }
            }
        }
        fed += end - start;
    }

    /**
     * Says that the body is whole.
     *
     * @throws MultipartRefusal where the form is not
     */
    public void finish() {
        if (state != State.CLOSED && state != State.END) {
            throw new MultipartRefusal("form: cut short (expected: the last delimiter)", fed);
        }
    }

    /** Where the first delimiter begins, and so where a part can be put before all others; -1 until it has come. */
    public long firstDelimiter() {
        return firstDelimiter;
    }

    private void onByte(byte b, long offset) {
        switch (state) {
            case START -> {
                if (b == Ascii.CR) {
                    state = State.START_CR;
                } else {
                    state = State.FIRST_DELIMITER;
                    onFirstDelimiter(b, offset);
                }
            }
            case START_CR -> state = require(b, Ascii.LF, State.FIRST_DELIMITER, offset);
            case FIRST_DELIMITER -> onFirstDelimiter(b, offset);
            case AFTER_BOUNDARY ->
                state = b == '-' ? State.AFTER_BOUNDARY_DASH : require(b, Ascii.CR, State.AFTER_BOUNDARY_CR, offset);
            case AFTER_BOUNDARY_CR -> onDelimiterEnd(b, offset);
            case AFTER_BOUNDARY_DASH -> state = require(b, (byte) '-', State.CLOSED, offset);
            case CLOSED -> state = require(b, Ascii.CR, State.CLOSED_CR, offset);
            case CLOSED_CR -> state = require(b, Ascii.LF, State.END, offset);
            default -> throw new MultipartRefusal("form: goes on after its last delimiter (expected: its end)", offset);
        }
    }

    private void onFirstDelimiter(byte b, long offset) {
        byte[] line = boundary.line();
        require(b, line[matched], state, offset);
        if (++matched == line.length) {
            firstDelimiter = offset + 2 - line.length;
            state = State.AFTER_BOUNDARY;
        }
    }

    private void onDelimiterEnd(byte b, long offset) {
        state = require(b, Ascii.LF, State.HEAD, offset);
        if (++parts > limits.partsMax()) {
            throw new MultipartRefusal("form: too many parts (expected: at most " + limits.partsMax() + ")", offset);
        }
        head.start(offset + 1);
    }

    private int onHead(ByteBuf buffer, int start, int end) {
        int after = head.read(buffer, start, end);
        if (after < 0) {
            return end;
        }
        contentOffset = base + after;
        text.clear();
        search.start();
        state = State.CONTENT;
        isWanted = listener.onPart(head.head(), contentOffset);
        return after;
    }

    private int onContent(ByteBuf buffer, int start, int end) {
        int after = search.next(buffer, start, end);
        int until = after < 0 ? end : after;
        if (isWanted) {
            text.append(buffer, start, until);
        }
        if (after >= 0) {
            onContentEnd(base + after - boundary.delimiterBytes());
        }
        return until;
    }

    private void onContentEnd(long offset) {
        if (!search.isAfterCr() || offset < contentOffset) {
            throw new MultipartRefusal(
                    "delimiter: without CRLF of its own (expected: CRLF before the dashes)", offset + 2);
        }
        if (isWanted) {
            text.end(offset - contentOffset);
        }
        state = State.AFTER_BOUNDARY;
        listener.onPartEnd(text, offset);
    }

    private static State require(byte b, byte expected, State next, long offset) {
        if (b != expected) {
            throw new MultipartRefusal("delimiter: malformed (expected: CRLF -- boundary, then CRLF or --)", offset);
        }
        return next;
    }
}
