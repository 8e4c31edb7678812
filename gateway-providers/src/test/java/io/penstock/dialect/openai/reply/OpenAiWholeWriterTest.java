package io.penstock.dialect.openai.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import org.junit.jupiter.api.Test;

final class OpenAiWholeWriterTest {

    @Test
    void writesAnAnswerWhenAllOfItWasTold() {
        Told told = Told.whole().start().reasoning("Hm").text("H\"").text("é");
        told.writer.onFinish(0, FinishReason.LENGTH, null);
        told.writer.onUsage(new Usage(5, 0, 0, 0, 7, 0));
        assertThat(told.written()).isEmpty();

        told.writer.onEnd();
        told.writer.close();

        assertThat(told.written())
                .isEqualTo("{\"id\":\"id1\",\"object\":\"chat.completion\",\"created\":9,\"model\":\"m\",\"choices\":["
                        + "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"H\\\"é\",\"refusal\":null,"
                        + "\"annotations\":[],\"reasoning_content\":\"Hm\"},\"logprobs\":null,"
                        + "\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,"
                        + "\"total_tokens\":12}}");
        assertThat(told.writer.contentType()).isEqualTo("application/json");
    }

    @Test
    void hasNoContentWhereThereAreOnlyCalls() {
        Told told = Told.whole().start().call(0, "a", "f").call(1, null, "g").call(2, "c", "h");
        told.arguments(1, "{\"y\":").arguments(0, "{\"x\":1}").arguments(1, "2}");
        told.writer.onFinish(0, FinishReason.TOOL_CALLS, null);
        told.writer.onEnd();
        told.writer.close();

        JsonNode message = told.document().at("/choices/0/message");
        assertThat(message.path("content").isNull()).isTrue();
        assertThat(message.path("tool_calls"))
                .isEqualTo(Told.json("[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":"
                        + "\"{\\\"x\\\":1}\"}},{\"id\":\"call_x1_1\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                        + "\"arguments\":\"{\\\"y\\\":2}\"}},{\"id\":\"c\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"h\",\"arguments\":\"{}\"}}]"));
        assertThat(told.document().has("usage")).isFalse();
    }

    @Test
    void saysNothingWhereNothingWasSaid() {
        Told told = Told.whole().start();
        told.writer.onFinish(0, FinishReason.CONTENT_FILTER, null);
        told.writer.onEnd();

        JsonNode choice = told.document().at("/choices/0");
        assertThat(choice.at("/message/content").asText("missing")).isEmpty();
        assertThat(choice.path("finish_reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void writesWhatIsNoText() {
        Told told =
                Told.whole().start().refusal("No").media("image/png", "AAAA").media("image/jpeg", "DDDD");
        told.media("audio/wav", "BBBB").media("audio/wav", "EEEE").media("video/mp4", "CCCC");
        told.writer.onCitation(0, new Citation(EscapedText.of("https://a"), null, null, -1, -1));
        told.writer.onCitation(0, new Citation(EscapedText.of("https://b"), null, null, -1, -1));
        told.extra(0, "safety", "{'a':1}").extra(-1, "service_tier", "'flex'").input(call(told), "{'q':'\\n'}");
        told.writer.onFinish(0, FinishReason.STOP, null);
        told.writer.onEnd();
        told.writer.close();

        JsonNode answer = told.document();
        JsonNode message = answer.at("/choices/0/message");
        assertThat(answer.path("service_tier").asText()).isEqualTo("flex");
        assertThat(message.path("refusal").asText()).isEqualTo("No");
        assertThat(message.findValuesAsText("url"))
                .containsExactly("https://a", "https://b", "data:image/png;base64,AAAA", "data:image/jpeg;base64,DDDD");
        assertThat(message.at("/audio/data").asText()).isEqualTo("BBBB");
        assertThat(message.at("/safety/a").asInt()).isEqualTo(1);
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"q\":\"\\n\"}");
        assertThat(told.writer.loss().line()).isEqualTo("dropped=media");
    }

    @Test
    void givesUpWhatItKeepsWhenNobodyWaitsForIt() {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
        ByteBuf out = alloc.buffer();
        Told told = Told.whole();
        told.writer.to(out);
        told.start().text("a").reasoning("b").call(0, "c", "f").media("image/png", "AAAA");

        told.writer.close();
        out.release();

        assertThat(alloc.metric().usedDirectMemory()).isZero();
        assertThat(alloc.metric().usedHeapMemory()).isZero();
    }

    private static int call(Told told) {
        told.call(0, "c", "f");
        return 0;
    }
}
