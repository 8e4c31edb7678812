package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The unfinished event at the end of a read, so that the client only ever has whole ones. An event that outgrows the bound is
 * long: it flows as it comes, and until its end no other event can be put behind it.
 */
final class EventTail {
    /** An event above this cannot be the usage event, the only one that is taken out. */
    static final int HELD_BYTES_MAX = 8 * 1024;

    private @Nullable ByteBuf bytes;
    private boolean isFlowing;

    boolean isEmpty() {
        return bytes == null && !isFlowing;
    }

    boolean isFlowing() {
        return isFlowing;
    }

    /** Holds a range; false where the event has grown too long for that, and nothing was taken. */
    boolean hold(ByteBuf in, int from, int to) {
        ByteBuf begun = bytes;
        int length = to - from;
        if (begun == null) {
            if (length > HELD_BYTES_MAX) {
                return false;
            }
            begun = in.alloc().directBuffer(Math.max(256, length), HELD_BYTES_MAX);
            bytes = begun;
        } else if (begun.readableBytes() + length > HELD_BYTES_MAX) {
            return false;
        }
        begun.writeBytes(in, from, length);
        return true;
    }

    /** The event that was held and ends in this range, whole. Gives it. */
    ByteBuf finish(ByteBuf in, int from, int to) {
        ByteBuf begun = bytes;
        if (begun == null) {
            throw new IllegalStateException("no event was begun");
        }
        bytes = null;
        int length = to - from;
        if (begun.maxWritableBytes() >= length) {
            return begun.writeBytes(in, from, length);
        }
        ByteBuf larger = in.alloc().directBuffer(begun.readableBytes() + length);
        larger.writeBytes(begun).writeBytes(in, from, length);
        begun.release();
        return larger;
    }

    /** Lets the event flow from now on. Gives what was held of it, null where that is nothing. */
    @Nullable
    ByteBuf flow() {
        isFlowing = true;
        ByteBuf begun = bytes;
        bytes = null;
        return begun;
    }

    void onLongEventEnd() {
        isFlowing = false;
    }

    void clear() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
        isFlowing = false;
    }
}
