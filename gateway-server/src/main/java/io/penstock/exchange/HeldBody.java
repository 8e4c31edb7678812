package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * A request's body as the buffers it came in, held until commit so that it can be refused, patched, signed and sent again. A
 * piece that would keep a far larger read buffer alive is moved to one of its own size. Confined to its event loop.
 */
final class HeldBody {
    private final HeldBytes budget;
    private final List<ByteBuf> pieces = new ArrayList<>(2);
    private long bytes;
    private long reserved;

    HeldBody(HeldBytes budget) {
        this.budget = budget;
    }

    /** Reserves room for {@code more} bytes that are announced or at hand; false where there is none. */
    boolean tryReserve(long more) {
        if (more <= reserved - bytes) {
            return true;
        }
        long missing = more - (reserved - bytes);
        if (!budget.tryReserve(missing)) {
            return false;
        }
        reserved += missing;
        return true;
    }

    /** Adds a piece, for which room was reserved. Takes {@code piece}. */
    void add(ByteBuf piece) {
        int length = piece.readableBytes();
        bytes += length;
        ByteBuf root = piece.unwrap();
        if (root != null && length < root.capacity() / 2) {
            pieces.add(piece.alloc().directBuffer(length).writeBytes(piece));
            piece.release();
        } else {
            pieces.add(piece);
        }
    }

    long bytes() {
        return bytes;
    }

    /** The pieces in order; borrowed. */
    List<ByteBuf> pieces() {
        return pieces;
    }

    /** Gives up what is held, and its room. */
    void release() {
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).release();
        }
        pieces.clear();
        budget.release(reserved);
        reserved = 0;
        bytes = 0;
    }
}
