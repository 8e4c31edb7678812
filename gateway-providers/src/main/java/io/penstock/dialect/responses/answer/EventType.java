package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/** What an event is by its {@code type}, the most frequent first. */
enum EventType {
    TEXT_DELTA("response.output_text.delta", Verdict.OUTPUT),
    ARGUMENTS_DELTA("response.function_call_arguments.delta", Verdict.OUTPUT),
    SUMMARY_DELTA("response.reasoning_summary_text.delta", Verdict.OUTPUT),
    REASONING_DELTA("response.reasoning_text.delta", Verdict.OUTPUT),
    INPUT_DELTA("response.custom_tool_call_input.delta", Verdict.OUTPUT),
    REFUSAL_DELTA("response.refusal.delta", Verdict.OUTPUT),
    CREATED("response.created", Verdict.PREAMBLE),
    IN_PROGRESS("response.in_progress", Verdict.PREAMBLE),
    QUEUED("response.queued", Verdict.PREAMBLE),
    ITEM_ADDED("response.output_item.added", Verdict.PREAMBLE),
    ITEM_DONE("response.output_item.done", Verdict.OUTPUT),
    PART_ADDED("response.content_part.added", Verdict.PREAMBLE),
    SUMMARY_PART_ADDED("response.reasoning_summary_part.added", Verdict.PREAMBLE),
    TEXT_DONE("response.output_text.done", Verdict.OUTPUT),
    REFUSAL_DONE("response.refusal.done", Verdict.OUTPUT),
    SUMMARY_DONE("response.reasoning_summary_text.done", Verdict.OUTPUT),
    REASONING_DONE("response.reasoning_text.done", Verdict.OUTPUT),
    ARGUMENTS_DONE("response.function_call_arguments.done", Verdict.OUTPUT),
    INPUT_DONE("response.custom_tool_call_input.done", Verdict.OUTPUT),
    ANNOTATION_ADDED("response.output_text.annotation.added", Verdict.OUTPUT),
    COMPLETED("response.completed", Verdict.END),
    INCOMPLETE("response.incomplete", Verdict.END),
    FAILED("response.failed", Verdict.ERROR),
    ERROR("error", Verdict.ERROR),
    KEEPALIVE("keepalive", Verdict.PREAMBLE),
    PING("ping", Verdict.PREAMBLE);

    private static final EventType[] TYPES = values();
    private static final JsonKey[] NAMES = names();

    private final String key;
    private final Verdict verdict;
    private final boolean isDelta;

    EventType(String key, Verdict verdict) {
        this.key = key;
        this.verdict = verdict;
        this.isDelta = key.endsWith(".delta");
    }

    private static JsonKey[] names() {
        JsonKey[] names = new JsonKey[TYPES.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = JsonKey.of(TYPES[i].key);
        }
        return names;
    }

    /** By the value at hand, which is passed; null where it is none of these. */
    static @Nullable EventType read(JsonCursor cursor) {
        return at(cursor.readOneOf(NAMES));
    }

    /** By a type read elsewhere. */
    static @Nullable EventType of(JsonText type) {
        return at(type.indexIn(NAMES));
    }

    /** By the name of the event, for servers that put no type into its data. */
    static @Nullable EventType of(ByteBuf buffer, int start, int end) {
        return at(JsonKey.indexOf(NAMES, buffer, start, end));
    }

    private static @Nullable EventType at(int index) {
        return index < 0 ? null : TYPES[index];
    }

    /** Whether it is a fragment of something, which stands in {@code delta}. */
    boolean isDelta() {
        return isDelta;
    }

    /**
     * What such an event is where it passes by unread. One of a type that is not listed carries output: new ones appear, and holding one
     * back would be worse than letting a preamble go.
     */
    static Verdict verdict(@Nullable EventType type) {
        return type == null ? Verdict.OUTPUT : type.verdict;
    }
}
