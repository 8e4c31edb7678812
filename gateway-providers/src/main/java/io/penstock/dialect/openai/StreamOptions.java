package io.penstock.dialect.openai;

import io.penstock.codec.json.BytePatch;
import io.penstock.codec.json.JsonKind;
import org.jspecify.annotations.Nullable;

/** Where {@code stream_options} stand in a request, and how they are changed or taken out. */
final class StreamOptions {
    /** The member that asks for a stream's usage. */
    static final String ASK = "\"include_usage\":true";

    private static final long NOWHERE = -1;

    /** The brace or comma before them, and the comma behind them. */
    private final long before;

    private long behind = NOWHERE;
    private JsonKind kind = JsonKind.NULL;
    private long start = NOWHERE;
    private long end = NOWHERE;
    private boolean hasMembers;
    private JsonKind includeKind = JsonKind.NULL;
    private long includeStart = NOWHERE;
    private long includeEnd = NOWHERE;

    StreamOptions(long before) {
        this.before = before;
    }

    void onStart(JsonKind options, long offset) {
        kind = options;
        start = offset;
    }

    void onMember() {
        hasMembers = true;
    }

    void onIncludeUsageStart(long offset) {
        includeStart = offset;
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

    /** The next member of the request begins behind the comma at {@code separator}. */
    void onNext(long separator) {
        if (behind == NOWHERE) {
            behind = separator;
        }
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
