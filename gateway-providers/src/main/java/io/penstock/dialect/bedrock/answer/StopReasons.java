package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.FinishReason;

/** Why a model stopped, in the dialect's words. */
final class StopReasons {
    private static final JsonKey[] NAMES = {
        JsonKey.of("end_turn"),
        JsonKey.of("stop_sequence"),
        JsonKey.of("max_tokens"),
        JsonKey.of("model_context_window_exceeded"),
        JsonKey.of("tool_use"),
        JsonKey.of("content_filtered"),
        JsonKey.of("guardrail_intervened")
    };
    private static final FinishReason[] REASONS = {
        FinishReason.STOP,
        FinishReason.STOP_SEQUENCE,
        FinishReason.LENGTH,
        FinishReason.LENGTH,
        FinishReason.TOOL_CALLS,
        FinishReason.CONTENT_FILTER,
        FinishReason.CONTENT_FILTER
    };

    private StopReasons() {}

    /** The reason at hand, which is passed. One that nobody knows is a stop like any other, as are those of malformed output. */
    static FinishReason read(JsonCursor cursor) {
        int index = cursor.readOneOf(NAMES);
        return index < 0 ? FinishReason.STOP : REASONS[index];
    }

    /** What the dialect calls it. Its clients know of no pause: they see an answer that has ended. */
    static String name(FinishReason reason) {
        return switch (reason) {
            case STOP, PAUSE -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "content_filtered";
        };
    }
}
