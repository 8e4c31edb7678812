package io.penstock.dialect.responses.answer;

import java.util.BitSet;

/** What has been told of one output item. */
final class ItemState {
    private static final int NO_CALL = -1;
    private static final int NOWHERE = -1;

    private final BitSet toldPlaces = new BitSet();

    /** Its call's number among the calls; -1 where it is none, or has not begun. */
    private int call = NO_CALL;

    private int lastPlace = NOWHERE;
    private boolean isCustom;
    private boolean hasInput;
    private boolean isCited;
    private boolean isDone;

    int call() {
        return call;
    }

    boolean isCall() {
        return call != NO_CALL;
    }

    void beginCall(int number, boolean isOfCustomTool) {
        call = number;
        isCustom = isOfCustomTool;
    }

    /** Whether it is a call of a custom tool, whose input is no JSON. */
    boolean isCustom() {
        return isCustom;
    }

    /** Whether any of the call's arguments, or of its input, has been told. */
    boolean hasInput() {
        return hasInput;
    }

    void onInput() {
        hasInput = true;
    }

    /** Something of the part at that place is told. Says whether another part was told before. */
    boolean onPlace(int place) {
        boolean isNext = lastPlace != NOWHERE && lastPlace != place;
        lastPlace = place;
        toldPlaces.set(place);
        return isNext;
    }

    boolean isTold(int place) {
        return toldPlaces.get(place);
    }

    boolean isCited() {
        return isCited;
    }

    void onCitation() {
        isCited = true;
    }

    boolean isDone() {
        return isDone;
    }

    void onDone() {
        isDone = true;
    }
}
