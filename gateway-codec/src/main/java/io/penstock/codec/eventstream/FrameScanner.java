package io.penstock.codec.eventstream;

import io.netty.buffer.ByteBuf;

/**
 * Finds where the frames of a stream end, fed range by range, cut at any byte. It copies and keeps nothing but the prelude of the frame at
 * hand, whose checksum is right before its lengths are believed.
 *
 * <p>One instance serves one stream, on one event loop.
 */
public final class FrameScanner {
    /** A longer frame is refused; the specification allows no longer one. */
    public static final int FRAME_BYTES_MAX = 16 * 1024 * 1024;
    /** Longer headers are refused; the specification allows no longer ones. */
    public static final int HEADERS_BYTES_MAX = 128 * 1024;

    private final FrameChecksum checksum = new FrameChecksum();

    /** How many bytes of the prelude have been seen. */
    private int seen;
    /** Both lengths. */
    private long lengths;

    private int expected;
    /** How many bytes of the frame are still to come, once its prelude is known. */
    private int left;

    /**
     * The index after the last byte of the current frame, or -1 where the range ends before it; what the range held is then remembered for
     * the next one. Borrows {@code buffer} for the call.
     *
     * @param from where to go on: the start of a range, or the end of the frame before
     * @param to end of the range, exclusive
     * @throws FrameRefusal where the prelude is damaged or says what no frame can have; the stream is of no use from there on
     */
    public int nextEnd(ByteBuf buffer, int from, int to) {
        int at = seen < FrameLayout.HEADERS ? readPrelude(buffer, from, to) : from;
        if (seen < FrameLayout.HEADERS) {
            return -1;
        }
        if (to - at < left) {
            left -= to - at;
            return -1;
        }
        at += left;
        reset();
        return at;
    }

    /** Whether nothing of a frame is pending: at the start, and after a frame's end. */
    public boolean isAtBoundary() {
        return seen == 0;
    }

    /** Forgets the stream. */
    public void reset() {
        seen = 0;
        lengths = 0;
        expected = 0;
        left = 0;
    }

    private int readPrelude(ByteBuf buffer, int from, int to) {
        int at = from;
        if (seen == 0 && to - from >= FrameLayout.HEADERS) {
            lengths = buffer.getLong(from);
            expected = buffer.getInt(from + FrameLayout.PRELUDE_CHECKSUM);
            seen = FrameLayout.HEADERS;
            at += FrameLayout.HEADERS;
        }
        while (seen < FrameLayout.HEADERS && at < to) {
            int b = buffer.getByte(at++) & 0xFF;
            if (seen < FrameLayout.PRELUDE_CHECKSUM) {
                lengths = (lengths << Byte.SIZE) | b;
            } else {
                expected = (expected << Byte.SIZE) | b;
            }
            seen++;
        }
        if (seen == FrameLayout.HEADERS) {
            onPrelude();
        }
        return at;
    }

    private void onPrelude() {
        if (checksum.of(lengths) != expected) {
            throw new FrameRefusal("frame: a prelude whose checksum is wrong");
        }
        long total = lengths >>> Integer.SIZE;
        long headers = lengths & 0xFFFFFFFFL;
        if (total > FRAME_BYTES_MAX) {
            throw new FrameRefusal("frame: " + total + " bytes (expected: at most " + FRAME_BYTES_MAX + ")");
        }
        if (headers > HEADERS_BYTES_MAX || headers > total - FrameLayout.AROUND_BYTES) {
            throw new FrameRefusal("frame: headers of " + headers + " bytes in a frame of " + total);
        }
        left = (int) total - FrameLayout.HEADERS;
    }
}
