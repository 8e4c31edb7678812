package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes to a body by byte range: everything that no range covers passes through untouched and uncopied.
 *
 * @param edits in order, without overlap
 */
public record BytePatch(List<Edit> edits) {

    /** No change. */
    public static final BytePatch NONE = new BytePatch(List.of());

    /**
     * One replaced range.
     *
     * @param start first byte that goes, counted over the whole body; an insertion where it equals {@code end}
     * @param end first byte that stays
     * @param bytes what stands there instead: an unpooled heap buffer, shared and never released
     */
    public record Edit(long start, long end, ByteBuf bytes) {}

    /** How many bytes the body grows by, or shrinks where negative. */
    public long growth() {
        long growth = 0;
        for (Edit edit : edits) {
            growth += edit.bytes().readableBytes() - (edit.end() - edit.start());
        }
        return growth;
    }

    /**
     * Applies the patch to a body held as the slices that arrived. Gives new buffers that share the slices' memory (each
     * retained), with the replacements between them; borrows {@code body}.
     */
    public List<ByteBuf> apply(List<ByteBuf> body) {
        List<ByteBuf> out = new ArrayList<>(body.size() + 2 * edits.size());
        int next = 0;
        long at = 0;
        long resume = 0;
        for (ByteBuf slice : body) {
            long sliceEnd = at + slice.readableBytes();
            while (next < edits.size() && edits.get(next).start() <= sliceEnd) {
                Edit edit = edits.get(next);
                keep(slice, at, Math.max(resume, at), edit.start(), out);
                out.add(edit.bytes().duplicate());
                resume = edit.end();
                next++;
            }
            keep(slice, at, Math.max(resume, at), sliceEnd, out);
            at = sliceEnd;
        }
        return out;
    }

    private static void keep(ByteBuf slice, long at, long from, long to, List<ByteBuf> out) {
        if (to > from) {
            out.add(slice.retainedSlice(slice.readerIndex() + (int) (from - at), (int) (to - from)));
        }
    }
}
