package io.penstock.dialect.gemini.answer;

/** Which candidates of an answer have been seen, and which of them have given their reason to stop. */
final class Finishes {
    private long seen;
    private long finished;
    private boolean isBlocked;

    /** A candidate stood in an event. One with an index that no candidate has counts as the first. */
    void on(long index, boolean isFinished) {
        long bit = 1L << (index < 0 || index >= ResponseReader.CANDIDATES_MAX ? 0 : index);
        seen |= bit;
        finished |= isFinished ? bit : 0;
    }

    /** The prompt was refused. */
    void onBlocked() {
        isBlocked = true;
    }

    /** Whether nothing more is to come. */
    boolean isAll() {
        return isBlocked || (seen != 0 && seen == finished);
    }
}
