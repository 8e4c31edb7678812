package io.penstock.dialect.openai.reply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.penstock.codec.Allocation;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.CallStates;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.Usage;
import io.penstock.dialect.openai.answer.OpenAiAnswerReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiStreamWriterTest {
    private static final String HEAD =
            "{\"id\":\"id1\",\"object\":\"chat.completion.chunk\",\"created\":9,\"model\":\"m\",\"choices\":[";
    private static final int EVENTS = 200_000;
    private static final int OUT_BYTES = 64 * 1024;

    @Test
    void writesAStreamOfTextByteForByte() {
        Told told = Told.stream(true).start().text("Hé\n");
        told.writer.onFinish(0, FinishReason.STOP, null);
        told.writer.onUsage(new Usage(13, 2, 0, 0, 5, 3));
        told.writer.onEnd();

        assertThat(told.written())
                .isEqualTo("data: " + HEAD + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"finish_reason\":null}],\"usage\":null}\n\n"
                        + "data: " + HEAD + "{\"index\":0,\"delta\":{\"content\":\"Hé\\n\"},\"finish_reason\":null}],"
                        + "\"usage\":null}\n\n"
                        + "data: " + HEAD + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
                        + "data: " + HEAD + "],\"usage\":{\"prompt_tokens\":15,\"completion_tokens\":8,"
                        + "\"total_tokens\":23,\"prompt_tokens_details\":{\"cached_tokens\":2},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":3}}}\n\n"
                        + "data: [DONE]\n\n");
        assertThat(told.writer.loss().isEmpty()).isTrue();
        assertThat(told.writer.contentType()).isEqualTo("text/event-stream");
    }

    @Test
    void keepsUsageToItselfWhereNobodyAsked() {
        Told told = Told.stream(false).start();
        told.writer.onFinish(0, FinishReason.STOP, null);
        told.writer.onUsage(new Usage(1, 0, 0, 0, 1, 0));
        told.writer.onEnd();

        assertThat(told.written()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    }

    @Test
    void makesUpWhatTheProviderDoesNotSay() {
        Told told = Told.stream(false);

        told.writer.onStart(null, null, 0);

        JsonNode chunk = told.chunks().get(0);
        assertThat(chunk.path("id").asText()).isEqualTo("chatcmpl-x1");
        assertThat(chunk.path("created").asLong()).isEqualTo(7);
        assertThat(chunk.path("model").asText()).isEqualTo("asked");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop",
        "STOP_SEQUENCE, stop",
        "LENGTH, length",
        "TOOL_CALLS, tool_calls",
        "CONTENT_FILTER, content_filter",
        "PAUSE, stop"
    })
    void saysWhyTheModelStopped(FinishReason reason, String name) {
        Told told = Told.stream(false).start();

        told.writer.onFinish(0, reason, null);

        assertThat(told.choices()).endsWith("{'index':0,'delta':{},'finish_reason':'" + name + "'}");
        assertThat(told.writer.loss().line())
                .isEqualTo(reason == FinishReason.PAUSE ? "approximated=finish_reason" : "");
    }

    @Test
    void writesInterleavedCalls() {
        Told told = Told.stream(false).start().reasoning("Hm").call(0, "a", "f").call(1, null, "g");
        told.arguments(0, "{\"x\":").arguments(1, "").input(1, "{'y': \n2}").arguments(0, "1}");
        told.writer.onFinish(0, FinishReason.TOOL_CALLS, null);

        assertThat(told.choices())
                .containsExactly(
                        "{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}",
                        "{'index':0,'delta':{'reasoning_content':'Hm'},'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':0,'id':'a','type':'function','function':"
                                + "{'name':'f','arguments':''}}]},'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':1,'id':'call_x1_1','type':'function','function':"
                                + "{'name':'g','arguments':''}}]},'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':'}}]},"
                                + "'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'{\\'y\\': \\n2}'}}]},"
                                + "'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'1}'}}]},"
                                + "'finish_reason':null}",
                        "{'index':0,'delta':{},'finish_reason':'tool_calls'}");
    }

    @Test
    void givesACallWithoutArgumentsAnObject() {
        Told told = Told.stream(false).start().call(0, "a", "f");
        told.writer.onBlockEnd(0);
        told.call(1, "b", "g");
        told.writer.onFinish(0, FinishReason.TOOL_CALLS, null);

        assertThat(told.choices())
                .filteredOn(choice -> choice.contains("{}'"))
                .containsExactly(
                        "{'index':0,'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]},"
                                + "'finish_reason':null}",
                        "{'index':0,'delta':{'tool_calls':[{'index':1,'function':{'arguments':'{}'}}]},"
                                + "'finish_reason':null}");
    }

    @Test
    void beginsEachChoiceWithItsRole() {
        Told told = Told.stream(false).start();
        ByteBuf text = Told.raw("b");

        told.writer.onText(12, text, 0, 1);
        told.writer.onFinish(12, FinishReason.STOP, null);

        assertThat(told.choices())
                .contains(
                        "{'index':12,'delta':{'role':'assistant','content':''},'finish_reason':null}",
                        "{'index':12,'delta':{'content':'b'},'finish_reason':null}");
    }

    @Test
    void putsStateBehindTheIdOfACall() {
        Told told = Told.stream(false).start().reasoning("Hm").state("anthropic", "signature", "c2ln");
        told.writer.onBlockEnd(0);
        told.call(0, "a", "f").state("gemini", "thought_signature", "eA").call(1, "b", "g");
        told.writer.onFinish(0, FinishReason.TOOL_CALLS, null);

        CallStates.Carried first = carried(told, 2);
        CallStates.Carried second = carried(told, 3);
        assertThat(first.id()).isEqualTo(EscapedText.of("a"));
        assertThat(first.ofReasoning())
                .containsExactly(new ReasoningState("anthropic@google", "signature", EscapedText.of("c2ln")));
        assertThat(first.ofCall()).isNull();
        assertThat(second.id()).isEqualTo(EscapedText.of("b"));
        assertThat(second.ofCall())
                .isEqualTo(new ReasoningState("gemini@google", "thought_signature", EscapedText.of("eA")));
        assertThat(second.ofReasoning()).isEmpty();
        assertThat(told.writer.loss().isEmpty()).isTrue();
    }

    @Test
    void tellsTheStateOfATextFromThatOfReasoningThatCannotBeRead() {
        Told told = Told.stream(false).start().state("anthropic", "redacted_thinking", "c2ln");
        told.writer.onBlockEnd(0);
        told.text("Hi").state("gemini", "thought_signature", "eA").call(0, "a", "f");

        CallStates.Carried carried = carried(told, 2);
        assertThat(carried.ofReasoning()).extracting(ReasoningState::kind).containsExactly("redacted_thinking");
        assertThat(carried.ofText())
                .isEqualTo(new ReasoningState("gemini@google", "thought_signature", EscapedText.of("eA")));
        assertThat(carried.ofCall()).isNull();
        assertThat(told.writer.loss().isEmpty()).isTrue();
    }

    @Test
    void givesStateThatComesAheadOfATextToTheText() {
        Told told = Told.stream(false).start().state("gemini", "thought_signature", "eA");
        told.text("Hi").call(0, "a", "f");

        CallStates.Carried carried = carried(told, 2);
        assertThat(carried.ofText())
                .isEqualTo(new ReasoningState("gemini@google", "thought_signature", EscapedText.of("eA")));
        assertThat(carried.ofCall()).isNull();
    }

    @Test
    void reportsStateThatNoCallCarries() {
        Told early = Told.stream(false).start().text("Hi").state("gemini", "thought_signature", "eA");
        early.writer.onFinish(0, FinishReason.STOP, null);
        Told large = Told.stream(false).start().state("gemini", "thought_signature", "A".repeat(5000));
        large.call(0, "a", "f");

        assertThat(early.writer.loss().line()).isEqualTo("dropped=reasoning_state");
        assertThat(large.writer.loss().line()).isEqualTo("dropped=reasoning_state");
        assertThat(large.choices().get(1)).contains("'id':'a'");
    }

    @Test
    void writesWhatIsNoText() {
        Told told = Told.stream(false)
                .start()
                .refusal("No")
                .media("image/png", "AAAA")
                .media("audio/wav", "BBBB");
        told.media("video/mp4", "CCCC");
        told.writer.onCitation(0, new Citation(EscapedText.of("https://a"), EscapedText.of("A"), null, 1, 2));
        told.writer.onCitation(0, new Citation(null, EscapedText.of("A"), null, -1, -1));
        told.extra(0, "safety", "{'a':\n1}").extra(-1, "service_tier", "'flex'");
        told.writer.onFinish(0, FinishReason.STOP_SEQUENCE, EscapedText.of("END"));

        assertThat(told.choices().subList(1, 7))
                .containsExactly(
                        "{'index':0,'delta':{'refusal':'No'},'finish_reason':null}",
                        "{'index':0,'delta':{'images':[{'type':'image_url','image_url':"
                                + "{'url':'data:image/png;base64,AAAA'}}]},'finish_reason':null}",
                        "{'index':0,'delta':{'audio':{'id':'audio_id1','data':'BBBB','expires_at':3609,"
                                + "'transcript':''}},'finish_reason':null}",
                        "{'index':0,'delta':{'annotations':[{'type':'url_citation','url_citation':"
                                + "{'url':'https://a','title':'A','start_index':1,'end_index':2}}]},'finish_reason':null}",
                        "{'index':0,'delta':{'safety':{'a':1}},'finish_reason':null}",
                        "{'index':0,'delta':{},'finish_reason':'stop'}");
        assertThat(told.chunks().get(6).path("service_tier").asText()).isEqualTo("flex");
        assertThat(told.written().split("\n\n", -1)).noneMatch(event -> event.contains("\n"));
        assertThat(told.writer.loss().line()).isEqualTo("dropped=media,citation,stop_sequence");
    }

    @Test
    void tellsThatTheAnswerBrokeOffAndNothingBehindIt() {
        Told told = Told.stream(false).start();

        told.writer.onError(GatewayFault.of(GatewayFault.Kind.OVERLOADED, "Full"));

        assertThat(told.written())
                .endsWith("data: {\"error\":{\"message\":\"Full\",\"type\":\"overloaded_error\",\"param\":null,"
                        + "\"code\":\"overloaded\",\"request_id\":\"x1\"}}\n\n");
    }

    @Test
    void allocatesNothingForAFragmentOfText() {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        try {
            Told told = Told.stream(true);
            ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(OUT_BYTES);
            ByteBuf event = Unpooled.copiedBuffer(
                    "data: " + HEAD + "{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}],"
                            + "\"usage\":null}\n\n",
                    StandardCharsets.UTF_8);
            OpenAiAnswerReader reader = new OpenAiAnswerReader();
            told.writer.to(out);

            double bytes = Allocation.bytesPerCall(EVENTS, () -> {
                if (out.writableBytes() < 1024) {
                    out.clear();
                }
                reader.onEvent(event, 0, event.writerIndex(), told.writer);
            });

            assertThat(bytes).isLessThan(1);
            out.release();
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static CallStates.Carried carried(Told told, int chunk) {
        JsonNode call = told.chunks().get(chunk).at("/choices/0/delta/tool_calls/0/id");
        return CallStates.read(EscapedText.of(call.asText()));
    }
}
