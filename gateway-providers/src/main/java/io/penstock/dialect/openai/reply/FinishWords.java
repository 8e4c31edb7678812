package io.penstock.dialect.openai.reply;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.LossReport;
import org.jspecify.annotations.Nullable;

/** Why a model stopped, in OpenAI's words. */
final class FinishWords {
    private FinishWords() {}

    /** The word for it. */
    static String name(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, PAUSE -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER -> "content_filter";
        };
    }

    /** Reports what the word does not say: which text ended the answer, and that it is to be asked for again. */
    static void reportLoss(FinishReason reason, @Nullable EscapedText stopSequence, LossReport loss) {
        if (stopSequence != null) {
            loss.dropped("stop_sequence");
        }
        if (reason == FinishReason.PAUSE) {
            loss.approximated("finish_reason");
        }
    }
}
