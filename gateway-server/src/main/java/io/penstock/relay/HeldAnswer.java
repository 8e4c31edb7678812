package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** What came of an answer before commit. */
final class HeldAnswer {
    private final int bytesMax;
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
    private int bytes;

    HeldAnswer(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    int bytes() {
        return bytes;
    }

    /** Whether {@code more} bytes reach the bound. */
    boolean isFull(int more) {
        return bytes + more >= bytesMax;
    }

    /** Takes {@code piece}. */
    void add(ByteBuf piece) {
        pieces.add(piece);
        bytes += piece.readableBytes();
    }

    void release(Sink sink) {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            sink.payload(piece);
        }
        bytes = 0;
    }

    void clear() {
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
        bytes = 0;
    }
}
