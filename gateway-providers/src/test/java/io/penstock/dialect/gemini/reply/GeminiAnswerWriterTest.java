package io.penstock.dialect.gemini.reply;

import static io.penstock.dialect.gemini.Answers.context;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.Usage;
import io.penstock.dialect.gemini.GeminiDialect;
import io.penstock.dialect.gemini.answer.GeminiAnswerReader;
import io.penstock.dialect.gemini.answer.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GeminiAnswerWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private interface Telling {
        void tell(GenerationEvents out);
    }

    private static String written(AnswerWriter writer, Telling telling) {
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        telling.tell(writer);
        writer.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static AnswerWriter stream() {
        return GeminiDialect.INSTANCE.newAnswerWriter(context(true));
    }

    private static AnswerWriter array() {
        return GeminiDialect.IN_ARRAYS.newAnswerWriter(context(true));
    }

    private static AnswerWriter whole() {
        return GeminiDialect.INSTANCE.newAnswerWriter(context(false));
    }

    static void text(GenerationEvents out, int choice, String text) {
        EscapedText escaped = EscapedText.of(text);
        out.onText(choice, escaped.buffer(), escaped.start(), escaped.end());
    }

    private static void arguments(GenerationEvents out, int call, String json) {
        EscapedText escaped = EscapedText.of(json);
        out.onToolCallArguments(0, call, escaped.buffer(), escaped.start(), escaped.end());
    }

    private static void state(GenerationEvents out, String dialect, String kind, String data) {
        EscapedText escaped = EscapedText.of(data);
        out.onReasoningState(0, dialect, kind, escaped.buffer(), escaped.start(), escaped.end());
    }

    private static void hello(GenerationEvents out) {
        out.onStart(EscapedText.of("r\"1"), EscapedText.of("m"), 0);
        text(out, 0, "Hel");
        text(out, 0, "lo \"you\"\n");
        out.onFinish(0, FinishReason.STOP, null);
        out.onUsage(new Usage(5, 4, 0, 0, 2, 3));
        out.onEnd();
    }

    @Test
    void writesEventsEndedByCarriageReturnsAndNoDone() {
        String stream = written(stream(), GeminiAnswerWriterTest::hello);

        assertThat(stream)
                .isEqualTo(
                        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hel\"}],\"role\":\"model\"},\"index\":0}],"
                                + "\"modelVersion\":\"m\",\"responseId\":\"r\\\"1\"}\r\n\r\n"
                                + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo \\\"you\\\"\\n\"}],\"role\":\"model\"},"
                                + "\"index\":0}],\"modelVersion\":\"m\",\"responseId\":\"r\\\"1\"}\r\n\r\n"
                                + "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
                                + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":9,"
                                + "\"candidatesTokenCount\":2,\"totalTokenCount\":14,\"cachedContentTokenCount\":4,"
                                + "\"thoughtsTokenCount\":3},\"modelVersion\":\"m\",\"responseId\":\"r\\\"1\"}\r\n\r\n");
        assertThat(stream().contentType()).isEqualTo("text/event-stream");
    }

    @Test
    void writesOneArrayForClientsThatDidNotAskForEvents() throws IOException {
        String stream = written(array(), GeminiAnswerWriterTest::hello);

        assertThat(stream)
                .startsWith("[{\"candidates\"")
                .contains("}\r\n,\r\n{")
                .endsWith("}\r\n]");
        assertThat(MAPPER.readTree(stream)).hasSize(3);
        assertThat(array().contentType()).isEqualTo("application/json");
        assertThat(Feed.body(new GeminiAnswerReader(), stream).choice(0).text()).isEqualTo("Hello \"you\"\n");
    }

    @Test
    void writesAWholeAnswerWithOnePartForEachBlock() throws IOException {
        String body = written(whole(), out -> {
            out.onStart(null, null, 0);
            EscapedText thought = EscapedText.of("hm");
            out.onReasoning(0, thought.buffer(), thought.start(), thought.end());
            out.onReasoning(0, thought.buffer(), thought.start(), thought.end());
            text(out, 0, "a");
            text(out, 0, "b");
            out.onBlockEnd(0);
            text(out, 0, "c");
            text(out, 1, "other");
            out.onFinish(0, FinishReason.LENGTH, null);
            out.onFinish(1, FinishReason.CONTENT_FILTER, null);
            out.onEnd();
        });

        JsonNode answer = MAPPER.readTree(body);
        assertThat(answer.at("/candidates/0/content/parts").toString())
                .isEqualTo("[{\"text\":\"hmhm\",\"thought\":true},{\"text\":\"ab\"},{\"text\":\"c\"}]");
        assertThat(answer.at("/candidates/0/finishReason").asText()).isEqualTo("MAX_TOKENS");
        assertThat(answer.at("/candidates/1/finishReason").asText()).isEqualTo("SAFETY");
        assertThat(answer.at("/candidates/1/index").asInt()).isEqualTo(1);
        assertThat(answer.at("/modelVersion").asText()).isEqualTo("model-asked");
        assertThat(answer.at("/responseId").asText()).isEqualTo("exc1");
    }

    @Test
    void collectsInterleavedArgumentsUntilEachIsAnObject() throws IOException {
        String stream = written(stream(), out -> {
            out.onStart(null, null, 0);
            out.onToolCallStart(0, 0, EscapedText.of("c0"), EscapedText.of("f"));
            out.onToolCallStart(0, 1, null, EscapedText.of("g"));
            arguments(out, 1, "{\"b\":");
            arguments(out, 0, "{\"a\":\"\\");
            arguments(out, 1, "2}");
            arguments(out, 0, "n\"}");
            out.onToolCallStart(0, 2, EscapedText.of("c2"), EscapedText.of("h"));
            out.onToolCallStart(0, 3, EscapedText.of("c3"), EscapedText.of("i"));
            arguments(out, 3, "[1, no");
            out.onFinish(0, FinishReason.TOOL_CALLS, null);
            out.onEnd();
        });

        Heard heard = Feed.stream(new GeminiAnswerReader(), stream);
        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("c0", "f", "{\"a\":\"\\n\"}"),
                        new Heard.Call("call_exc1_0_1", "g", "{\"b\":2}"),
                        new Heard.Call("c2", "h", "{}"),
                        new Heard.Call("c3", "i", "{\"rawInvalidInput\":\"[1, no\"}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void writesACallBeforeTheTextThatFollowsIt() {
        String stream = written(stream(), out -> {
            out.onStart(null, null, 0);
            out.onToolCallStart(0, 0, EscapedText.of("c"), EscapedText.of("f"));
            arguments(out, 0, "{\"a\":1}");
            text(out, 0, "now");
            out.onFinish(0, FinishReason.STOP, null);
            out.onEnd();
        });

        assertThat(Feed.stream(new GeminiAnswerReader(), stream)
                        .choice(0)
                        .blocks()
                        .toString())
                .isEqualTo("[tool: f, text: now]");
    }

    @Test
    void boundsTheArgumentsThatItKeepsAndRunsNoToolWithHalfOfThem() {
        String long1 = "\"" + "x".repeat(1 << 20);
        AnswerWriter writer = stream();
        String stream = written(writer, out -> {
            out.onStart(null, null, 0);
            out.onToolCallStart(0, 0, EscapedText.of("c"), EscapedText.of("f"));
            for (int i = 0; i < 20; i++) {
                arguments(out, 0, long1);
            }
            out.onFinish(0, FinishReason.TOOL_CALLS, null);
            out.onEnd();
        });

        assertThat(writer.loss().line()).isEqualTo("dropped=functionCall.args");
        assertThat(stream).contains("\"args\":{\"rawInvalidInput\":\"\"}").hasSizeLessThan(1000);
    }

    @Test
    void carriesForeignStateInTheSignatureAsBytesThatTypedClientsTake() throws IOException {
        AnswerWriter writer = stream();
        String stream = written(writer, out -> {
            out.onStart(null, null, 0);
            EscapedText thought = EscapedText.of("hm");
            out.onReasoning(0, thought.buffer(), thought.start(), thought.end());
            state(out, "anthropic", "signature", "EqQB");
            out.onBlockEnd(0);
            state(out, "anthropic", "redacted_thinking", "xx");
            out.onBlockEnd(0);
            state(out, "responses", "encrypted", "yy");
            out.onToolCallStart(0, 0, EscapedText.of("c"), EscapedText.of("f"));
            state(out, "anthropic", "signature", "z".repeat(2_000_000));
            out.onFinish(0, FinishReason.TOOL_CALLS, null);
            out.onEnd();
        });

        List<String> signatures = stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> signatures(line.substring(6)))
                .filter(signature -> !signature.isEmpty())
                .toList();
        assertThat(signatures).hasSize(3);
        assertThat(states(signatures))
                .containsExactly(
                        "anthropic@anthropic-1 signature EqQB",
                        "anthropic@anthropic-1 redacted_thinking xx",
                        "responses@anthropic-1 encrypted yy");
        assertThat(stream)
                .contains("{\"text\":\"\",\"thought\":true,\"thoughtSignature\":\"" + signatures.get(0) + "\"}");
        assertThat(writer.loss().refusable()).containsExactly("reasoning_state");
    }

    private static String signatures(String json) {
        try {
            List<String> found = MAPPER.readTree(json).findValuesAsText("thoughtSignature");
            return found.isEmpty() ? "" : found.get(0);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }

    private static List<String> states(List<String> signatures) {
        return signatures.stream()
                .map(signature -> {
                    ReasoningState state = Objects.requireNonNull(Signature.read(EscapedText.of(signature)));
                    return state.maker() + " " + state.kind() + " " + state.data();
                })
                .toList();
    }

    @Test
    void writesItsOwnSignaturesAsTheyAre() {
        String stream = written(stream(), out -> {
            out.onStart(null, null, 0);
            state(out, "gemini", "thought_signature", "a+/=");
            out.onToolCallStart(0, 0, EscapedText.of("c"), EscapedText.of("f"));
            out.onFinish(0, FinishReason.TOOL_CALLS, null);
            out.onEnd();
        });

        Heard heard = Feed.stream(new GeminiAnswerReader(), stream);
        assertThat(heard.choice(0).states()).containsExactly("gemini thought_signature a+/=");
        assertThat(heard.choice(0).blocks().toString()).isEqualTo("[tool: f]");
    }

    @Test
    void writesMediaSourcesAndRefusals() {
        AnswerWriter writer = whole();
        String body = written(writer, out -> {
            out.onStart(null, null, 0);
            EscapedText refusal = EscapedText.of("I cannot");
            out.onRefusal(0, refusal.buffer(), refusal.start(), refusal.end());
            EscapedText data = EscapedText.of("AAAA");
            out.onMedia(0, EscapedText.of("image/png"), data.buffer(), data.start(), data.end());
            out.onCitation(
                    0,
                    new GenerationEvents.Citation(
                            EscapedText.of("https://a"), EscapedText.of("A"), EscapedText.of("can"), 2, 5));
            out.onCitation(0, new GenerationEvents.Citation(null, null, EscapedText.of("x"), -1, -1));
            out.onExtra(0, "logprobs", data.buffer(), data.start(), data.end());
            out.onFinish(0, FinishReason.STOP_SEQUENCE, EscapedText.of("END"));
            out.onEnd();
        });

        Heard heard = Feed.body(new GeminiAnswerReader(), body);
        assertThat(heard.choice(0).blocks().toString()).isEqualTo("[text: I cannot, media: image/png AAAA]");
        assertThat(heard.choice(0).citations()).hasSize(1);
        assertThat(heard.choice(0).citations().get(0).quote()).isEqualTo(EscapedText.of("can"));
        assertThat(writer.loss().line())
                .isEqualTo("dropped=citation,logprobs,stop_sequence;approximated=refusal,citation");
    }

    @Test
    void tellsABreakInTheShapeOfTheStream() throws IOException {
        GatewayFault fault = GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "it broke");
        AnswerWriter events = stream();
        AnswerWriter array = array();

        String broken = written(events, out -> {
            out.onStart(null, null, 0);
            text(out, 0, "a");
            events.onError(fault);
        });
        String brokenArray = written(array, out -> {
            out.onStart(null, null, 0);
            text(out, 0, "a");
            array.onError(fault);
        });
        AnswerWriter atOnce = array();
        String onlyBroken = written(atOnce, out -> atOnce.onError(fault));

        assertThat(broken).contains("\r\n\r\ndata: {\"error\":{\"code\":502").endsWith("}}\r\n\r\n");
        assertThat(broken).doesNotContain("finishReason");
        assertThat(MAPPER.readTree(brokenArray).at("/1/error/message").asText()).isEqualTo("it broke");
        assertThat(MAPPER.readTree(onlyBroken).at("/0/error/status").asText()).isEqualTo("INTERNAL");
    }

    @Test
    void givesUpWhatAWholeAnswerKept() {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer();
        AnswerWriter writer = whole();
        writer.to(out);
        writer.onStart(null, null, 0);
        text(writer, 3, "a");

        writer.close();
        writer.close();

        assertThat(out.readableBytes()).isZero();
        out.release();
    }

    @Test
    void readsBackWhatItWrote() {
        Telling telling = out -> {
            out.onStart(EscapedText.of("id"), EscapedText.of("m"), 0);
            EscapedText thought = EscapedText.of("think ü");
            out.onReasoning(0, thought.buffer(), thought.start(), thought.end());
            text(out, 0, "say \u0000\t\"");
            text(out, 1, "two");
            out.onToolCallStart(0, 0, EscapedText.of("c"), EscapedText.of("f"));
            EscapedText input = EscapedText.of("x");
            ByteBuf json = Unpooled.copiedBuffer("{\"a\" : [null]}", StandardCharsets.UTF_8);
            out.onToolCallInput(0, 0, json, 0, json.writerIndex());
            assertThat(input.isEmpty()).isFalse();
            out.onFinish(0, FinishReason.TOOL_CALLS, null);
            out.onFinish(1, FinishReason.LENGTH, null);
            out.onUsage(new Usage(1, 2, 0, 0, 3, 4));
            out.onEnd();
        };
        Heard told = new Heard();
        telling.tell(told);

        assertThat(Feed.stream(new GeminiAnswerReader(), written(stream(), telling))
                        .essence())
                .isEqualTo(told.essence());
        assertThat(Feed.body(new GeminiAnswerReader(), written(whole(), telling))
                        .essence())
                .isEqualTo(told.essence());
        assertThat(Feed.body(new GeminiAnswerReader(), written(array(), telling))
                        .essence())
                .isEqualTo(told.essence());
    }

    @Test
    void countsReadBackInTheBucketsTheyCameIn() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            Usage used = new Usage(
                    random.nextInt(1000),
                    random.nextLong(3) * random.nextInt(1000),
                    random.nextLong(2) * random.nextInt(50),
                    random.nextLong(2) * random.nextInt(50),
                    random.nextInt(1000),
                    random.nextLong(2) * random.nextInt(1000));

            String body = written(whole(), out -> {
                out.onStart(null, null, 0);
                out.onFinish(0, FinishReason.STOP, null);
                out.onUsage(used);
                out.onEnd();
            });

            long written = used.cacheWrite5m() + used.cacheWrite1h();
            assertThat(Feed.body(new GeminiAnswerReader(), body).usage())
                    .isEqualTo(
                            new Usage(used.input() + written, used.cacheRead(), 0, 0, used.output(), used.reasoning()));
        }
    }
}
