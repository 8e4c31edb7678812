package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Usage;
import java.nio.charset.StandardCharsets;

/** Tells an answer in Java's words. */
record Teller(GenerationEvents out) {

    /** What is told. */
    interface Tale {
        void tell(Teller teller);
    }

    Teller start() {
        out.onStart(EscapedText.of("x"), EscapedText.of("m"), 0);
        return this;
    }

    Teller text(String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onText(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller thinks(String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onReasoning(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller refuses(String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onRefusal(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller state(String dialect, String kind, String data) {
        EscapedText escaped = EscapedText.of(data);
        out.onReasoningState(0, dialect, kind, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller call(int call, String id, String name) {
        out.onToolCallStart(0, call, id.isEmpty() ? null : EscapedText.of(id), EscapedText.of(name));
        return this;
    }

    Teller arguments(int call, String json) {
        EscapedText escaped = EscapedText.of(json);
        out.onToolCallArguments(0, call, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller input(int call, String json) {
        ByteBuf bytes = Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8));
        out.onToolCallInput(0, call, bytes, 0, bytes.writerIndex());
        return this;
    }

    Teller image(String mimeType, String base64) {
        EscapedText escaped = EscapedText.of(base64);
        out.onMedia(0, EscapedText.of(mimeType), escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Teller cites(String url, String title, String quote) {
        out.onCitation(
                0,
                new GenerationEvents.Citation(
                        EscapedText.of(url), EscapedText.of(title), EscapedText.of(quote), -1, -1));
        return this;
    }

    Teller blockEnd() {
        out.onBlockEnd(0);
        return this;
    }

    void end(FinishReason reason) {
        out.onFinish(0, reason, null);
        out.onUsage(new Usage(9, 0, 0, 0, 2, 0));
        out.onEnd();
    }
}
