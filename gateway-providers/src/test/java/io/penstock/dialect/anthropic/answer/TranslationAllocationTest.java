package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.penstock.codec.Allocation;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a fragment costs in garbage on its way through reader and writer: nothing. */
final class TranslationAllocationTest {
    private static final int EVENTS = 200_000;

    private ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void stopTracking() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void trackAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void aFragmentOfTextCostsNothing() {
        assertThat(bytesPerEvent("'text_delta','text':' w\u00f6rd'")).isLessThan(1);
    }

    @Test
    void aFragmentOfReasoningCostsNothing() {
        assertThat(bytesPerEvent("'thinking_delta','thinking':' hm'")).isLessThan(1);
    }

    @Test
    void aFragmentOfArgumentsCostsNothing() {
        assertThat(bytesPerEvent("'input_json_delta','partial_json':'1,'")).isLessThan(1);
    }

    private static double bytesPerEvent(String delta) {
        ByteBufAllocator alloc = new PooledByteBufAllocator(true);
        AnswerReader reader = new AnthropicAnswerReader();
        ChatRequest request = new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);
        AnswerWriter writer = new AnthropicAnswerWriter(
                new AnswerContext(true, true, "id", 1, ModelTarget.of("provider", "model"), request));
        ByteBuf out = alloc.directBuffer(4096);
        writer.to(out);
        writer.onStart(null, EscapedText.of("m"), 0);
        String begin =
                Sse.of("{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','name':'f'}}");
        ByteBuf first = Unpooled.copiedBuffer(begin, StandardCharsets.UTF_8);
        reader.onEvent(event(Sse.START), 0, event(Sse.START).writerIndex(), new Heard());
        reader.onEvent(first, 0, first.writerIndex(), writer);
        ByteBuf event = event("{'type':'content_block_delta','index':0,'delta':{'type':" + delta + "}}");

        double bytes = Allocation.bytesPerCall(EVENTS, () -> {
            out.clear();
            reader.onEvent(event, 0, event.writerIndex(), writer);
        });

        writer.close();
        out.release();
        return bytes;
    }

    private static ByteBuf event(String lines) {
        return Unpooled.copiedBuffer(Sse.of(lines), StandardCharsets.UTF_8);
    }
}
