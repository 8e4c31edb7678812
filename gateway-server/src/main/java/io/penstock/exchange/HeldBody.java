package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A request's body, held until commit so that it can be refused, patched, signed and sent again, and counted in a budget. Confined
 * to its event loop.
 */
final class HeldBody {
    private final HeldBytes budget;
    private final Pieces pieces = new Pieces();
    private long reserved;

    HeldBody(HeldBytes budget) {
        this.budget = budget;
    }

    /** Reserves room for {@code more} bytes that are at hand; false where there is none. */
    boolean tryReserve(long more) {
        if (more <= reserved - bytes()) {
            return true;
        }
        long missing = more - (reserved - bytes());
        if (!budget.tryReserve(missing)) {
            return false;
        }
        reserved += missing;
        return true;
    }

    /** Adds a piece, for which room was reserved. Takes {@code piece}. */
    void add(ByteBuf piece) {
        pieces.add(piece);
    }

    long bytes() {
        return pieces.bytes();
    }

    /** The pieces in order; borrowed. */
    List<ByteBuf> pieces() {
        return pieces.all();
    }

    /** All of it in one piece, which takes the place of those it came in; borrowed. */
    ByteBuf whole() {
        return pieces.whole();
    }

    /** Gives up what is held, and its room. */
    void release() {
        pieces.release();
        budget.release(reserved);
        reserved = 0;
    }
}
