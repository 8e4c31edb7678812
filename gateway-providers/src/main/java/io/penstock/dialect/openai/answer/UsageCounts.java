package io.penstock.dialect.openai.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of a {@code usage} object under all the names that OpenAI and those compatible with it give them, and what they mean in
 * disjoint buckets. The last object that reports anything wins. A count that no answer can have (negative, or above
 * {@link #COUNT_MAX}) counts as not reported: it would be billed.
 */
public final class UsageCounts {
    /** Above any context there is, by far. */
    public static final int COUNT_MAX = 1_000_000_000;

    /** The value of {@link #slotOf} for an object whose members are counts too. */
    public static final int DETAILS = 6;
    /** The value of {@link #slotOf} for what is no count. */
    public static final int NONE = -1;

    private static final int PROMPT = 0;
    private static final int COMPLETION = 1;
    private static final int TOTAL = 2;
    private static final int CACHED = 3;
    private static final int CACHE_WRITE = 4;
    private static final int REASONING = 5;

    private static final JsonKey[] NAMES = {
        JsonKey.of("prompt_tokens"),
        JsonKey.of("completion_tokens"),
        JsonKey.of("total_tokens"),
        JsonKey.of("input_tokens"),
        JsonKey.of("output_tokens"),
        JsonKey.of("prompt_tokens_details"),
        JsonKey.of("completion_tokens_details"),
        JsonKey.of("input_tokens_details"),
        JsonKey.of("output_tokens_details"),
        JsonKey.of("prompt_token_details"),
        JsonKey.of("cached_tokens"),
        JsonKey.of("cache_write_tokens"),
        JsonKey.of("reasoning_tokens"),
        JsonKey.of("prompt_cache_hit_tokens"),
        JsonKey.of("num_cached_tokens")
    };
    private static final int[] SLOTS = {
        PROMPT,
        COMPLETION,
        TOTAL,
        PROMPT,
        COMPLETION,
        DETAILS,
        DETAILS,
        DETAILS,
        DETAILS,
        DETAILS,
        CACHED,
        CACHE_WRITE,
        REASONING,
        CACHED,
        CACHED
    };

    private int[] reading = new int[DETAILS];
    private int[] reported = new int[DETAILS];
    private boolean isReported;

    /** Reads the object at hand; any other value is passed. */
    public void read(JsonCursor cursor) {
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
            int slot = slotOf(cursor);
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
    public void begin() {
        Arrays.fill(reading, -1);
    }

    /** What the member of that name is. */
    public static int slotOf(JsonText name) {
        int index = name.indexIn(NAMES);
        return index < 0 ? NONE : SLOTS[index];
    }

    private static int slotOf(JsonCursor cursor) {
        for (int i = 0; i < NAMES.length; i++) {
            if (cursor.isKey(NAMES[i])) {
                return SLOTS[i];
            }
        }
        return NONE;
    }

    /** One count; of two for the same thing the greater. */
    public void set(int slot, long count) {
        if (count <= COUNT_MAX) {
            reading[slot] = Math.max(reading[slot], (int) count);
        }
    }

    /** The usage object is whole: it replaces the one before, if it says anything. */
    public void commit() {
        if (reading[PROMPT] < 0 && reading[COMPLETION] < 0 && reading[TOTAL] < 0) {
            return;
        }
        int[] free = reported;
        reported = reading;
        reading = free;
        isReported = true;
    }

    /**
     * What was reported, in disjoint buckets; null where nothing was. Conventions differ, and the total tells them apart:
     * <ul>
     *   <li>cached tokens are part of the prompt, unless there are more of them than prompt;
     *   <li>reasoning is part of the completion, unless it is more than that, or the total is the sum of all three (xAI);
     *   <li>a total above prompt and completion, with no reasoning reported, is reasoning that was not shown (Gemini);
     *   <li>a total alone is the prompt's (embeddings, reranking).
     * </ul>
     */
    public @Nullable Usage toUsage() {
        if (!isReported) {
            return null;
        }
        long total = reported(TOTAL);
        boolean isTotalOnly = reported[PROMPT] < 0 && reported[COMPLETION] < 0;
        long prompt = isTotalOnly ? total : reported(PROMPT);
        long cached = reported(CACHED);
        long written = reported(CACHE_WRITE);
        long input = cached + written <= prompt ? prompt - cached - written : prompt;
        long completion = reported(COMPLETION);
        long reasoning = reported(REASONING);
        long rest = total - input - cached - written - completion;
        if (reasoning == 0) {
            return new Usage(input, cached, written, 0, completion, Math.max(0, rest));
        }
        boolean isApart = reasoning > completion || rest >= reasoning;
        return new Usage(input, cached, written, 0, isApart ? completion : completion - reasoning, reasoning);
    }

    private long reported(int slot) {
        return Math.max(0, reported[slot]);
    }
}
