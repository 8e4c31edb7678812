package io.penstock.dialect.bedrock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done for each fragment of text allocates nothing. */
final class BedrockAllocationTest {
    private static final int EVENTS = 200_000;
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);

    private static AnswerWriter writer() {
        return new BedrockAnswerWriter(new AnswerContext(true, true, "ex1", 1, ModelTarget.of("p", "m"), NOTHING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'contentBlockIndex':0,'delta':{'text':'Hello, w\u00f6rld \\n'},'p':'abcdefghij'}",
                "{'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'Hm'}},'p':'abc'}",
                "{'contentBlockIndex':1,'delta':{'toolUse':{'input':'{\\'x'}},'p':'abc'}"
            })
    void readsAndWritesAFragmentWithoutAllocating(String payload) {
        byte[] frame = Converse.of("contentBlockDelta " + payload);
        ByteBuf in = Allocation.untracked(frame.length).writeBytes(frame);
        ByteBuf out = Allocation.untracked(1024);
        BedrockAnswerReader reader = new BedrockAnswerReader();
        AnswerWriter writer = writer();
        writer.to(out);
        byte[] call = Converse.of(Converse.call(1, "a", "f"));
        reader.onEvent(Unpooled.wrappedBuffer(call), 0, call.length, writer);

        double perEvent = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            if (reader.onEvent(in, 0, frame.length, writer) != Verdict.OUTPUT) {
                throw new AssertionError();
            }
        });

        assertThat(perEvent).isLessThan(1);
    }

    @Test
    void writesATextWithoutAllocating() {
        ByteBuf out = Allocation.untracked(1024);
        AnswerWriter writer = writer();
        writer.to(out);
        new Teller(writer).start();
        EscapedText text = EscapedText.of("Hello, world");

        double perEvent = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            writer.onText(0, text.buffer(), text.start(), text.end());
        });

        assertThat(perEvent).isLessThan(1);
    }
}
