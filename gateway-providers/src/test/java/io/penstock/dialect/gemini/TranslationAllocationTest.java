package io.penstock.dialect.gemini;

import static io.penstock.dialect.gemini.Answers.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.penstock.codec.Allocation;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.gemini.answer.GeminiAnswerReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a fragment of text costs in garbage: nothing, read and written. */
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
        double bytes = bytesPerEvent("{'text':' word\\n\\u00e9 \\\"ü'}");

        assertThat(bytes).isLessThan(1);
    }

    @Test
    void aFragmentOfReasoningCostsNothing() {
        double bytes = bytesPerEvent("{'thought':true,'text':' word'}");

        assertThat(bytes).isLessThan(1);
    }

    private static double bytesPerEvent(String part) {
        ByteBuf event = Unpooled.copiedBuffer(
                stream("{'candidates':[{'content':{'parts':[" + part + "],'role':'model'},'index':0}],"
                        + "'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':2,'totalTokenCount':11,"
                        + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':9}]},"
                        + "'modelVersion':'gemini-2.5-flash','responseId':'M3iLaY-AI7zTxN8P3Piw4Qg'}"),
                StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.directBuffer(4096);
        GeminiAnswerReader reader = new GeminiAnswerReader();
        AnswerWriter writer = GeminiDialect.INSTANCE.newAnswerWriter(Answers.context(true));
        writer.to(out);
        try {
            return Allocation.bytesPerCall(EVENTS, () -> {
                out.clear();
                reader.onEvent(event, 0, event.writerIndex(), writer);
            });
        } finally {
            writer.close();
            out.release();
        }
    }
}
