package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of an answer's {@code usage} objects. They are cumulative: a count that a later object holds replaces the one before, what
 * it leaves out stays. A count that no answer can have (negative, or above {@link #COUNT_MAX}) counts as left out: it would be billed.
 */
final class UsageCounts {
    /** Above any context there is, by far. */
    static final long COUNT_MAX = 1_000_000_000;

    /** From here on {@link #slotOf} means an object whose members are counts too. */
    static final int DETAILS = 7;
    /** The value of {@link #slotOf} for what is no count. */
    static final int NONE = -1;

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int CACHE_READ = 2;
    private static final int CACHE_WRITE = 3;
    private static final int CACHE_WRITE_1H = 4;
    private static final int CACHE_WRITE_5M = 5;
    private static final int THINKING = 6;

    private static final JsonKey[] NAMES = {
        JsonKey.of("input_tokens"),
        JsonKey.of("output_tokens"),
        JsonKey.of("cache_read_input_tokens"),
        JsonKey.of("cache_creation_input_tokens"),
        JsonKey.of("ephemeral_1h_input_tokens"),
        JsonKey.of("ephemeral_5m_input_tokens"),
        JsonKey.of("thinking_tokens"),
        JsonKey.of("cache_creation"),
        JsonKey.of("output_tokens_details")
    };

    private final long[] counts = new long[DETAILS];
    private boolean isReported;

    UsageCounts() {
        Arrays.fill(counts, NONE);
    }

    /** Reads the object at hand; any other value is passed. */
    void read(JsonCursor cursor) {
        readMembers(cursor, true);
    }

    private void readMembers(JsonCursor cursor, boolean isOuter) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int slot = cursor.keyIn(NAMES);
            if (slot >= DETAILS && isOuter) {
                readMembers(cursor, false);
            } else if (slot == NONE || slot >= DETAILS) {
                cursor.skip();
            } else {
                set(slot, cursor.readCount());
            }
        }
    }

    /** What the member of that name is. */
    static int slotOf(JsonText name) {
        return name.indexIn(NAMES);
    }

    /** One count. */
    void set(int slot, long count) {
        if (count >= 0 && count <= COUNT_MAX) {
            counts[slot] = count;
            isReported = true;
        }
    }

    /** What was reported, in disjoint buckets; null where nothing was. What was written to a cache lives five minutes, unless it says more. */
    @Nullable
    Usage toUsage() {
        if (!isReported) {
            return null;
        }
        long parts = reported(CACHE_WRITE_5M) + reported(CACHE_WRITE_1H);
        long written = counts[CACHE_WRITE] == NONE ? parts : counts[CACHE_WRITE];
        long hour = Math.min(reported(CACHE_WRITE_1H), written);
        long thinking = Math.min(reported(THINKING), reported(OUTPUT));
        return new Usage(
                reported(INPUT), reported(CACHE_READ), written - hour, hour, reported(OUTPUT) - thinking, thinking);
    }

    private long reported(int slot) {
        return Math.max(0, counts[slot]);
    }

    /** Writes a {@code usage} object. Borrows what {@code json} writes to. */
    static void write(Usage usage, JsonWriter json) {
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        json.beginObject().name("input_tokens").number(usage.input());
        if (written > 0 || usage.cacheRead() > 0) {
            json.name("cache_creation_input_tokens").number(written);
            json.name("cache_read_input_tokens").number(usage.cacheRead());
        }
        if (written > 0) {
            json.name("cache_creation").beginObject();
            json.name("ephemeral_5m_input_tokens").number(usage.cacheWrite5m());
            json.name("ephemeral_1h_input_tokens").number(usage.cacheWrite1h());
            json.endObject();
        }
        json.name("output_tokens").number(usage.completion());
        if (usage.reasoning() > 0) {
            json.name("output_tokens_details").beginObject();
            json.name("thinking_tokens").number(usage.reasoning()).endObject();
        }
        json.endObject();
    }
}
