package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes to a body by byte range: everything that no range covers passes through untouched and uncopied. A patch may be applied many
 * times, to the same body or to its retries.
 *
 * @param edits in order, without overlap
 */
public record BytePatch(List<Edit> edits) {

    /** No change. */
    public static final BytePatch NONE = new BytePatch(List.of());

    /** Refuses edits that are out of order or overlap. */
    public BytePatch {
        edits = List.copyOf(edits);
        long at = 0;
        for (Edit edit : edits) {
            if (edit.start() < at || edit.end() < edit.start()) {
                throw new IllegalArgumentException(
                        "edit: " + edit.start() + " to " + edit.end() + " (expected: in order, from " + at + " on)");
            }
            at = edit.end();
        }
    }

    /**
     * One replaced range.
     *
     * @param start first byte that goes, counted over the whole body; an insertion where it equals {@code end}
     * @param end first byte that stays
     * @param bytes what stands there instead: an unpooled heap buffer that the patch keeps and never releases
     */
    public record Edit(long start, long end, ByteBuf bytes) {

        /** Replaces the range by {@code text} in UTF-8. */
        public static Edit of(long start, long end, String text) {
            return new Edit(start, end, Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return edits.isEmpty();
    }

    /** How many bytes the body grows by, or shrinks where negative. */
    public long growth() {
        long growth = 0;
        for (Edit edit : edits) {
            growth += edit.bytes().readableBytes() - (edit.end() - edit.start());
        }
        return growth;
    }

    /**
     * Applies the patch to a body held as the slices that arrived. Gives new buffers, each to be released by itself, in any order: they
     * share the memory of the slices, with the replacements between them, and hold one reference each. Borrows {@code body}.
     */
    public List<ByteBuf> apply(List<ByteBuf> body) {
        List<ByteBuf> out = new ArrayList<>(body.size() + 2 * edits.size());
        eachRange(body, (bytes, start, length) -> out.add(bytes.retainedSlice(start, length)));
        return out;
    }

    /** Appends the patched body to {@code out}, for one so small that a copy costs less than its slices. Borrows both. */
    public void copy(List<ByteBuf> body, ByteBuf out) {
        eachRange(body, (bytes, start, length) -> out.writeBytes(bytes, start, length));
    }

    private interface Range {
        void on(ByteBuf bytes, int start, int length);
    }

    private void eachRange(List<ByteBuf> body, Range range) {
        requireWithin(body);
        int next = 0;
        long at = 0;
        long resume = 0;
        for (int i = 0; i < body.size(); i++) {
            ByteBuf slice = body.get(i);
            long sliceEnd = at + slice.readableBytes();
            while (next < edits.size() && edits.get(next).start() <= sliceEnd) {
                Edit edit = edits.get(next);
                keep(slice, at, Math.max(resume, at), edit.start(), range);
                if (edit.bytes().isReadable()) {
                    range.on(
                            edit.bytes(),
                            edit.bytes().readerIndex(),
                            edit.bytes().readableBytes());
                }
                resume = edit.end();
                next++;
            }
            keep(slice, at, Math.max(resume, at), sliceEnd, range);
            at = sliceEnd;
        }
    }

    private void requireWithin(List<ByteBuf> body) {
        long length = 0;
        for (int i = 0; i < body.size(); i++) {
            length += body.get(i).readableBytes();
        }
        if (!edits.isEmpty() && (body.isEmpty() || edits.get(edits.size() - 1).end() > length)) {
            throw new IllegalArgumentException("body: " + length + " bytes (expected: all that the edits cover)");
        }
    }

    private static void keep(ByteBuf slice, long at, long from, long to, Range range) {
        if (to > from) {
            range.on(slice, slice.readerIndex() + (int) (from - at), (int) (to - from));
        }
    }
}
