package io.penstock.dialect.responses.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a {@code usage} object, and what they mean in disjoint buckets. The last object that reports anything wins. A count that
 * no answer can have (negative, or above {@link #COUNT_MAX}) counts as not reported: it would be billed.
 */
final class UsageCounts {
    /** Above any context there is, by far. */
    static final long COUNT_MAX = 1_000_000_000;

    /** The value of {@link #slotOf} for an object whose members are counts too. */
    static final int DETAILS = 5;
    /** The value of {@link #slotOf} for what is no count. */
    static final int NONE = -1;

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int CACHED = 2;
    private static final int CACHE_WRITE = 3;
    private static final int REASONING = 4;

    private static final JsonKey[] NAMES = {
        JsonKey.of("input_tokens"),
        JsonKey.of("output_tokens"),
        JsonKey.of("cached_tokens"),
        JsonKey.of("cache_write_tokens"),
        JsonKey.of("reasoning_tokens"),
        JsonKey.of("input_tokens_details"),
        JsonKey.of("output_tokens_details")
    };

    private long[] reading = new long[DETAILS];
    private long[] reported = new long[DETAILS];
    private boolean isReported;

    /** Reads the object at hand; any other value is passed. */
    void read(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        begin();
        readMembers(cursor, true);
        if (!cursor.isBroken()) {
            commit();
        }
    }

    private void readMembers(JsonCursor cursor, boolean isOuter) {
        while (cursor.nextMember()) {
            int slot = slot(cursor.keyIn(NAMES));
            if (slot == DETAILS && isOuter && cursor.enterObject()) {
                readMembers(cursor, false);
            } else if (slot == NONE || slot == DETAILS) {
                cursor.skip();
            } else {
                set(slot, cursor.readCount());
            }
        }
    }

    /** A usage object begins. */
    void begin() {
        Arrays.fill(reading, NONE);
    }

    /** What the member of that name is. */
    static int slotOf(JsonText name) {
        return slot(name.indexIn(NAMES));
    }

    private static int slot(int name) {
        return Math.min(name, DETAILS);
    }

    /** One count; of two for the same thing the greater. */
    void set(int slot, long count) {
        if (count <= COUNT_MAX) {
            reading[slot] = Math.max(reading[slot], count);
        }
    }

    /** The usage object is whole: it replaces the one before, if it says anything. */
    void commit() {
        if (reading[INPUT] < 0 && reading[OUTPUT] < 0) {
            return;
        }
        long[] free = reported;
        reported = reading;
        reading = free;
        isReported = true;
    }

    /**
     * What was reported; null where nothing was. What the cache served or took is part of the input, and reasoning of the output, unless
     * there is more of it than of the whole.
     */
    @Nullable
    Usage toUsage() {
        if (!isReported) {
            return null;
        }
        long input = reported(INPUT);
        long cached = reported(CACHED);
        long written = reported(CACHE_WRITE);
        long output = reported(OUTPUT);
        long reasoning = reported(REASONING);
        return new Usage(
                cached + written <= input ? input - cached - written : input,
                cached,
                written,
                0,
                reasoning <= output ? output - reasoning : output,
                reasoning);
    }

    private long reported(int slot) {
        return Math.max(0, reported[slot]);
    }
}
