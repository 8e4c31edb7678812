package io.penstock.dialect.gemini.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of {@code usageMetadata}, which stands in every chunk of a stream and counts from its start: the last one that reports
 * anything wins. Early ones may hold nothing but a {@code trafficType}. A count that no answer can have (negative, or above
 * {@link #COUNT_MAX}) counts as not reported: it would be billed.
 */
final class UsageCounts {
    /** Above any context there is, by far. */
    static final long COUNT_MAX = 1_000_000_000;

    private static final int PROMPT = 0;
    private static final int CACHED = 1;
    private static final int TOOL_PROMPT = 2;
    private static final int CANDIDATES = 3;
    private static final int THOUGHTS = 4;
    private static final int TOTAL = 5;

    private static final JsonKey[] NAMES = {
        JsonKey.of("promptTokenCount"),
        JsonKey.of("cachedContentTokenCount"),
        JsonKey.of("toolUsePromptTokenCount"),
        JsonKey.of("candidatesTokenCount"),
        JsonKey.of("thoughtsTokenCount"),
        JsonKey.of("totalTokenCount")
    };

    private long[] reading = new long[NAMES.length];
    private long[] reported = new long[NAMES.length];
    private boolean isReported;

    /** Reads the object at hand; any other value is passed. */
    void read(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        begin();
        while (cursor.nextMember()) {
            int slot = cursor.keyIn(NAMES);
            if (slot < 0) {
                cursor.skip();
            } else {
                set(slot, cursor.readCount());
            }
        }
        if (!cursor.isBroken()) {
            commit();
        }
    }

    /** A usage object begins. */
    void begin() {
        Arrays.fill(reading, -1);
    }

    /** Which count the member of that name is; -1 where it is none. */
    static int slotOf(JsonText name) {
        return name.indexIn(NAMES);
    }

    /** One count. */
    void set(int slot, long count) {
        if (count <= COUNT_MAX) {
            reading[slot] = count;
        }
    }

    /** The usage object is whole: it replaces the one before, if it says anything. */
    void commit() {
        if (reading[PROMPT] < 0 && reading[CANDIDATES] < 0 && reading[TOTAL] < 0) {
            return;
        }
        long[] free = reported;
        reported = reading;
        reading = free;
        isReported = true;
    }

    /**
     * What was reported, in disjoint buckets; null where nothing was. What the total has above all that is reported was made by the
     * model: the answer where the answer is not counted, else thoughts that some servers do not count.
     */
    @Nullable
    Usage toUsage() {
        if (!isReported) {
            return null;
        }
        long prompt = reported(PROMPT) + reported(TOOL_PROMPT);
        long cached = reported(CACHED);
        long output = reported(CANDIDATES);
        long thoughts = reported(THOUGHTS);
        long rest = Math.max(0, reported(TOTAL) - prompt - output - thoughts);
        if (reported[CANDIDATES] < 0) {
            output = rest;
        } else if (reported[THOUGHTS] < 0) {
            thoughts = rest;
        }
        return new Usage(cached <= prompt ? prompt - cached : prompt, cached, 0, 0, output, thoughts);
    }

    private long reported(int slot) {
        return Math.max(0, reported[slot]);
    }
}
