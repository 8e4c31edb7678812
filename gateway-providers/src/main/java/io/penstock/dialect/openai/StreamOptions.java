package io.penstock.dialect.openai;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import org.jspecify.annotations.Nullable;

/** Where {@code stream_options} stand in a request, and how they are changed or taken out. */
final class StreamOptions {
    /** The member that asks for a stream's usage. */
    static final String ASK = "\"include_usage\":true";

    private static final long NOWHERE = -1;

    /** The brace or comma before them, and {@link #behind} them the comma. */
    private final long before;

    private final JsonKind kind;
    private final long start;

    private long end = NOWHERE;
    private long behind = NOWHERE;
    private boolean hasMembers;
    private JsonKind includeKind = JsonKind.NULL;
    private long includeStart = NOWHERE;
    private long includeEnd = NOWHERE;

    /** They start at that byte, behind the name that begins behind {@code before}. */
    StreamOptions(long before, JsonKind kind, long start) {
        this.before = before;
        this.kind = kind;
        this.start = start;
    }

    /** A member begins behind the brace or comma at {@code separator}: one of theirs until they have ended, then the request's next. */
    void onKey(int depth, long separator) {
        if (end == NOWHERE) {
            hasMembers = true;
        } else if (depth == 1 && behind == NOWHERE) {
            behind = separator;
        }
    }

    void onIncludeUsageStart(long offset) {
        includeStart = offset;
    }

    /** Whether the caller asked for the usage. */
    boolean isUsageWanted() {
        return includeKind == JsonKind.TRUE;
    }

    boolean hasIncludeUsage() {
        return includeStart != NOWHERE;
    }

    void onIncludeUsageEnd(JsonKind include, long offset) {
        includeKind = include;
        includeEnd = offset;
    }

    void onEnd(long offset) {
        end = offset;
    }

    /** They go with the comma before them, or, where they are the first member, with the one behind them. */
    BytePatch.Edit takenOut(long firstInside) {
        if (before >= firstInside) {
            return BytePatch.Edit.of(before, end, "");
        }
        return BytePatch.Edit.of(firstInside, behind == NOWHERE ? end : behind + 1, "");
    }

    /** Asks for the usage; null where it is asked for already, or where what stands there is for the provider to refuse. */
    BytePatch.@Nullable Edit asking() {
        if (kind == JsonKind.NULL) {
            return BytePatch.Edit.of(start, end, "{" + ASK + "}");
        }
        if (kind != JsonKind.OBJECT) {
            return null;
        }
        if (includeStart == NOWHERE) {
            return BytePatch.Edit.of(start + 1, start + 1, hasMembers ? ASK + "," : ASK);
        }
        return includeKind == JsonKind.FALSE || includeKind == JsonKind.NULL
                ? BytePatch.Edit.of(includeStart, includeEnd, "true")
                : null;
    }
}
