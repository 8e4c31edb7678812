package io.penstock.dialect.cohere.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.CallStates;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CohereAnswerWriterTest {
    private static final Usage USAGE = new Usage(9, 6, 0, 0, 2, 0);

    @Test
    void streamsEachEventAsTheVendorDoes() {
        Answer answer = new Answer(true).start().reasoning("Hm").text("He").text("l\"lo");
        answer.writer.onCitation(0, citation("http://x", "X", "Hello", 0, 5));
        end(answer, FinishReason.STOP);

        assertThat(answer.writer.contentType()).startsWith("text/event-stream");
        assertThat(answer.written()).isEqualTo("""
                        event: message-start
                        data: {"id":"id1","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}

                        event: content-start
                        data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"thinking","thinking":""}}}}

                        event: content-delta
                        data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"thinking":"Hm"}}}}

                        event: content-end
                        data: {"type":"content-end","index":0}

                        event: content-start
                        data: {"type":"content-start","index":1,"delta":{"message":{"content":{"type":"text","text":""}}}}

                        event: content-delta
                        data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"He"}}}}

                        event: content-delta
                        data: {"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"l\\"lo"}}}}

                        event: citation-start
                        data: {"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":5,"text":"Hello","sources":[{"type":"document","id":"doc:0","document":{"id":"doc:0","title":"X","url":"http://x"}}],"content_index":1,"type":"TEXT_CONTENT"}}}}

                        event: citation-end
                        data: {"type":"citation-end","index":0}

                        event: content-end
                        data: {"type":"content-end","index":1}

                        event: message-end
                        data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":15,"output_tokens":2},"tokens":{"input_tokens":15,"output_tokens":2},"cached_tokens":6}}}

                        """);
    }

    @Test
    void streamsCallsOneBehindTheOther() {
        Answer answer = new Answer(true).start().text("Look.").call(0, "f").arguments(0, "{\"a\":");
        answer.call(1, "g").input(1, "{\"b\": [1,\n2]}").arguments(0, "1}").call(2, "h");
        end(answer, FinishReason.TOOL_CALLS);

        String calls = answer.written().substring(answer.written().indexOf("event: tool-call-start"));
        assertThat(calls.substring(0, calls.indexOf("event: message-end"))).isEqualTo("""
                        event: tool-call-start
                        data: {"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c0","type":"function","function":{"name":"f","arguments":""}}}}}

                        event: tool-call-delta
                        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"a\\":"}}}}}

                        event: tool-call-delta
                        data: {"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"1}"}}}}}

                        event: tool-call-end
                        data: {"type":"tool-call-end","index":0}

                        event: tool-call-start
                        data: {"type":"tool-call-start","index":1,"delta":{"message":{"tool_calls":{"id":"c1","type":"function","function":{"name":"g","arguments":""}}}}}

                        event: tool-call-delta
                        data: {"type":"tool-call-delta","index":1,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\\"b\\": [1,\\n2]}"}}}}}

                        event: tool-call-end
                        data: {"type":"tool-call-end","index":1}

                        event: tool-call-start
                        data: {"type":"tool-call-start","index":2,"delta":{"message":{"tool_calls":{"id":"c2","type":"function","function":{"name":"h","arguments":""}}}}}

                        event: tool-call-delta
                        data: {"type":"tool-call-delta","index":2,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}

                        event: tool-call-end
                        data: {"type":"tool-call-end","index":2}

                        """);
    }

    @Test
    void writesAWholeAnswerAsOneDocument() {
        Answer answer = new Answer(false)
                .start()
                .reasoning("Hm")
                .text("Hel")
                .text("lo")
                .call(0, "f")
                .call(1, "g");
        answer.arguments(1, "{\"b\":2}").input(0, "{\"a\":\"1\"}");
        answer.writer.onCitation(0, citation(null, "X", null, -1, -1));
        assertThat(answer.written()).isEmpty();

        end(answer, FinishReason.TOOL_CALLS);

        assertThat(answer.writer.contentType()).isEqualTo("application/json");
        assertThat(answer.written())
                .isEqualTo("{\"id\":\"id1\",\"finish_reason\":\"TOOL_CALL\",\"message\":{\"role\":\"assistant\","
                        + "\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\"},{\"type\":\"text\",\"text\":\"Hello\"}],"
                        + "\"tool_calls\":[{\"id\":\"c0\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"a\\\":\\\"1\\\"}\"}},{\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"b\\\":2}\"}}],"
                        + "\"citations\":[{\"sources\":[{\"type\":\"document\",\"id\":\"doc:0\",\"document\":{\"id\":\"doc:0\","
                        + "\"title\":\"X\"}}],\"content_index\":1,\"type\":\"TEXT_CONTENT\"}]},"
                        + "\"usage\":{\"billed_units\":{\"input_tokens\":15,\"output_tokens\":2},"
                        + "\"tokens\":{\"input_tokens\":15,\"output_tokens\":2},\"cached_tokens\":6}}");
        assertThat(answer.keptBytes()).isZero();
    }

    @Test
    void keepsNothingOfAnAnswerThatIsGivenUp() {
        Answer answer = new Answer(false).start().text("Hello").call(0, "f").arguments(0, "{");
        answer.writer.onCitation(0, citation("u", null, null, 0, 1));

        answer.writer.close();

        assertThat(answer.keptBytes()).isZero();
        assertThat(answer.written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadBackAsItWasTold(boolean isStream) {
        Answer answer = new Answer(isStream)
                .start()
                .reasoning("Hm.\n")
                .text("He said: \"\u00e4\u20ac\"\t")
                .blockEnd();
        answer.text("Again")
                .call(0, "f")
                .input(0, "{\"a\":[1,{\"b\":null}]}")
                .call(1, "g")
                .call(2, "h");
        answer.arguments(2, "{}").arguments(1, "{\"x\":").arguments(1, "\"y\"}");
        end(answer, FinishReason.TOOL_CALLS);

        Heard heard = answer.heard();

        assertThat(heard.choice(0).blocks())
                .hasToString(
                        "[reasoning: Hm.\n, text: He said: \"\u00e4\u20ac\"\t, text: Again, tool: f, tool: g, tool: h]");
        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("c0", "f", "{\"a\":[1,{\"b\":null}]}"),
                        new Heard.Call("c1", "g", "{\"x\":\"y\"}"),
                        new Heard.Call("c2", "h", "{}"));
        assertThat(heard.usage()).isEqualTo(USAGE);
        assertThat(heard.isEnded()).isTrue();
        assertThat(answer.writer.loss().isEmpty()).isTrue();
    }

    @Test
    void keepsTheBucketsOfUsageThatItCanHold() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            Usage usage = new Usage(random.nextInt(1000), random.nextInt(1000), 0, 0, random.nextInt(1000), 0);
            Answer answer = new Answer(i % 2 == 0).start();
            answer.writer.onFinish(0, FinishReason.STOP, null);
            answer.writer.onUsage(usage);
            answer.writer.onEnd();

            assertThat(answer.heard().usage()).isEqualTo(usage);
        }
        Answer answer = new Answer(true).start();
        end(answer, FinishReason.STOP, new Usage(1, 2, 4, 8, 16, 32));
        assertThat(answer.heard().usage()).isEqualTo(new Usage(13, 2, 0, 0, 48, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,COMPLETE,''",
        "STOP_SEQUENCE,STOP_SEQUENCE,''",
        "LENGTH,MAX_TOKENS,''",
        "TOOL_CALLS,TOOL_CALL,''",
        "PAUSE,MAX_TOKENS,approximated=finish_reason",
        "CONTENT_FILTER,ERROR,approximated=finish_reason"
    })
    void saysWhyTheModelStopped(FinishReason reason, String expected, String loss) {
        Answer answer = new Answer(true).start().text("a");
        end(answer, reason);

        assertThat(answer.written()).contains("\"finish_reason\":\"" + expected + "\"");
        assertThat(answer.writer.loss().line()).isEqualTo(loss);
    }

    @Test
    void saysThatACallWasMadeWhateverTheModelCallsIt() {
        Answer answer = new Answer(true).start().call(0, "f");
        end(answer, FinishReason.STOP);

        assertThat(answer.written()).contains("\"finish_reason\":\"TOOL_CALL\"");
    }

    @Test
    void tellsARefusalAsText() {
        Answer answer = new Answer(true).start().refusal("I will not.");
        end(answer, FinishReason.CONTENT_FILTER);

        assertThat(answer.heard().choice(0).text()).isEqualTo("I will not.");
        assertThat(answer.heard().choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.writer.loss().line()).isEqualTo("approximated=refusal,finish_reason");
    }

    @Test
    void makesUpIdsThatTheProviderDoesNotGive() {
        Answer answer = new Answer(false);
        answer.writer.onStart(null, null, 0);
        answer.writer.onToolCallStart(0, 0, null, EscapedText.of("f"));
        end(answer, FinishReason.TOOL_CALLS);

        assertThat(answer.heard().id()).isEqualTo("x1");
        assertThat(answer.heard().choice(0).calls()).containsExactly(new Heard.Call("call_x1_0", "f", "{}"));
    }

    @Test
    void reportsWhatHasNoPlace() {
        Answer answer = new Answer(true).start().text("a");
        EscapedText data = EscapedText.of("AA");
        answer.writer.onText(1, data.buffer(), data.start(), data.end());
        answer.writer.onMedia(0, EscapedText.of("image/png"), data.buffer(), data.start(), data.end());
        answer.writer.onExtra(-1, "service_tier", data.buffer(), data.start() - 1, data.end() + 1);
        answer.state("anthropic", "signature", "sig");
        answer.writer.onFinish(0, FinishReason.STOP_SEQUENCE, EscapedText.of("END"));
        answer.writer.onEnd();

        assertThat(answer.writer.loss().line())
                .isEqualTo("dropped=choices,media,service_tier,reasoning_state,stop_sequence");
    }

    @Test
    void tellsAFaultInItsLastEvent() {
        Answer answer = new Answer(true).start().text("a");
        answer.writer.onError(GatewayFault.of(Kind.UPSTREAM_BROKEN, "broke off"));
        answer.writer.close();

        assertThat(answer.written())
                .endsWith("event: message-end\ndata: {\"type\":\"message-end\",\"id\":\"x1\","
                        + "\"delta\":{\"finish_reason\":\"ERROR\",\"error\":\"broke off\"}}\n\n");
        assertThat(answer.heard().isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesForeignStateBehindTheIdsOfCalls(boolean isStream) {
        Answer answer = new Answer(isStream).start();
        answer.state("anthropic", "redacted_thinking", "red").blockEnd();
        answer.reasoning("Hm").state("anthropic", "signature", "sig").blockEnd();
        answer.text("Hi").state("gemini", "thought_signature", "txt").blockEnd();
        answer.state("gemini", "thought_signature", "own").call(0, "f").call(1, "g");
        end(answer, FinishReason.TOOL_CALLS);

        List<Heard.Call> calls = answer.heard().choice(0).calls();
        CallStates.Carried carried =
                CallStates.read(EscapedText.of(String.valueOf(calls.get(0).id())));

        assertThat(carried.id().decode()).isEqualTo("c0");
        assertThat(carried.ofCall())
                .hasToString("ReasoningState[maker=gemini@some-provider, kind=thought_signature, data=own, tag=]");
        assertThat(carried.ofText())
                .hasToString("ReasoningState[maker=gemini@some-provider, kind=thought_signature, data=txt, tag=]");
        assertThat(carried.ofReasoning())
                .hasToString("[ReasoningState[maker=anthropic@some-provider, kind=redacted_thinking, data=red, tag=],"
                        + " ReasoningState[maker=anthropic@some-provider, kind=signature, data=sig, tag=]]");
        assertThat(calls.get(1).id()).isEqualTo("c1");
        assertThat(answer.writer.loss().isEmpty()).isTrue();
    }

    @Test
    void leavesStateThatDoesNotFitToTheNextCall() {
        String large = "A".repeat(2000);
        Answer answer = new Answer(true).start();
        answer.reasoning("1").state("anthropic", "signature", large).blockEnd();
        answer.reasoning("2").state("anthropic", "signature", large).blockEnd();
        answer.reasoning("3").state("anthropic", "signature", "A".repeat(4000)).blockEnd();
        answer.call(0, "f").call(1, "g").call(2, "h");
        end(answer, FinishReason.TOOL_CALLS);

        List<Integer> states = new ArrayList<>();
        answer.heard()
                .choice(0)
                .calls()
                .forEach(call -> states.add(CallStates.read(EscapedText.of(String.valueOf(call.id())))
                        .ofReasoning()
                        .size()));

        assertThat(states).containsExactly(1, 1, 0);
        assertThat(answer.writer.loss().line()).isEqualTo("dropped=reasoning_state");
    }

    @Test
    void boundsWhatWaits() {
        Answer answer = new Answer(true).start().call(0, "f").call(1, "g");
        String piece = "x".repeat(1024 * 1024);
        for (int i = 0; i < 8; i++) {
            answer.arguments(1, piece);
        }
        end(answer, FinishReason.TOOL_CALLS);

        assertThat(answer.written().length()).isLessThan(CallQueue.WAITING_BYTES_MAX + 4096);
        assertThat(answer.writer.loss().line()).isEqualTo("dropped=tool_calls.arguments");
    }

    private static void end(Answer answer, FinishReason reason) {
        end(answer, reason, USAGE);
    }

    private static void end(Answer answer, FinishReason reason, Usage usage) {
        answer.writer.onFinish(0, reason, null);
        answer.writer.onUsage(usage);
        answer.writer.onEnd();
        answer.writer.close();
    }

    private static Citation citation(
            @Nullable String url, @Nullable String title, @Nullable String quote, long start, long end) {
        return new Citation(text(url), text(title), text(quote), start, end);
    }

    private static @Nullable EscapedText text(@Nullable String text) {
        return text == null ? null : EscapedText.of(text);
    }
}
