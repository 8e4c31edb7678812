package io.penstock.dialect.responses;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.StateLabel;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the items of {@code input} that carry another dialect's state. They are for the provider that made it and come off on the way to
 * any other: what a provider of this dialect did not encrypt, it refuses.
 */
final class ForeignStates {
    private static final long NOWHERE = -1;

    private final List<BytePatch.Edit> edits = new ArrayList<>(0);
    private long itemStart;
    private long lastEnd;
    /** Where items to be taken out start that nothing stands before: they go with the comma behind them. */
    private long frontStart = NOWHERE;

    private boolean isForeign;
    private boolean hasKept;

    void onItemStart(long offset) {
        if (frontStart != NOWHERE) {
            remove(frontStart, offset);
            frontStart = NOWHERE;
        }
        itemStart = offset;
        isForeign = false;
    }

    /** The {@code encrypted_content} of an item. */
    void onState(JsonText text) {
        isForeign |= text.toString().startsWith(StateLabel.MARK);
    }

    void onItemEnd(long offset) {
        if (!isForeign) {
            hasKept = true;
        } else if (hasKept) {
            remove(lastEnd, offset);
        } else {
            frontStart = itemStart;
        }
        lastEnd = offset;
    }

    void onInputEnd() {
        if (frontStart != NOWHERE) {
            remove(frontStart, lastEnd);
            frontStart = NOWHERE;
        }
    }

    /** What is to be taken out. */
    List<BytePatch.Edit> edits() {
        return edits;
    }

    private void remove(long start, long end) {
        edits.add(BytePatch.Edit.of(start, end, ""));
    }
}
