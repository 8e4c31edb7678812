package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down which calls came, in order. */
record RecordingEvents(List<String> told) implements GenerationEvents {

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        told.add("start");
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        told.add("text");
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        told.add("reasoning");
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        told.add("refusal");
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        told.add("call " + call);
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        told.add("arguments " + call);
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        told.add("input " + call);
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        told.add("media");
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        told.add("citation");
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        told.add("state");
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        told.add("extra");
    }

    @Override
    public void onBlockEnd(int choice) {
        told.add("end");
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {
        told.add("finish");
    }

    @Override
    public void onUsage(Usage usage) {
        told.add("usage");
    }

    @Override
    public void onEnd() {
        told.add("whole");
    }
}
