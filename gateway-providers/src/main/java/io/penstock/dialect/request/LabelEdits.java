package io.penstock.dialect.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.ToolIds;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes labelled state out of a request that goes up as it came: a client has it from an answer that was translated, and a provider of the
 * client's own dialect did not make it. An id shrinks to what it was before the label, in the call and in its result alike. Where state has
 * elements of lists for itself, such as a block of reasoning, one that is another dialect's goes, with one of the commas beside it.
 *
 * <p>Told of ids, lists, elements and states in the order in which they stand in the body.
 */
final class LabelEdits {
    private static final JsonKey MARK = JsonKey.of(StateLabel.MARK);
    /** In a field of its own a state stands behind the word for what it belongs to, if anything. */
    private static final int OWNER_BYTES_MAX = 4;

    private static final long NOWHERE = -1;

    private final List<BytePatch.Edit> edits = new ArrayList<>(0);

    private long elementStart;
    private long lastEnd;
    /** Where elements to be taken out start that nothing stands before: they go with the comma behind them. */
    private long frontStart = NOWHERE;

    private boolean isLabelled;
    private boolean hasKept;

    /** What was found, in order; no two edits touch each other. */
    List<BytePatch.Edit> edits() {
        return edits;
    }

    /** The id of a call, in itself or in its result; the range is that of the JSON string. */
    void onId(JsonText id, long start, long end) {
        if (id.indexOf(MARK) < 0) {
            return;
        }
        EscapedText plain = ToolIds.plain(EscapedText.of(StateLabel.plain(id.toString())));
        ByteBuf quoted = Unpooled.buffer(plain.length() + 2);
        quoted.writeByte('"');
        plain.copyTo(quoted);
        quoted.writeByte('"');
        edits.add(new BytePatch.Edit(start, end, quoted));
    }

    /** A list begins whose elements may be there for a state alone. */
    void onListStart() {
        frontStart = NOWHERE;
        hasKept = false;
    }

    /** An element of the list begins at that byte. */
    void onElementStart(long offset) {
        if (frontStart != NOWHERE) {
            remove(frontStart, offset, "");
            frontStart = NOWHERE;
        }
        elementStart = offset;
        isLabelled = false;
    }

    /** A field of the element that some state stands in. */
    void onState(JsonText state) {
        int mark = state.indexOf(MARK);
        isLabelled |= mark >= 0 && mark <= OWNER_BYTES_MAX;
    }

    /** The element ends before that byte. */
    void onElementEnd(long offset) {
        if (!isLabelled) {
            hasKept = true;
        } else if (hasKept) {
            remove(lastEnd, offset, "");
        } else {
            frontStart = elementStart;
        }
        lastEnd = offset;
    }

    /**
     * The list ends.
     *
     * @param filler what stands in it where all of its elements are taken out, as JSON
     */
    void onListEnd(String filler) {
        if (frontStart != NOWHERE) {
            remove(frontStart, lastEnd, filler);
            frontStart = NOWHERE;
        }
    }

    /** Puts that JSON where the range is, and what was changed inside of it goes with it. */
    private void remove(long start, long end, String json) {
        while (!edits.isEmpty() && edits.get(edits.size() - 1).start() >= start) {
            edits.remove(edits.size() - 1);
        }
        edits.add(BytePatch.Edit.of(start, end, json));
    }
}
