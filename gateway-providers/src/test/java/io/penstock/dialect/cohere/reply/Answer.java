package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.cohere.answer.CohereAnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A writer at work, told in strings. */
final class Answer {
    final CohereAnswerWriter writer;
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
    private final ByteBuf out = alloc.heapBuffer();
    private final boolean isStream;

    Answer(boolean isStream) {
        this.isStream = isStream;
        ChatRequest asked =
                new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), isStream, true);
        writer = new CohereAnswerWriter(
                new AnswerContext(isStream, true, "x1", 7, ModelTarget.of("some-provider", "some-model"), asked));
        writer.to(out);
    }

    Answer start() {
        writer.onStart(EscapedText.of("id1"), EscapedText.of("m"), 5);
        return this;
    }

    Answer text(String text) {
        EscapedText body = EscapedText.of(text);
        writer.onText(0, body.buffer(), body.start(), body.end());
        return this;
    }

    Answer reasoning(String text) {
        EscapedText body = EscapedText.of(text);
        writer.onReasoning(0, body.buffer(), body.start(), body.end());
        return this;
    }

    Answer refusal(String text) {
        EscapedText body = EscapedText.of(text);
        writer.onRefusal(0, body.buffer(), body.start(), body.end());
        return this;
    }

    Answer state(String dialect, String kind, String data) {
        EscapedText body = EscapedText.of(data);
        writer.onReasoningState(0, dialect, kind, body.buffer(), body.start(), body.end());
        return this;
    }

    Answer call(int call, String name) {
        writer.onToolCallStart(0, call, EscapedText.of("c" + call), EscapedText.of(name));
        return this;
    }

    Answer arguments(int call, String piece) {
        EscapedText body = EscapedText.of(piece);
        writer.onToolCallArguments(0, call, body.buffer(), body.start(), body.end());
        return this;
    }

    Answer input(int call, String json) {
        ByteBuf body = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        writer.onToolCallInput(0, call, body, 0, body.writerIndex());
        return this;
    }

    Answer blockEnd() {
        writer.onBlockEnd(0);
        return this;
    }

    String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the dialect's own reader makes of what was written. */
    Heard heard() {
        CohereAnswerReader reader = new CohereAnswerReader();
        return isStream ? Feed.stream(reader, written()) : Feed.body(reader, written());
    }

    /** The bytes that are kept besides what was written. */
    long keptBytes() {
        return alloc.metric().usedHeapMemory() - out.capacity();
    }
}
