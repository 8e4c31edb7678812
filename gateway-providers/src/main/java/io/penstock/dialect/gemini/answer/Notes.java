package io.penstock.dialect.gemini.answer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an answer holds, noted while it is read, so that nothing of it is told before all of it was found to be good. Ranges are those of
 * the buffer it is read from. Reused for each event; it grows to the longest one.
 */
final class Notes {
    /** A fragment of text. */
    static final int TEXT = 0;
    /** A fragment of what the model thinks. */
    static final int THOUGHT = 1;
    /** A function call as it stands: still to be taken apart. */
    static final int CALL = 2;
    /** A call begins; its start is its number, its value a {@code FunctionCall}. */
    static final int CALL_START = 3;
    /** The arguments of a call, of which its start is the number; its value is a {@code RawJson}. */
    static final int CALL_INPUT = 4;
    /** Something that is no text; its value is its type. */
    static final int MEDIA = 5;
    /** Where text comes from; its value is a list of citations. */
    static final int CITATIONS = 6;
    /** A candidate is over; its start is one of {@link FinishReasons}. */
    static final int FINISH = 7;
    /** The name of a reason that is vague otherwise, as it stands. */
    static final int REASON_NAME = 8;

    private static final int KIND = 0;
    private static final int OWNER = 1;
    private static final int START = 2;
    private static final int END = 3;
    private static final int STATE_START = 4;
    private static final int STATE_END = 5;
    private static final int STRIDE = 6;
    private static final int INITIAL = 8;

    private int[] fields = new int[INITIAL * STRIDE];
    private @Nullable Object[] values = new @Nullable Object[INITIAL];
    private int count;

    /** Forgets everything. */
    void clear() {
        truncate(0);
    }

    /** Forgets what was noted behind the first {@code size}. */
    void truncate(int size) {
        for (int i = size; i < count; i++) {
            values[i] = null;
        }
        count = size;
    }

    /** How many there are. */
    int count() {
        return count;
    }

    /** Notes something; it has no state and no value yet. */
    void add(int kind, int owner, int start, int end) {
        if (count == values.length) {
            fields = Arrays.copyOf(fields, 2 * fields.length);
            values = Arrays.copyOf(values, 2 * count);
        }
        int at = count * STRIDE;
        fields[at + KIND] = kind;
        fields[at + OWNER] = owner;
        fields[at + START] = start;
        fields[at + END] = end;
        fields[at + STATE_START] = 0;
        fields[at + STATE_END] = 0;
        count++;
    }

    /** The note just made has that signature. */
    void state(int start, int end) {
        fields[(count - 1) * STRIDE + STATE_START] = start;
        fields[(count - 1) * STRIDE + STATE_END] = end;
    }

    /** The note just made has that value. */
    void value(Object value) {
        values[count - 1] = value;
    }

    /** Appends a note of the other. */
    void copy(Notes other, int index, int owner) {
        add(other.kind(index), owner, other.start(index), other.end(index));
        state(other.stateStart(index), other.stateEnd(index));
        values[count - 1] = other.values[index];
    }

    int kind(int index) {
        return fields[index * STRIDE + KIND];
    }

    /** Index of the candidate. */
    int owner(int index) {
        return fields[index * STRIDE + OWNER];
    }

    int start(int index) {
        return fields[index * STRIDE + START];
    }

    int end(int index) {
        return fields[index * STRIDE + END];
    }

    int stateStart(int index) {
        return fields[index * STRIDE + STATE_START];
    }

    int stateEnd(int index) {
        return fields[index * STRIDE + STATE_END];
    }

    boolean hasState(int index) {
        return stateEnd(index) > stateStart(index);
    }

    @Nullable
    Object value(int index) {
        return values[index];
    }
}
