package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;

/**
 * Takes the framing off the bodies of one connection, one after the other, and yields their payload as ranges of the buffer
 * that was read: nothing is copied, nothing allocated.
 *
 * <p>Confined to the channel's event loop. After a refusal the connection's input means nothing more. The status of a refusal
 * is the one for a client; for who reads an answer each is a 502.
 */
public final class BodyReader {
    /** Where payload goes. */
    public interface Payload {
        /**
         * Payload stands in {@code in} from index {@code start} up to {@code end}, at least one byte. Borrows {@code in}, whose
         * reader index is not to be moved.
         */
        void onPayload(ByteBuf in, int start, int end);
    }

    private final ChunkReader chunks = new ChunkReader();
    private Framing framing = Framing.NONE;
    private long remaining;
    private boolean isDone = true;

    /** A reader whose body, having none, is done. */
    public BodyReader() {}

    /**
     * Begins a body.
     *
     * @param framing of its head
     * @param length bytes where the framing is LENGTH, otherwise without meaning
     */
    public void start(Framing framing, long length) {
        if (framing == Framing.LENGTH && length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: not negative)");
        }
        this.framing = framing;
        remaining = length;
        isDone = framing == Framing.NONE || (framing == Framing.LENGTH && length == 0);
        chunks.start();
    }

    /**
     * Reads on. Borrows {@code in}; consumes what belongs to the body and no byte more, which is nothing once it is whole.
     *
     * @return whether the body is whole; with framing CLOSE only {@link #onInputClosed} says so
     * @throws HttpRefusal for malformed chunks, and for extensions or trailers that exceed their bounds
     */
    public boolean read(ByteBuf in, Payload sink) {
        if (!isDone) {
            switch (framing) {
                case CHUNKED -> isDone = chunks.read(in, sink);
                case LENGTH -> readLength(in, sink);
                case CLOSE -> readAll(in, sink);
                default -> throw new IllegalStateException("a body without framing that is not done");
            }
        }
        return isDone;
    }

    /** Whether the body is whole. */
    public boolean isDone() {
        return isDone;
    }

    /** Whether nothing of a chunk is pending; without chunks always. */
    public boolean isAtBoundary() {
        return framing != Framing.CHUNKED || chunks.isAtBoundary();
    }

    /**
     * Whether what the last {@link #read} consumed can go to a chunked peer as the same bytes: it began and ended at a boundary,
     * and between stood whole chunks without extensions, at least one, and not the last.
     */
    public boolean isPlain() {
        return framing == Framing.CHUNKED && chunks.isPlain();
    }

    /**
     * The peer sends no more: this ends a body with framing CLOSE.
     *
     * @throws HttpRefusal where the body is cut short
     */
    public void onInputClosed() {
        if (!isDone && framing != Framing.CLOSE) {
            throw Refusals.BODY_CUT_SHORT;
        }
        isDone = true;
    }

    private void readLength(ByteBuf in, Payload sink) {
        int length = (int) Math.min(in.readableBytes(), remaining);
        remaining -= length;
        isDone = remaining == 0;
        pass(in, length, sink);
    }

    private static void readAll(ByteBuf in, Payload sink) {
        pass(in, in.readableBytes(), sink);
    }

    private static void pass(ByteBuf in, int length, Payload sink) {
        if (length > 0) {
            int start = in.readerIndex();
            in.skipBytes(length);
            sink.onPayload(in, start, start + length);
        }
    }
}
