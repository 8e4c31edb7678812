package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Verdict;

/**
 * What an event is by its {@code type}: Responses, streamed images and streamed audio. A type that is not listed carries output: new
 * ones appear, and holding one back would be worse than letting a preamble go.
 */
final class EventType {
    private static final JsonKey[] TYPES = {
        JsonKey.of("response.created"),
        JsonKey.of("response.in_progress"),
        JsonKey.of("response.queued"),
        JsonKey.of("response.output_item.added"),
        JsonKey.of("response.content_part.added"),
        JsonKey.of("keepalive"),
        JsonKey.of("ping"),
        JsonKey.of("response.completed"),
        JsonKey.of("response.incomplete"),
        JsonKey.of("response.failed"),
        JsonKey.of("error"),
        JsonKey.of("image_generation.completed"),
        JsonKey.of("image_edit.completed"),
        JsonKey.of("transcript.text.done"),
        JsonKey.of("speech.audio.done")
    };
    private static final Verdict[] VERDICTS = {
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.PREAMBLE,
        Verdict.END,
        Verdict.END,
        Verdict.ERROR,
        Verdict.ERROR,
        Verdict.END,
        Verdict.END,
        Verdict.END,
        Verdict.END
    };

    private EventType() {}

    /** By the value at hand, which is passed. */
    static Verdict verdict(JsonCursor cursor) {
        return verdict(cursor.readOneOf(TYPES));
    }

    /** By a type read elsewhere. */
    static Verdict verdict(JsonText type) {
        return verdict(type.indexIn(TYPES));
    }

    /** By the name of the event, for servers that put no type into its data. */
    static Verdict verdict(ByteBuf buffer, int start, int end) {
        return verdict(JsonKey.indexOf(TYPES, buffer, start, end));
    }

    private static Verdict verdict(int index) {
        return index < 0 ? Verdict.OUTPUT : VERDICTS[index];
    }
}
