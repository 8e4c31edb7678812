package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a request's body as the buffers they came in. A small piece, or one that would keep a far larger read buffer alive, is
 * copied behind the one before: a buffer costs some hundred bytes that nobody counts, and a client may send its body a byte a
 * chunk. Confined to its event loop.
 */
final class Pieces {
    /** Below this a piece is copied whatever it came in. */
    private static final int SMALL_BYTES_MAX = 1024;

    /** Up to this small pieces share a buffer, which grows as they come. */
    private static final int SHARED_BYTES_MAX = 64 * 1024;

    private final List<ByteBuf> pieces = new ArrayList<>(2);
    /** The last piece, where it is a copy that has room. */
    private @Nullable ByteBuf shared;

    private long bytes;

    /** Adds a piece. Takes {@code piece}. */
    void add(ByteBuf piece) {
        int length = piece.readableBytes();
        bytes += length;
        ByteBuf root = piece.unwrap();
        if (length >= SMALL_BYTES_MAX && (root == null || length >= root.capacity() / 2)) {
            pieces.add(piece);
            shared = null;
            return;
        }
        ByteBuf into = shared;
        if (into == null || into.readableBytes() + length > SHARED_BYTES_MAX) {
            into = piece.alloc().directBuffer(length);
            pieces.add(into);
            shared = into;
        }
        into.writeBytes(piece);
        piece.release();
    }

    long bytes() {
        return bytes;
    }

    /** The pieces in order; borrowed. */
    List<ByteBuf> all() {
        return pieces;
    }

    /** All of it in one piece, which takes the place of those it came in; borrowed. */
    ByteBuf whole() {
        if (pieces.size() == 1) {
            return pieces.get(0);
        }
        ByteBuf joined = Unpooled.directBuffer((int) bytes);
        for (int i = 0; i < pieces.size(); i++) {
            joined.writeBytes(pieces.get(i));
            pieces.get(i).release();
        }
        pieces.clear();
        pieces.add(joined);
        return joined;
    }

    /** Gives the pieces in order, and has none from then on. */
    List<ByteBuf> take() {
        List<ByteBuf> taken = List.copyOf(pieces);
        forget();
        return taken;
    }

    /** Gives up all of it. */
    void release() {
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).release();
        }
        forget();
    }

    private void forget() {
        pieces.clear();
        shared = null;
        bytes = 0;
    }
}
