package io.penstock.dialect;

import io.penstock.codec.json.JsonText;

/**
 * {@link LabelEdits} where state has elements of lists for itself, such as a block of reasoning: one that is another dialect's goes, with one
 * of the commas beside it. Told of ids, lists, elements and states in the order in which they stand in the body.
 */
public final class LabelledElements extends LabelEdits {
    /** In a field of its own a state stands behind the word for what it belongs to, if anything. */
    private static final int OWNER_BYTES_MAX = 4;

    private static final long NOWHERE = -1;

    private long elementStart;
    private long lastEnd;
    /** Where elements to be taken out start that nothing stands before: they go with the comma behind them. */
    private long frontStart = NOWHERE;

    private boolean isLabelled;
    private boolean hasKept;

    /** A list begins whose elements may be there for a state alone. */
    public void onListStart() {
        frontStart = NOWHERE;
        hasKept = false;
    }

    /** An element of the list begins at that byte. */
    public void onElementStart(long offset) {
        if (frontStart != NOWHERE) {
            remove(frontStart, offset, "");
            frontStart = NOWHERE;
        }
        elementStart = offset;
        isLabelled = false;
    }

    /** A field of the element that some state stands in. */
    public void onState(JsonText state) {
        int mark = state.indexOf(MARK);
        isLabelled |= mark >= 0 && mark <= OWNER_BYTES_MAX;
    }

    /** The element ends before that byte. */
    public void onElementEnd(long offset) {
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
     * @param something what stands in it where all of its elements are taken out, as JSON
     */
    public void onListEnd(String something) {
        if (frontStart != NOWHERE) {
            remove(frontStart, lastEnd, something);
            frontStart = NOWHERE;
        }
    }
}
