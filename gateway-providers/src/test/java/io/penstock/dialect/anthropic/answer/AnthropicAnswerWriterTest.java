package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.Usage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicAnswerWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);

    /** Tells an answer in Java's words. */
    private record Teller(GenerationEvents out) {
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

    private interface Tale {
        void tell(Teller teller);
    }

    private static AnswerWriter writer(boolean isStream) {
        return new AnthropicAnswerWriter(
                new AnswerContext(isStream, true, "ex1", 1, ModelTarget.of("p", "m"), NOTHING));
    }

    private static String written(AnswerWriter writer, Tale tale) {
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        tale.tell(new Teller(writer));
        writer.close();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String stream(Tale tale) {
        return written(writer(true), tale);
    }

    private static JsonNode document(Tale tale) throws IOException {
        return MAPPER.readTree(written(writer(false), tale));
    }

    @Test
    void writesEventsInTheirOrderUnderTheirNames() {
        String written = stream(teller -> teller.start().text("Hel").text("lo").end(FinishReason.STOP));

        assertThat(written).isEqualTo("""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_x","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":9,"output_tokens":2}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
    }

    @Test
    void writesADocument() throws IOException {
        JsonNode document = document(teller -> teller.start()
                .thinks("Hm.")
                .state("anthropic", "signature", "c2ln")
                .blockEnd()
                .text("a\"b")
                .call(0, "t1", "f")
                .arguments(0, "{\"a\":")
                .arguments(0, "\"\\u00e9\"}")
                .call(1, "t2", "g")
                .end(FinishReason.TOOL_CALLS));

        assertThat(document).isEqualTo(MAPPER.readTree("""
                {"id":"msg_x","type":"message","role":"assistant","model":"m","content":[
                {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"a\\"b"},
                {"type":"tool_use","id":"t1","name":"f","input":{"a":"\u00e9"}},
                {"type":"tool_use","id":"t2","name":"g","input":{}}],
                "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":2}}
                """));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writesCallsThatAreInterleavedOneBehindTheOther(boolean isStream) {
        Tale tale = teller -> teller.start()
                .text("I look.")
                .call(0, "a", "f")
                .call(1, "b", "f")
                .arguments(1, "{\"n\":")
                .arguments(0, "{\"n\":0")
                .call(2, "c", "g")
                .arguments(1, "1}")
                .input(2, "{\"x\":\"y\"}")
                .arguments(0, "}")
                .end(FinishReason.TOOL_CALLS);

        Heard heard = read(isStream, tale);

        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("a", "f", "{\"n\":0}"),
                        new Heard.Call("b", "f", "{\"n\":1}"),
                        new Heard.Call("c", "g", "{\"x\":\"y\"}"));
        assertThat(heard.choice(0).text()).isEqualTo("I look.");
    }

    private static Heard read(boolean isStream, Tale tale) {
        String written = written(writer(isStream), tale);
        return isStream
                ? Feed.stream(new AnthropicAnswerReader(), written)
                : Feed.body(new AnthropicAnswerReader(), written);
    }

    @Test
    void beginsBlocksWithIndicesThatGrowByOneAndEndsEachBeforeTheNext() throws IOException {
        String written = stream(teller -> teller.start()
                .thinks("a")
                .text("b")
                .call(0, "t", "f")
                .call(1, "u", "f")
                .text("c")
                .end(FinishReason.STOP));

        int next = 0;
        boolean isOpen = false;
        for (String line : written.split("\n", -1)) {
            JsonNode event = line.startsWith("data: ") ? MAPPER.readTree(line.substring(6)) : MAPPER.nullNode();
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    assertThat(isOpen).isFalse();
                    assertThat(event.path("index").asInt()).isEqualTo(next);
                    isOpen = true;
                }
                case "content_block_delta" ->
                    assertThat(event.path("index").asInt()).isEqualTo(next);
                case "content_block_stop" -> {
                    assertThat(event.path("index").asInt()).isEqualTo(next++);
                    isOpen = false;
                }
                default -> {}
            }
        }
        assertThat(next).isEqualTo(5);
        assertThat(isOpen).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBackWhatItWrote(boolean isStream) {
        Tale tale = teller -> {
            teller.start()
                    .thinks("one ")
                    .thinks("two")
                    .state("anthropic", "signature", "c2ln")
                    .blockEnd();
            teller.state("anthropic", "redacted_thinking", "ZGF0YQ").blockEnd();
            teller.text("say \"\u00e9\n\ud83d\ude00\"")
                    .call(0, "t", "f")
                    .arguments(0, "{\"q\":\"\\n\"}")
                    .blockEnd();
            teller.end(FinishReason.TOOL_CALLS);
        };
        Heard told = new Heard();
        tale.tell(new Teller(told));

        Heard heard = read(isStream, tale);

        assertThat(heard.essence()).isEqualTo(told.essence());
        assertThat(heard.choice(0).blocks()).isEqualTo(told.choice(0).blocks());
        assertThat(heard.choice(0).states()).isEqualTo(told.choice(0).states());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void labelsStateOfAnotherDialectInTheSignatureOfItsReasoning(boolean isStream) {
        String data = "e".repeat(9000);
        Heard heard = read(
                isStream,
                teller -> teller.start()
                        .state("responses", "encrypted_content", data)
                        .blockEnd()
                        .thinks("Hm.")
                        .state("gemini", "thought_signature", "sig")
                        .text("Yes.")
                        .end(FinishReason.STOP));

        List<String> states = heard.choice(0).states();
        assertThat(states).hasSize(2);
        assertThat(state(states.get(0)).state())
                .isEqualTo(new ReasoningState("responses@p", "encrypted_content", EscapedText.of(data)));
        assertThat(state(states.get(1)).state())
                .isEqualTo(new ReasoningState("gemini@p", "thought_signature", EscapedText.of("sig")));
        assertThat(heard.choice(0).reasoning()).isEqualTo("Hm.");
    }

    private static StateLabel.Labelled state(String heard) {
        return StateLabel.read(EscapedText.of(heard.substring("anthropic signature ".length())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putsStateOfACallBehindItsIdOrWhereItIsTooLongBeforeIt(boolean isStream) {
        String data = "g".repeat(5000);
        Heard heard = read(
                isStream,
                teller -> teller.start()
                        .state("gemini", "thought_signature", "sig")
                        .call(0, "a b", "f")
                        .state("gemini", "thought_signature", data)
                        .call(1, "", "f")
                        .end(FinishReason.TOOL_CALLS));

        List<Heard.Call> calls = heard.choice(0).calls();
        StateLabel.Labelled first =
                StateLabel.read(EscapedText.of(String.valueOf(calls.get(0).id())));
        assertThat(first.id().decode()).matches("call_[A-Za-z0-9_-]{24}");
        assertThat(first.state()).isEqualTo(new ReasoningState("gemini@p", "thought_signature", EscapedText.of("sig")));
        assertThat(calls.get(1).id()).isEqualTo("toolu_ex1_1");
        assertThat(state(heard.choice(0).states().get(0)).id().decode()).isEqualTo(CarriedState.OF_CALL);
        assertThat(heard.choice(0).blocks()).hasSize(2);
    }

    @Test
    void putsStateOfATextBehindIt() {
        Heard heard = read(
                true,
                teller -> teller.start()
                        .text("Yes.")
                        .state("gemini", "thought_signature", "sig")
                        .end(FinishReason.STOP));

        assertThat(state(heard.choice(0).states().get(0)).id().decode()).isEqualTo(CarriedState.OF_TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, refusal",
        "PAUSE, pause_turn"
    })
    void saysWhyTheModelStopped(FinishReason reason, String name) throws IOException {
        JsonNode document = document(teller -> {
            teller.start().text("x");
            teller.out().onFinish(0, reason, EscapedText.of("END"));
            teller.out().onEnd();
        });

        assertThat(document.path("stop_reason").textValue()).isEqualTo(name);
        assertThat(document.path("stop_sequence").textValue()).isEqualTo("END");
    }

    @Test
    void callsATurnOfCallsByItsNameWhateverTheProviderSaid() throws IOException {
        JsonNode document = document(teller -> teller.start().call(0, "t", "f").end(FinishReason.STOP));

        assertThat(document.path("stop_reason").textValue()).isEqualTo("tool_use");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsARefusalWhereClientsLookForIt(boolean isStream) {
        Heard heard = read(isStream, teller -> {
            EscapedText why = EscapedText.of("I may not.");
            teller.start().out().onRefusal(0, why.buffer(), why.start(), why.end());
            teller.end(FinishReason.STOP);
        });

        assertThat(heard.choice(0).refusal()).isEqualTo("I may not.");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.CONTENT_FILTER);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void citesPagesWithinTheTextAndReportsWhatItLoses(boolean isStream) {
        AnswerWriter writer = writer(isStream);
        EscapedText text = EscapedText.of("https://x");
        String written = written(writer, teller -> {
            teller.start().text("Blue.");
            teller.out().onCitation(0, new GenerationEvents.Citation(text, null, null, -1, -1));
            teller.out().onCitation(0, new GenerationEvents.Citation(null, text, null, -1, -1));
            teller.out().onMedia(0, EscapedText.of("image/png"), text.buffer(), text.start(), text.end());
            teller.out().onText(1, text.buffer(), text.start(), text.end());
            teller.out().onExtra(-1, "odd", Unpooled.wrappedBuffer(new byte[] {'1'}), 0, 1);
            teller.end(FinishReason.STOP);
        });
        Heard heard = isStream
                ? Feed.stream(new AnthropicAnswerReader(), written)
                : Feed.body(new AnthropicAnswerReader(), written);

        assertThat(heard.choice(0).citations()).hasSize(1);
        assertThat(heard.choice(0).text()).isEqualTo("Blue.");
        assertThat(writer.loss().line()).isEqualTo("dropped=citation,media,choices,odd");
    }

    @Test
    void rendersWhatWasUsedSoThatItReadsBackTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            long[] n = random.longs(6, 0, 1000)
                    .map(each -> each % 3 == 0 ? 0 : each)
                    .toArray();
            Usage usage = new Usage(n[0], n[1], n[2], n[3], n[4], n[5]);
            for (boolean isStream : new boolean[] {true, false}) {
                Heard heard = read(isStream, teller -> {
                    teller.start().text("x");
                    teller.out().onFinish(0, FinishReason.STOP, null);
                    teller.out().onUsage(usage);
                    teller.out().onEnd();
                });
                assertThat(heard.usage()).isEqualTo(usage);
            }
        }
    }

    @Test
    void tellsThatAStreamBroke() {
        String written = stream(teller -> {
            teller.start().text("x");
            ((AnswerWriter) teller.out()).onError(GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "gone"));
        });

        assertThat(written)
                .endsWith(
                        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"gone\"},"
                                + "\"request_id\":\"ex1\"}\n\n")
                .doesNotContain("message_stop");
    }

    @Test
    void givesBackItsBuffersHoweverItEnds() {
        for (boolean isEnded : new boolean[] {true, false}) {
            AnswerWriter writer = writer(false);
            ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer();
            writer.to(out);
            Teller teller =
                    new Teller(writer).start().text("x").call(0, "t", "f").arguments(0, "{}");
            if (isEnded) {
                teller.end(FinishReason.STOP);
            }
            writer.close();
            writer.close();
            out.release();
        }
    }
}
