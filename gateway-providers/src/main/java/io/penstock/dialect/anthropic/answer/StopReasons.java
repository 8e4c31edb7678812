package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.FinishReason;
import org.jspecify.annotations.Nullable;

/** Why a model stopped, in the dialect's words. */
final class StopReasons {
    private static final JsonKey[] NAMES = {
        JsonKey.of("end_turn"),
        JsonKey.of("stop_sequence"),
        JsonKey.of("max_tokens"),
        JsonKey.of("model_context_window_exceeded"),
        JsonKey.of("tool_use"),
        JsonKey.of("refusal"),
        JsonKey.of("pause_turn")
    };
    private static final FinishReason[] REASONS = {
        FinishReason.STOP,
        FinishReason.STOP_SEQUENCE,
        FinishReason.LENGTH,
        FinishReason.LENGTH,
        FinishReason.TOOL_CALLS,
        FinishReason.CONTENT_FILTER,
        FinishReason.PAUSE
    };

    private StopReasons() {}

    /** The reason at hand, which is passed; null where it is none. One that nobody knows is a stop like any other. */
    static @Nullable FinishReason read(JsonCursor cursor) {
        if (cursor.first() != '"') {
            cursor.skip();
            return null;
        }
        int index = cursor.readOneOf(NAMES);
        return index < 0 ? FinishReason.STOP : REASONS[index];
    }

    /** What the dialect calls it. */
    static String name(FinishReason reason) {
        return switch (reason) {
            case STOP -> "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER -> "refusal";
            case PAUSE -> "pause_turn";
        };
    }
}
