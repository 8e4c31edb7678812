package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of one read goes down: ranges of its buffer in order, adjoining ones joined, behind the rest of an event that an earlier
 * read began. Reused from read to read.
 */
final class Segments {
    /** Below this, copying a range costs less than a slice of it. */
    private static final int COPY_BYTES_MAX = 1024;

    private int[] bounds = new int[8];
    private int count;
    private int bytes;
    private @Nullable ByteBuf prefix;

    void clear() {
        count = 0;
        bytes = 0;
    }

    int bytes() {
        return bytes + (prefix == null ? 0 : prefix.readableBytes());
    }

    void add(int start, int end) {
        bytes += end - start;
        if (count > 0 && bounds[count - 1] == start) {
            bounds[count - 1] = end;
            return;
        }
        if (count == bounds.length) {
            bounds = Arrays.copyOf(bounds, count * 2);
        }
        bounds[count++] = start;
        bounds[count++] = end;
    }

    /**
     * Adds what was held of an event, or all of one. Where the event began within this very read, in a chunk before, ranges stand
     * before it: they are copied, so that the order stays. Borrows {@code in}, takes {@code event}.
     */
    void add(ByteBuf in, ByteBuf event) {
        if (bytes() == 0) {
            prefix = event;
            return;
        }
        ByteBuf joined = in.alloc().directBuffer(bytes() + event.readableBytes());
        if (prefix != null) {
            ByteBuf before = takePrefix();
            joined.writeBytes(before);
            before.release();
        }
        writeRanges(in, joined);
        clear();
        prefix = joined.writeBytes(event);
        event.release();
    }

    void hold(ByteBuf in, HeldAnswer held) {
        if (prefix != null) {
            held.add(takePrefix());
        }
        for (int i = 0; i < count; i += 2) {
            held.add(piece(in, bounds[i], bounds[i + 1]));
        }
    }

    void send(ByteBuf in, Sink sink) {
        if (prefix != null) {
            sink.payload(takePrefix());
        }
        if (count == 2) {
            sink.payload(piece(in, bounds[0], bounds[1]));
        } else if (count > 0) {
            // One chunk for the read: the ranges are what stood between the provider's own size lines.
            ByteBuf joined = in.alloc().directBuffer(bytes);
            writeRanges(in, joined);
            sink.payload(joined);
        }
    }

    private void writeRanges(ByteBuf in, ByteBuf out) {
        for (int i = 0; i < count; i += 2) {
            out.writeBytes(in, bounds[i], bounds[i + 1] - bounds[i]);
        }
    }

    void drop() {
        if (prefix != null) {
            takePrefix().release();
        }
        clear();
    }

    private static ByteBuf piece(ByteBuf in, int start, int end) {
        int length = end - start;
        return length <= COPY_BYTES_MAX
                ? in.alloc().directBuffer(length).writeBytes(in, start, length)
                : in.retainedSlice(start, length);
    }

    private ByteBuf takePrefix() {
        ByteBuf taken = prefix;
        if (taken == null) {
            throw new IllegalStateException("no prefix");
        }
        prefix = null;
        return taken;
    }
}
