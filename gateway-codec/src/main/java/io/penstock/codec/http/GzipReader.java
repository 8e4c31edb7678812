package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@code Content-Encoding: gzip} (RFC 1952) off a body while it arrives, cut anywhere. Every member's header, CRC and size are
 * checked, and nothing may follow the last: readers that stop earlier would see another body.
 *
 * <p>What a small body may become is bounded twice: by a cap on all that comes out, and by how often the input it may be, once it is
 * above {@link #RATIO_BYTES_MIN}. What has gone out before a refusal is to be thrown away.
 *
 * <p>One instance reads one body, on one thread, and must be closed: an Inflater holds memory outside the heap.
 */
public final class GzipReader implements AutoCloseable {
    /** The most output that one byte of input may become; text compresses to a tenth, deflate's own limit is 1032. */
    public static final int RATIO_MAX = 100;
    /** Output below this may be of any ratio, in bytes. */
    public static final int RATIO_BYTES_MIN = 1024 * 1024;
    /** The largest piece that is given, in bytes. */
    public static final int PIECE_BYTES_MAX = 32 * 1024;
    /** Members cost time even where they are empty. */
    static final int MEMBERS_MAX = 4096;

    /** Below this much room a new block is begun, in bytes. */
    private static final int ROOM_BYTES_MIN = 1024;

    /** Where inflated bytes go. */
    public interface Output {
        /** Takes the next piece, which is not empty. */
        void onInflated(ByteBuf piece);
    }

    private enum State {
        HEADER,
        DEFLATED,
        TRAILER
    }

    private final ByteBufAllocator allocator;
    private final long outputBytesMax;
    private final Inflater inflater = new Inflater(true);
    private final GzipHeader header = new GzipHeader();
    private final CRC32 checksum = new CRC32();

    private State state = State.HEADER;
    /** Filled from one read to the next; pieces share it, so that many small ones hold no more than they are. */
    private @Nullable ByteBuf block;

    private long trailer;
    private int trailerBytes;
    private int members;
    private long memberOutputBytes;
    private long inputBytes;
    private long outputBytes;
    private boolean isClosed;

    /**
     * A reader of one body.
     *
     * @param allocator of the pieces
     * @param outputBytesMax how much may come out of the whole body
     */
    public GzipReader(ByteBufAllocator allocator, long outputBytesMax) {
        if (outputBytesMax < 0) {
            throw new IllegalArgumentException("outputBytesMax: " + outputBytesMax + " (expected: not negative)");
        }
        this.allocator = allocator;
        this.outputBytesMax = outputBytesMax;
    }

    /**
     * Reads the next range of the body and gives what it inflates to; {@code out} may close this reader, which then reads no
     * further. Borrows {@code in}.
     *
     * @throws HttpRefusal with status 400 where the bytes are no gzip, with 413 above a cap; nothing is to be read after it
     */
    public void read(ByteBuf in, int start, int end, Output out) {
        if (isClosed) {
            throw new IllegalStateException("gzip reader: closed (expected: open)");
        }
        int at = start;
        while (at < end && !isClosed) {
            switch (state) {
                case HEADER -> at = onHeader(in, at, end);
                case DEFLATED -> at = onDeflated(in, at, end, out);
                default -> onTrailer(in.getByte(at++));
            }
        }
    }

    private int onHeader(ByteBuf in, int start, int end) {
        int at = start;
        boolean isWhole = false;
        while (at < end && !isWhole) {
            isWhole = header.onByte(in.getByte(at++));
        }
        inputBytes += at - start;
        if (isWhole) {
            onMember();
        }
        return at;
    }

    private void onMember() {
        if (++members > MEMBERS_MAX) {
            throw GzipRefusals.MEMBERS;
        }
        inflater.reset();
        checksum.reset();
        memberOutputBytes = 0;
        state = State.DEFLATED;
    }

    private int onDeflated(ByteBuf in, int start, int end, Output out) {
        inflater.setInput(in.nioBuffer(start, end - start));
        int remaining = end - start;
        while (true) {
            int produced = inflate(out);
            if (isClosed) {
                return end;
            }
            inputBytes += remaining - inflater.getRemaining();
            remaining = inflater.getRemaining();
            requireRatio();
            if (inflater.finished()) {
                state = State.TRAILER;
                return end - remaining;
            }
            if (produced == 0) {
                return end;
            }
        }
    }

    /** Inflates into the room of the block, and never by more than one byte beyond the cap. */
    private int inflate(Output out) {
        ByteBuf into = room();
        int length = 1 + (int) Math.min(into.writableBytes() - 1, outputBytesMax - outputBytes);
        ByteBuffer view = into.nioBuffer(into.writerIndex(), length);
        int produced = inflateInto(view);
        if (produced == 0) {
            requireSense();
            return 0;
        }
        outputBytes += produced;
        memberOutputBytes += produced;
        if (outputBytes > outputBytesMax) {
            throw GzipRefusals.above(outputBytesMax);
        }
        checksum.update(view.flip());
        into.writerIndex(into.writerIndex() + produced);
        out.onInflated(into.readRetainedSlice(produced));
        return produced;
    }

    /** Without output there is nothing to do but to end or to wait for input; a preset dictionary is no part of gzip. */
    private void requireSense() {
        if (!inflater.finished() && !inflater.needsInput()) {
            throw GzipRefusals.DEFLATE;
        }
    }

    private int inflateInto(ByteBuffer view) {
        try {
            return inflater.inflate(view);
        } catch (DataFormatException malformed) {
            throw GzipRefusals.DEFLATE;
        }
    }

    private ByteBuf room() {
        ByteBuf current = block;
        if (current == null || current.writableBytes() < ROOM_BYTES_MIN) {
            releaseBlock();
            current = allocator.buffer(PIECE_BYTES_MAX, PIECE_BYTES_MAX);
            block = current;
        }
        return current;
    }

    private void requireRatio() {
        if (outputBytes > RATIO_BYTES_MIN && outputBytes > inputBytes * RATIO_MAX) {
            throw GzipRefusals.RATIO;
        }
    }

    /** The checksum and the size modulo 2^32, both with the lowest byte first. */
    private void onTrailer(byte b) {
        inputBytes++;
        trailer |= (b & 0xFFL) << (8 * trailerBytes);
        if (++trailerBytes < Long.BYTES) {
            return;
        }
        long expected = memberOutputBytes << 32 | checksum.getValue();
        if (trailer != expected) {
            throw GzipRefusals.CHECKSUM;
        }
        trailer = 0;
        trailerBytes = 0;
        header.start();
        state = State.HEADER;
    }

    /**
     * Says that the body is whole.
     *
     * @throws HttpRefusal where it is not
     */
    public void onEnd() {
        if (members == 0 || state != State.HEADER || !header.isEmpty()) {
            throw GzipRefusals.CUT_SHORT;
        }
    }

    /** Ends the Inflater; may be called more than once, at any time. Pieces that were given stay good. */
    @Override
    public void close() {
        isClosed = true;
        inflater.end();
        releaseBlock();
    }

    private void releaseBlock() {
        ByteBuf current = block;
        block = null;
        if (current != null) {
            current.release();
        }
    }
}
