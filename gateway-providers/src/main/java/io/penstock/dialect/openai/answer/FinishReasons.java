package io.penstock.dialect.openai.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.FinishReason;
import org.jspecify.annotations.Nullable;

/** Why a model stopped, in the words of all who speak this dialect. */
final class FinishReasons {
    private static final JsonKey[] NAMES = {
        JsonKey.of("stop"),
        JsonKey.of("tool_calls"),
        JsonKey.of("length"),
        JsonKey.of("content_filter"),
        JsonKey.of("function_call"),
        JsonKey.of("model_length"),
        JsonKey.of("max_tokens"),
        JsonKey.of("error"),
        JsonKey.of("insufficient_system_resource")
    };
    private static final @Nullable FinishReason[] REASONS = {
        FinishReason.STOP,
        FinishReason.TOOL_CALLS,
        FinishReason.LENGTH,
        FinishReason.CONTENT_FILTER,
        FinishReason.TOOL_CALLS,
        FinishReason.LENGTH,
        FinishReason.LENGTH,
        null,
        null
    };

    private FinishReasons() {}

    /** Reads the value at hand: none, one of these, or one that nobody knows, which is a stop. */
    static void read(JsonCursor cursor, ChoiceDelta choice) {
        if (cursor.first() != '"') {
            cursor.skip();
            return;
        }
        int start = cursor.index();
        int index = cursor.readOneOf(NAMES);
        if (index >= 0) {
            choice.finish = REASONS[index];
            choice.isFailed = choice.finish == null;
        } else if (cursor.index() - start > 2) {
            choice.finish = FinishReason.STOP;
        }
    }
}
