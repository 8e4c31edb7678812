package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The counts of an answer's {@code usage}. Its input is what no cache served; reasoning is output like any other. A count that no answer can
 * have (negative, or above {@link #COUNT_MAX}) counts as left out: it would be billed.
 */
final class UsageCounts {
    /** Above any context there is, by far. */
    static final long COUNT_MAX = 1_000_000_000;

    /** The value of {@link #slotOf} for an array of what was written to caches, by how long they live. */
    static final int DETAILS = 4;
    /** The value of {@link #slotOf} for what is no count. */
    static final int NONE = -1;

    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int CACHE_READ = 2;
    private static final int CACHE_WRITE = 3;
    private static final int CACHE_WRITE_1H = 4;
    private static final int COUNTS = 5;

    private static final JsonKey[] NAMES = {
        JsonKey.of("inputTokens"),
        JsonKey.of("outputTokens"),
        JsonKey.of("cacheReadInputTokens"),
        JsonKey.of("cacheWriteInputTokens"),
        JsonKey.of("cacheDetails")
    };
    private static final JsonKey TTL = JsonKey.of("ttl");
    private static final JsonKey TOKENS = NAMES[INPUT];
    private static final JsonKey[] HOUR = {JsonKey.of("1h")};

    private final long[] counts = new long[COUNTS];
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
            int slot = cursor.keyIn(NAMES);
            if (slot == DETAILS) {
                readDetails(cursor);
            } else if (slot == NONE) {
                cursor.skip();
            } else {
                set(slot, cursor.readCount());
            }
        }
    }

    private void readDetails(JsonCursor cursor) {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            boolean isHour = false;
            long tokens = NONE;
            if (!cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextMember()) {
                if (cursor.isKey(TTL)) {
                    isHour = cursor.readOneOf(HOUR) == 0;
                } else if (cursor.isKey(TOKENS)) {
                    tokens = cursor.readCount();
                } else {
                    cursor.skip();
                }
            }
            if (isHour) {
                set(CACHE_WRITE_1H, tokens);
            }
        }
    }

    /** What the member of that name is. */
    static int slotOf(JsonText name) {
        return name.indexIn(NAMES);
    }

    /** Whether that member of a cache's details is how much was written to it. */
    static boolean isTokens(JsonText name) {
        return name.is(TOKENS);
    }

    /** Whether that member of a cache's details is how long it lives. */
    static boolean isTtl(JsonText name) {
        return name.is(TTL);
    }

    /** Whether it lives an hour. */
    static boolean isHour(JsonText ttl) {
        return ttl.is(HOUR[0]);
    }

    /** What was written to a cache that lives an hour. */
    void setHour(long count) {
        set(CACHE_WRITE_1H, count);
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
        long hour = reported(CACHE_WRITE_1H);
        long written = Math.max(reported(CACHE_WRITE), hour);
        return new Usage(reported(INPUT), reported(CACHE_READ), written - hour, hour, reported(OUTPUT), 0);
    }

    private long reported(int slot) {
        return Math.max(0, counts[slot]);
    }

    /** Writes a {@code usage} object. Borrows what {@code json} writes to. */
    static void write(Usage usage, JsonWriter json) {
        long written = usage.cacheWrite5m() + usage.cacheWrite1h();
        json.beginObject().name("inputTokens").number(usage.input());
        json.name("outputTokens").number(usage.completion());
        json.name("totalTokens").number(usage.prompt() + usage.completion());
        if (written > 0 || usage.cacheRead() > 0) {
            json.name("cacheReadInputTokens").number(usage.cacheRead());
            json.name("cacheWriteInputTokens").number(written);
        }
        if (written > 0) {
            json.name("cacheDetails").beginArray();
            detail("1h", usage.cacheWrite1h(), json);
            detail("5m", usage.cacheWrite5m(), json);
            json.endArray();
        }
        json.endObject();
    }

    private static void detail(String ttl, long tokens, JsonWriter json) {
        if (tokens > 0) {
            json.beginObject().name("ttl").string(ttl).name("inputTokens").number(tokens);
            json.endObject();
        }
    }
}
