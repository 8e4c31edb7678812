package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.GenerationEvents;
import java.nio.charset.StandardCharsets;

/**
 * The calls of a stream that have begun and not ended, by their index: mostly one. However absurd the indices, no more is kept than is
 * open, and no more may be open than {@link #OPEN_MAX}.
 *
 * <p>Arguments that are {@code null}, in whatever pieces, are none: what may become that is held back until it proves to be something else.
 */
final class OpenCalls {
    /** More than that at once is no answer. */
    static final int OPEN_MAX = 64;

    private static final int NONE = -1;
    /** The arguments are something else. */
    private static final int TOLD = -1;

    private static final ByteBuf NULL =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer("null".getBytes(StandardCharsets.US_ASCII)));
    private static final int NULL_BYTES = 4;

    private final long[] indices = new long[OPEN_MAX];
    private final int[] calls = new int[OPEN_MAX];
    private final int[] held = new int[OPEN_MAX];
    private int count;

    /** A call begins; false where there are too many. One of the same index is forgotten. */
    boolean open(long index, int call) {
        int at = exact(index);
        if (at < 0) {
            if (count == OPEN_MAX) {
                return false;
            }
            at = count++;
        }
        indices[at] = index;
        calls[at] = call;
        held[at] = 0;
        return true;
    }

    /** Whether any call is open: an index that no call has means the last one. */
    boolean isAny() {
        return count > 0;
    }

    /** Tells a fragment of the arguments of that call. */
    void tell(long index, ByteBuf buffer, int start, int end, GenerationEvents out) {
        int at = find(index);
        if (at < 0 || start == end) {
            return;
        }
        if (held[at] != TOLD) {
            int matched = matched(held[at], buffer, start, end);
            if (matched >= 0) {
                held[at] = matched;
                return;
            }
            flush(at, out);
        }
        out.onToolCallArguments(0, calls[at], buffer, start, end);
    }

    /** A call ends; says which, or -1 where none is open. */
    int close(long index, GenerationEvents out) {
        int at = find(index);
        if (at < 0) {
            return NONE;
        }
        int call = calls[at];
        if (held[at] < NULL_BYTES) {
            flush(at, out);
        }
        count--;
        for (int i = at; i < count; i++) {
            indices[i] = indices[i + 1];
            calls[i] = calls[i + 1];
            held[i] = held[i + 1];
        }
        return call;
    }

    /** All calls end. */
    void closeAll(GenerationEvents out) {
        while (count > 0) {
            close(indices[0], out);
        }
    }

    private void flush(int at, GenerationEvents out) {
        if (held[at] > 0) {
            out.onToolCallArguments(0, calls[at], NULL, 0, held[at]);
        }
        held[at] = TOLD;
    }

    private static int matched(int before, ByteBuf buffer, int start, int end) {
        int matched = before;
        for (int i = start; i < end; i++) {
            if (matched == NULL_BYTES || buffer.getByte(i) != NULL.getByte(matched)) {
                return NONE;
            }
            matched++;
        }
        return matched;
    }

    private int find(long index) {
        int at = exact(index);
        return at < 0 ? count - 1 : at;
    }

    private int exact(long index) {
        for (int i = count - 1; i >= 0; i--) {
            if (indices[i] == index) {
                return i;
            }
        }
        return NONE;
    }
}
