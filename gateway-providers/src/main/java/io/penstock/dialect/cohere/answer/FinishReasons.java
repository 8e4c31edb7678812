package io.penstock.dialect.cohere.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.FinishReason;

/** Why a model stopped, in the dialect's words. Two of them say that it failed. */
final class FinishReasons {
    /** None was given. */
    static final int NONE = -1;

    private static final JsonKey[] NAMES = {
        JsonKey.of("ERROR"),
        JsonKey.of("TIMEOUT"),
        JsonKey.of("COMPLETE"),
        JsonKey.of("MAX_TOKENS"),
        JsonKey.of("TOOL_CALL"),
        JsonKey.of("STOP_SEQUENCE")
    };
    private static final int ERROR = 0;
    private static final int TIMEOUT = 1;
    private static final int MAX_TOKENS = 3;
    private static final int TOOL_CALL = 4;
    private static final int STOP_SEQUENCE = 5;

    private FinishReasons() {}

    /** The reason at hand, which is passed. */
    static int read(JsonCursor cursor) {
        return cursor.readOneOf(NAMES);
    }

    /** A reason read elsewhere. */
    static int of(JsonText text) {
        return text.indexIn(NAMES);
    }

    /** Whether it says that there is no answer. */
    static boolean isFailure(int reason) {
        return reason == ERROR || reason == TIMEOUT;
    }

    /** Whether it failed for want of time. */
    static boolean isTimeout(int reason) {
        return reason == TIMEOUT;
    }

    /** What it means: one that nobody knows is a stop like any other. */
    static FinishReason reason(int reason) {
        return switch (reason) {
            case MAX_TOKENS -> FinishReason.LENGTH;
            case TOOL_CALL -> FinishReason.TOOL_CALLS;
            case STOP_SEQUENCE -> FinishReason.STOP_SEQUENCE;
            default -> FinishReason.STOP;
        };
    }
}
