package io.penstock.dialect.cohere.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of an answer's {@code usage}, or of the {@code meta} that other operations have in its place. What the model worked on
 * ({@code tokens}) counts, and where that is missing what is billed, which leaves the provider's own template out. A count that no answer
 * can have (negative, or above {@link #COUNT_MAX}) counts as left out: it would be billed.
 */
final class UsageCounts {
    /** Above any context there is, by far. */
    static final long COUNT_MAX = 1_000_000_000;

    /** The value of {@link #memberOf} for an object of counts, and the first slot of its counts. */
    static final int TOKENS = 0;
    /** The same of the other one. */
    static final int BILLED = 2;
    /** The value of {@link #memberOf}, and the slot, of a count. */
    static final int CACHED = 4;
    /** The value of {@link #memberOf} and {@link #countOf} for anything else. */
    static final int NONE = -1;

    private static final int SLOTS = 5;
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("tokens"), JsonKey.of("billed_units"), JsonKey.of("cached_tokens")
    };
    private static final JsonKey[] COUNTS = {JsonKey.of("input_tokens"), JsonKey.of("output_tokens")};

    private final long[] counts = new long[SLOTS];
    private boolean isReported;

    UsageCounts() {
        Arrays.fill(counts, NONE);
    }

    /** Reads the object at hand; any other value is passed. */
    void read(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            if (member < 0) {
                cursor.skip();
            } else if (2 * member == CACHED) {
                set(CACHED, cursor.readCount());
            } else {
                readCounts(cursor, 2 * member);
            }
        }
    }

    private void readCounts(JsonCursor cursor, int first) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int count = cursor.keyIn(COUNTS);
            if (count < 0) {
                cursor.skip();
            } else {
                set(first + count, cursor.readCount());
            }
        }
    }

    /** What the member of that name is. */
    static int memberOf(JsonText name) {
        int member = name.indexIn(MEMBERS);
        return member < 0 ? NONE : 2 * member;
    }

    /** Which count of an object of counts has that name, from 0. */
    static int countOf(JsonText name) {
        return name.indexIn(COUNTS);
    }

    /** One count. */
    void set(int slot, long count) {
        if (count >= 0 && count <= COUNT_MAX) {
            counts[slot] = count;
            isReported = true;
        }
    }

    /** What was reported, in disjoint buckets; null where nothing was. What the cache served is part of the prompt. */
    @Nullable
    Usage toUsage() {
        if (!isReported) {
            return null;
        }
        long prompt = counted(0);
        long cached = Math.min(Math.max(0, counts[CACHED]), prompt);
        return new Usage(prompt - cached, cached, 0, 0, counted(1), 0);
    }

    private long counted(int which) {
        long tokens = counts[TOKENS + which];
        return Math.max(0, tokens == NONE ? counts[BILLED + which] : tokens);
    }
}
