package io.penstock.dialect.bedrock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.Usage;
import io.penstock.dialect.bedrock.answer.Teller.Tale;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BedrockAnswerWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);

    private static AnswerWriter writer(boolean isStream) {
        return new BedrockAnswerWriter(new AnswerContext(isStream, true, "ex1", 1, ModelTarget.of("p", "m"), NOTHING));
    }

    private static byte[] written(AnswerWriter writer, Tale tale) {
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        tale.tell(new Teller(writer));
        writer.close();
        return ByteBufUtil.getBytes(out);
    }

    private static List<String> stream(Tale tale) {
        return Converse.lines(written(writer(true), tale));
    }

    private static String document(Tale tale) {
        String json = new String(written(writer(false), tale), StandardCharsets.UTF_8);
        try {
            return MAPPER.readTree(json).toString().replace('"', '\'');
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static String content(Tale tale) {
        String document = document(tale);
        String before = "{'output':{'message':{'role':'assistant','content':";
        assertThat(document).startsWith(before);
        return document.substring(before.length(), document.indexOf("}},'stopReason'"));
    }

    @Test
    void writesATextAsFrames() {
        List<String> lines =
                stream(teller -> teller.start().text("Hel").text("lo \"you\"\n").end(FinishReason.STOP));

        assertThat(lines)
                .containsExactly(
                        "messageStart {'role':'assistant'}",
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'Hel'}}",
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'lo \\'you\\'\\n'}}",
                        "contentBlockStop {'contentBlockIndex':0}",
                        "messageStop {'stopReason':'end_turn'}",
                        "metadata {'metrics':{'latencyMs':0},'usage':{'inputTokens':9,'outputTokens':2,'totalTokens':11}}");
    }

    @Test
    void writesATextAsADocument() {
        String document = document(
                teller -> teller.start().text("Hel").text("lo \"you\"\n").end(FinishReason.STOP));

        assertThat(document)
                .isEqualTo("{'output':{'message':{'role':'assistant','content':[{'text':'Hello \\'you\\'\\n'}]}},"
                        + "'stopReason':'end_turn','usage':{'inputTokens':9,'outputTokens':2,'totalTokens':11},"
                        + "'metrics':{'latencyMs':0}}");
    }

    @Test
    void saysWhatItWrites() {
        assertThat(writer(true).contentType()).isEqualTo("application/vnd.amazon.eventstream");
        assertThat(writer(false).contentType()).isEqualTo("application/json");
    }

    @Test
    void writesCallsOneBehindTheOther() {
        Tale tale = teller -> {
            teller.start().text("See.").call(0, "a", "first").call(1, "b", "second");
            teller.arguments(1, "{\"y\"")
                    .arguments(0, "{\"x\":")
                    .arguments(1, ":2}")
                    .arguments(0, "1}");
            teller.call(2, "", "third").end(FinishReason.TOOL_CALLS);
        };

        assertThat(stream(tale))
                .containsSubsequence(
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'See.'}}",
                        "contentBlockStop {'contentBlockIndex':0}",
                        "contentBlockStart {'contentBlockIndex':1,'start':{'toolUse':{'toolUseId':'a','name':'first'}}}",
                        "contentBlockDelta {'contentBlockIndex':1,'delta':{'toolUse':{'input':'{\\'x\\':'}}}",
                        "contentBlockDelta {'contentBlockIndex':1,'delta':{'toolUse':{'input':'1}'}}}",
                        "contentBlockStop {'contentBlockIndex':1}",
                        "contentBlockStart {'contentBlockIndex':2,'start':{'toolUse':{'toolUseId':'b','name':'second'}}}",
                        "contentBlockDelta {'contentBlockIndex':2,'delta':{'toolUse':{'input':'{\\'y\\':2}'}}}",
                        "contentBlockStop {'contentBlockIndex':2}",
                        "contentBlockStart {'contentBlockIndex':3,'start':{'toolUse':{'toolUseId':'tooluse_ex1_2','name':'third'}}}",
                        "contentBlockDelta {'contentBlockIndex':3,'delta':{'toolUse':{'input':'{}'}}}",
                        "contentBlockStop {'contentBlockIndex':3}",
                        "messageStop {'stopReason':'tool_use'}");
        assertThat(content(tale))
                .isEqualTo("[{'text':'See.'},{'toolUse':{'toolUseId':'a','name':'first','input':{'x':1}}},"
                        + "{'toolUse':{'toolUseId':'b','name':'second','input':{'y':2}}},"
                        + "{'toolUse':{'toolUseId':'tooluse_ex1_2','name':'third','input':{}}}]");
    }

    @Test
    void writesAnInputThatComesAtOnce() {
        Tale tale = teller ->
                teller.start().call(0, "a", "f").input(0, "{\"q\":\"a\\\"b\"}").end(FinishReason.TOOL_CALLS);

        assertThat(stream(tale))
                .contains(
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'toolUse':{'input':'{\\'q\\':\\'a\\\\\\'b\\'}'}}}");
        assertThat(content(tale)).isEqualTo("[{'toolUse':{'toolUseId':'a','name':'f','input':{'q':'a\\'b'}}}]");
    }

    @Test
    void wrapsArgumentsThatAreNoObject() {
        String content = content(teller ->
                teller.start().call(0, "a", "f").arguments(0, "{\"x\":").end(FinishReason.LENGTH));

        assertThat(content)
                .isEqualTo("[{'toolUse':{'toolUseId':'a','name':'f','input':{'rawInvalidInput':'{\\'x\\':'}}}]");
    }

    @Test
    void writesReasoningWithItsSignatureAndWithoutOne() {
        Tale tale = teller -> teller.start()
                .thinks("Hm")
                .state("bedrock", "signature", "c2ln")
                .blockEnd()
                .thinks("Ha")
                .blockEnd()
                .state("bedrock", "redactedContent", "cmVk")
                .blockEnd()
                .text("Yes")
                .end(FinishReason.STOP);

        assertThat(stream(tale))
                .containsSubsequence(
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'Hm'}}}",
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'signature':'c2ln'}}}",
                        "contentBlockStop {'contentBlockIndex':0}",
                        "contentBlockDelta {'contentBlockIndex':1,'delta':{'reasoningContent':{'text':'Ha'}}}",
                        "contentBlockStop {'contentBlockIndex':1}",
                        "contentBlockDelta {'contentBlockIndex':2,'delta':{'reasoningContent':{'redactedContent':'cmVk'}}}",
                        "contentBlockStop {'contentBlockIndex':2}",
                        "contentBlockDelta {'contentBlockIndex':3,'delta':{'text':'Yes'}}");
        assertThat(content(tale))
                .isEqualTo("[{'reasoningContent':{'reasoningText':{'text':'Hm','signature':'c2ln'}}},"
                        + "{'reasoningContent':{'reasoningText':{'text':'Ha'}}},"
                        + "{'reasoningContent':{'redactedContent':'cmVk'}},{'text':'Yes'}]");
    }

    @Test
    void labelsTheStateOfOthers() {
        Heard heard = Feed.frames(
                new BedrockAnswerReader(),
                written(
                        writer(true),
                        teller -> teller.start()
                                .thinks("Hm")
                                .state("anthropic", "signature", "c2ln")
                                .blockEnd()
                                .text("Yes")
                                .state("gemini", "thought_signature", "dGV4dA")
                                .blockEnd()
                                .state("gemini", "thought_signature", "Y2FsbA")
                                .call(0, "id-1", "f")
                                .end(FinishReason.TOOL_CALLS)));

        List<String> states = heard.choice(0).states();
        StateLabel.Labelled ofReasoning = label(states.get(0));
        StateLabel.Labelled ofText = label(states.get(1));
        StateLabel.Labelled ofCall = StateLabel.read(
                EscapedText.of(String.valueOf(heard.choice(0).calls().get(0).id())));
        assertThat(states).hasSize(2);
        assertThat(ofReasoning.id().decode()).isEmpty();
        assertThat(ofReasoning.state())
                .isEqualTo(new ReasoningState("anthropic@p", "signature", EscapedText.of("c2ln")));
        assertThat(ofText.id().decode()).isEqualTo(CarriedState.OF_TEXT);
        assertThat(ofText.state())
                .isEqualTo(new ReasoningState("gemini@p", "thought_signature", EscapedText.of("dGV4dA")));
        assertThat(ofCall.id().decode()).isEqualTo("id-1");
        assertThat(ofCall.state())
                .isEqualTo(new ReasoningState("gemini@p", "thought_signature", EscapedText.of("Y2FsbA")));
    }

    private static StateLabel.Labelled label(String state) {
        return StateLabel.read(EscapedText.of(state.substring("bedrock signature ".length())));
    }

    @Test
    void putsTheStateOfACallInFrontOfItWhereNoIdCarriesSoMuch() {
        String long5000 = "x".repeat(5000);

        Heard heard = Feed.frames(
                new BedrockAnswerReader(),
                written(
                        writer(true),
                        teller -> teller.start()
                                .state("gemini", "thought_signature", long5000)
                                .call(0, "id-1", "f")
                                .end(FinishReason.TOOL_CALLS)));

        StateLabel.Labelled label = label(heard.choice(0).states().get(0));
        assertThat(heard.choice(0).calls().get(0).id()).isEqualTo("id-1");
        assertThat(label.id().decode()).isEqualTo(CarriedState.OF_CALL);
        assertThat(label.state())
                .isEqualTo(new ReasoningState("gemini@p", "thought_signature", EscapedText.of(long5000)));
    }

    @Test
    void writesARefusalAsATextThatWasFiltered() {
        Tale tale = teller -> teller.start().refuses("I will not.").end(FinishReason.STOP);

        assertThat(stream(tale))
                .contains(
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'I will not.'}}",
                        "messageStop {'stopReason':'content_filtered'}");
        assertThat(document(tale)).contains("{'text':'I will not.'}", "'stopReason':'content_filtered'");
    }

    @Test
    void writesImagesAndReportsOtherMedia() {
        Tale tale = teller -> teller.start()
                .text("Look")
                .image("image/jpg", "/9j/")
                .image("audio/wav", "UklG")
                .end(FinishReason.STOP);
        AnswerWriter writer = writer(true);

        byte[] stream = written(writer, tale);

        assertThat(Converse.lines(stream))
                .containsSubsequence(
                        "contentBlockStop {'contentBlockIndex':0}",
                        "contentBlockStart {'contentBlockIndex':1,'start':{'image':{'format':'jpeg'}}}",
                        "contentBlockDelta {'contentBlockIndex':1,'delta':{'image':{'source':{'bytes':'/9j/'}}}}",
                        "contentBlockStop {'contentBlockIndex':1}");
        assertThat(content(tale)).isEqualTo("[{'text':'Look'},{'image':{'format':'jpeg','source':{'bytes':'/9j/'}}}]");
        assertThat(writer.loss().line()).isEqualTo("dropped=media");
    }

    @Test
    void writesCitationsBesideTheTextTheyBelongTo() {
        Tale tale = teller -> teller.start()
                .text("Paris")
                .cites("https://x", "Atlas", "the capital")
                .text(".")
                .end(FinishReason.STOP);
        String citation = "{'title':'Atlas','sourceContent':[{'text':'the capital'}],"
                + "'location':{'web':{'url':'https://x'}}}";

        assertThat(stream(tale))
                .containsSubsequence(
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'Paris'}}",
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'citation':" + citation + "}}",
                        "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'.'}}");
        assertThat(content(tale))
                .isEqualTo("[{'citationsContent':{'content':[{'text':'Paris.'}],'citations':[" + citation + "]}}]");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, end_turn",
        "STOP_SEQUENCE, stop_sequence",
        "LENGTH, max_tokens",
        "TOOL_CALLS, tool_use",
        "CONTENT_FILTER, content_filtered",
        "PAUSE, end_turn"
    })
    void saysWhyTheModelStopped(FinishReason reason, String word) {
        Tale tale = teller -> teller.start().text("x").end(reason);

        assertThat(stream(tale)).contains("messageStop {'stopReason':'" + word + "'}");
        assertThat(document(tale)).contains("'stopReason':'" + word + "'");
    }

    @Test
    void saysThatItStoppedForACallWhateverTheProviderCalledIt() {
        List<String> lines = stream(teller -> teller.start().call(0, "a", "f").end(FinishReason.STOP));

        assertThat(lines).contains("messageStop {'stopReason':'tool_use'}");
    }

    @Test
    void tellsTheTextThatEndedTheOutput() {
        Tale tale = teller -> {
            teller.start().text("x");
            teller.out().onFinish(0, FinishReason.STOP_SEQUENCE, EscapedText.of("END"));
            teller.out().onEnd();
        };

        Heard stream = Feed.frames(new BedrockAnswerReader(), written(writer(true), tale));
        Heard whole = Feed.body(new BedrockAnswerReader(), written(writer(false), tale));

        assertThat(stream.choice(0).stopSequence()).isEqualTo("END");
        assertThat(whole.choice(0).stopSequence()).isEqualTo("END");
        assertThat(stream.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void tellsThatItBrokeOffAndNothingBehindThat() {
        AnswerWriter writer = writer(true);
        GatewayFault fault = GatewayFault.of(GatewayFault.Kind.OVERLOADED, "later");

        byte[] stream = written(writer, teller -> {
            teller.start().text("Hi");
            writer.onError(fault);
        });

        assertThat(Converse.lines(stream)).endsWith("serviceUnavailableException {'message':'later'}");
    }

    @Test
    void reportsWhatHasNoPlace() {
        AnswerWriter writer = writer(true);

        written(writer, teller -> {
            teller.start().cites("https://x", "t", "q").text("Hi");
            ByteBuf json = Unpooled.wrappedBuffer("{}".getBytes(StandardCharsets.US_ASCII));
            writer.onExtra(-1, "logprobs", json, 0, 2);
            writer.onText(1, json, 0, 2);
            teller.end(FinishReason.PAUSE);
        });

        assertThat(writer.loss().line()).isEqualTo("dropped=citation,logprobs,choices;approximated=pause");
    }

    @Test
    void rendersUsageThatReadsBackAsItWas() {
        Random random = new Random(11);
        for (int i = 0; i < 500; i++) {
            boolean hasCache = random.nextBoolean();
            Usage usage = new Usage(
                    random.nextInt(9999),
                    hasCache ? random.nextInt(99) : 0,
                    hasCache ? random.nextInt(99) : 0,
                    hasCache ? random.nextInt(99) : 0,
                    random.nextInt(9999),
                    0);
            Tale tale = teller -> {
                teller.start();
                teller.out().onUsage(usage);
                teller.out().onFinish(0, FinishReason.STOP, null);
                teller.out().onEnd();
            };

            assertThat(Feed.frames(new BedrockAnswerReader(), written(writer(true), tale))
                            .usage())
                    .isEqualTo(usage);
            assertThat(Feed.body(new BedrockAnswerReader(), written(writer(false), tale))
                            .usage())
                    .isEqualTo(usage);
        }
    }

    @Test
    void countsReasoningAsOutputAndAllOfItInTheTotal() {
        List<String> lines = stream(teller -> {
            teller.start();
            teller.out().onUsage(new Usage(1, 2, 4, 8, 16, 32));
            teller.out().onFinish(0, FinishReason.STOP, null);
            teller.out().onEnd();
        });

        assertThat(lines)
                .contains(
                        "metadata {'metrics':{'latencyMs':0},'usage':{'inputTokens':1,'outputTokens':48,'totalTokens':63,"
                                + "'cacheReadInputTokens':2,'cacheWriteInputTokens':12,'cacheDetails':"
                                + "[{'ttl':'1h','inputTokens':8},{'ttl':'5m','inputTokens':4}]}}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsBackWhatItWrote(boolean isStream) {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            Heard direct = new Heard();
            long seed = random.nextLong();
            tell(new Teller(direct), new Random(seed));
            AnswerWriter writer = writer(isStream);

            byte[] written = written(writer, teller -> tell(teller, new Random(seed)));

            AnswerReader reader = new BedrockAnswerReader();
            Heard heard = isStream ? Feed.frames(reader, written) : Feed.body(reader, written);
            assertThat(heard.essence()).as("seed " + seed).isEqualTo(direct.essence());
            assertThat(heard.choice(0).blocks()).isEqualTo(direct.choice(0).blocks());
            assertThat(heard.isEnded()).isTrue();
        }
    }

    /** Some answer: texts, thoughts and calls in any order, each block ended. */
    private static void tell(Teller teller, Random random) {
        teller.start();
        int calls = 0;
        int blocks = 1 + random.nextInt(6);
        for (int i = 0; i < blocks; i++) {
            switch (random.nextInt(4)) {
                case 0 -> teller.thinks("h\u00e4 " + i).thinks("\ud83d\ude00\"");
                case 1 -> teller.call(calls, "id" + calls, "f" + calls).input(calls++, "{\"a\":[1,\"\\u0041\\n\"]}");
                case 2 ->
                    teller.call(calls, "id" + calls, "f" + calls)
                            .arguments(calls, "{\"a\":")
                            .arguments(calls++, "\"\u20ac\\n\"}");
                default -> teller.text("t\n" + i).text("\\ \u4e2d");
            }
            teller.blockEnd();
        }
        teller.end(calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.LENGTH);
    }

    @Test
    void givesBackWhatAWholeAnswerKeepsWhereNobodyWaitsForIt() {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer();
        AnswerWriter writer = writer(false);
        writer.to(out);
        new Teller(writer)
                .start()
                .text("Hi")
                .cites("https://x", "t", "q")
                .blockEnd()
                .call(0, "a", "f")
                .arguments(0, "{");

        writer.close();
        writer.close();

        assertThat(out.readableBytes()).isZero();
        out.release();
    }
}
