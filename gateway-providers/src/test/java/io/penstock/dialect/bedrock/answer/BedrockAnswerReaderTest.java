package io.penstock.dialect.bedrock.answer;

import static io.penstock.dialect.bedrock.answer.Converse.START;
import static io.penstock.dialect.bedrock.answer.Converse.USAGE;
import static io.penstock.dialect.bedrock.answer.Converse.blockStop;
import static io.penstock.dialect.bedrock.answer.Converse.call;
import static io.penstock.dialect.bedrock.answer.Converse.input;
import static io.penstock.dialect.bedrock.answer.Converse.stop;
import static io.penstock.dialect.bedrock.answer.Converse.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Frames;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BedrockAnswerReaderTest {

    private static Heard heard(String lines) {
        return Feed.frames(new BedrockAnswerReader(), Converse.of(lines));
    }

    private static List<Verdict> verdicts(String lines) {
        List<Verdict> verdicts = new ArrayList<>();
        Feed.frames(new BedrockAnswerReader(), Converse.of(lines), new Heard(), verdicts);
        return verdicts;
    }

    private static Heard body(String json) {
        return Feed.body(new BedrockAnswerReader(), json.replace('\'', '"'));
    }

    private static List<String> blocks(Heard heard) {
        return heard.choice(0).blocks().stream().map(Heard.Block::toString).toList();
    }

    @Test
    void tellsATextAndWhatWasUsed() {
        Heard heard = heard(START + text(0, "Hel") + text(0, "lo") + blockStop(0) + stop("end_turn") + USAGE);

        assertThat(blocks(heard)).containsExactly("text: Hello");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(9, 0, 0, 0, 2, 0));
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void saysWhatEachEventWas() {
        String stream = START
                + text(0, "Hi")
                + blockStop(0)
                + call(1, "t", "f")
                + input(1, "{}")
                + blockStop(1)
                + stop("tool_use")
                + USAGE;

        assertThat(verdicts(stream))
                .containsExactly(
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.END);
        assertThat(verdicts(USAGE + stop("end_turn"))).containsExactly(Verdict.USAGE, Verdict.END);
        assertThat(verdicts("newEvent {'delta':{'text':'x'}}\n")).containsExactly(Verdict.PREAMBLE);
    }

    @Test
    void endsWhenBothLastEventsCameInWhateverOrder() {
        Heard stopFirst = heard(text(0, "Hi") + stop("end_turn") + USAGE);
        Heard usageFirst = heard(text(0, "Hi") + USAGE + stop("end_turn"));
        Heard withoutUsage = heard(text(0, "Hi") + stop("end_turn"));
        Heard cutOff = heard(text(0, "Hi") + USAGE);

        assertThat(stopFirst.essence()).isEqualTo(usageFirst.essence());
        assertThat(stopFirst.isEnded()).isTrue();
        assertThat(withoutUsage.isEnded()).isTrue();
        assertThat(withoutUsage.usage()).isNull();
        assertThat(cutOff.isEnded()).isFalse();
    }

    @Test
    void needsNoMessageStart() {
        Heard heard = heard(call(0, "tool-use-id", "test-tool")
                + input(0, "{\\'value\\':".replace('\'', '"'))
                + input(0, "\\'Sparkle Day\\'}".replace('\'', '"'))
                + blockStop(0)
                + USAGE
                + stop("tool_use"));

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("tool-use-id", "test-tool", "{\"value\":\"Sparkle Day\"}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void takesAnotherIndexForAnotherBlockWhereNothingStopsOne() {
        Heard heard = heard(text(0, "One.")
                + text(1, "Two.")
                + text(1, " Still.")
                + call(2, "t", "f")
                + blockStop(2)
                + text(3, "Three.")
                + stop("tool_use")
                + USAGE);

        assertThat(blocks(heard)).containsExactly("text: One.", "text: Two. Still.", "tool: f", "text: Three.");
    }

    @Test
    void countsCallsAndNotBlocks() {
        Heard heard = heard(text(0, "Let me see.")
                + blockStop(0)
                + call(4, "a", "first")
                + blockStop(4)
                + call(9, "b", "second")
                + input(9, "{\\\"x\\\":1}")
                + blockStop(9)
                + stop("tool_use")
                + USAGE);

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("a", "first", "{}"), new Heard.Call("b", "second", "{\"x\":1}"));
    }

    @Test
    void keepsInterleavedCallsApart() {
        Heard heard = heard(call(0, "a", "first")
                + call(1, "b", "second")
                + input(0, "[1")
                + input(1, "[2")
                + input(0, ",3]")
                + blockStop(0)
                + input(1, ",4]")
                + blockStop(1)
                + stop("tool_use")
                + USAGE);

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("a", "first", "[1,3]"), new Heard.Call("b", "second", "[2,4]"));
    }

    @Test
    void endsNoBlockThatIsNotTheLast() {
        List<String> told = new ArrayList<>();
        GenerationEvents out = new RecordingEvents(told);
        List<Verdict> verdicts = new ArrayList<>();

        Feed.frames(
                new BedrockAnswerReader(),
                Converse.of(call(0, "a", "f") + call(1, "b", "g") + blockStop(0) + input(1, "{}") + blockStop(1)),
                out,
                verdicts);

        assertThat(told).containsExactly("start", "call 0", "call 1", "arguments 1", "end");
    }

    @Test
    void tellsReasoningItsSignatureAndWhatCannotBeRead() {
        Heard heard = heard("""
                contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'Hm'}}}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'reasoningContent':{'signature':'c2ln'}}}
                contentBlockStop {'contentBlockIndex':0}
                contentBlockDelta {'contentBlockIndex':1,'delta':{'reasoningContent':{'redactedContent':'cmVk'}}}
                contentBlockStop {'contentBlockIndex':1}
                """ + text(2, "Yes") + stop("end_turn") + USAGE);

        assertThat(blocks(heard)).containsExactly("reasoning: Hm", "text: Yes");
        assertThat(heard.choice(0).states()).containsExactly("bedrock signature c2ln", "bedrock redactedContent cmVk");
    }

    @Test
    void tellsCitationsAndImages() {
        Heard heard = heard(text(0, "Paris.")
                + "contentBlockDelta {'contentBlockIndex':0,'delta':{'citation':{'title':'Atlas',"
                + "'sourceContent':[{'text':'the capital'}],'location':{'web':{'url':'https://x','domain':'x'}}}}}\n"
                + blockStop(0)
                + "contentBlockStart {'contentBlockIndex':1,'start':{'image':{'format':'jpeg'}}}\n"
                + "contentBlockDelta {'contentBlockIndex':1,'delta':{'image':{'source':{'bytes':'/9j/AA=='}}}}\n"
                + blockStop(1) + stop("end_turn") + USAGE);

        assertThat(blocks(heard)).containsExactly("text: Paris.", "media: image/jpeg /9j/AA==");
        assertThat(heard.choice(0).citations())
                .containsExactly(new GenerationEvents.Citation(
                        EscapedText.of("https://x"), EscapedText.of("Atlas"), EscapedText.of("the capital"), -1, -1));
    }

    @Test
    void passesOverTheProvidersOwnToolsAndBlocksThatNobodyKnows() {
        Heard heard = heard("""
                contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'s','name':'nova_grounding','type':'server_tool_use'}}}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'toolUse':{'input':'{}'}}}
                contentBlockStop {'contentBlockIndex':0}
                contentBlockStart {'contentBlockIndex':1,'start':{'toolResult':{'toolUseId':'s','status':'success'}}}
                contentBlockDelta {'contentBlockIndex':1,'delta':{'toolResult':[{'text':'found'}]}}
                contentBlockStop {'contentBlockIndex':1}
                contentBlockStart {'contentBlockIndex':2,'start':{'hologram':{}}}
                contentBlockDelta {'contentBlockIndex':2,'delta':{'hologram':{'x':1}}}
                contentBlockDelta {'contentBlockIndex':3,'delta':{'toolUse':{'input':'of no call'}}}
                """ + text(4, "Hi") + stop("end_turn") + USAGE);

        assertThat(blocks(heard)).containsExactly("text: Hi");
        assertThat(heard.choice(0).calls()).isEmpty();
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void takesATextWhoseBlockHasAStart() {
        Heard heard = heard(
                "contentBlockStart {'contentBlockIndex':0,'start':{}}\n" + text(0, "Hi") + stop("end_turn") + USAGE);

        assertThat(blocks(heard)).containsExactly("text: Hi");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            end_turn,                      STOP
            stop_sequence,                 STOP_SEQUENCE
            max_tokens,                    LENGTH
            model_context_window_exceeded, LENGTH
            tool_use,                      TOOL_CALLS
            content_filtered,              CONTENT_FILTER
            guardrail_intervened,          CONTENT_FILTER
            malformed_model_output,        STOP
            malformed_tool_use,            STOP
            a_new_one,                     STOP
            """)
    void tellsWhyTheModelStopped(String reason, FinishReason expected) {
        Heard stream = heard(text(0, "Hi") + stop(reason) + USAGE);
        Heard whole = body("{'output':{'message':{'role':'assistant','content':[{'text':'Hi'}]}},'stopReason':'"
                + reason + "','usage':{'inputTokens':9,'outputTokens':2,'totalTokens':11}}");

        assertThat(stream.choice(0).finish()).isEqualTo(expected);
        assertThat(whole.essence()).isEqualTo(stream.essence());
    }

    @Test
    void tellsTheTextThatEndedTheOutputAndKeepsWhatElseTheModelSays() {
        Heard stream = heard(text(0, "Hi")
                + "messageStop {'stopReason':'stop_sequence','additionalModelResponseFields':"
                + "{'delta':{'stop_sequence':'END'}}}\n"
                + USAGE);
        Heard more = heard(text(0, "Hi")
                + "messageStop {'stopReason':'stop_sequence','additionalModelResponseFields':"
                + "{'stop_sequence':'END','other':1}}\n"
                + "metadata {'usage':{'inputTokens':1},'trace':{'guardrail':{}},'serviceTier':{'type':'flex'}}\n");

        assertThat(stream.choice(0).stopSequence()).isEqualTo("END");
        assertThat(stream.extras()).isEmpty();
        assertThat(more.choice(0).stopSequence()).isEqualTo("END");
        assertThat(more.extras())
                .containsExactly(
                        "-1 additionalModelResponseFields {\"stop_sequence\":\"END\",\"other\":1}",
                        "-1 trace {\"guardrail\":{}}",
                        "-1 serviceTier {\"type\":\"flex\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            'inputTokens':18,'outputTokens':46,'totalTokens':64;                                     18 0 0 0 46
            'inputTokens':16,'outputTokens':9,'cacheReadInputTokens':5,'cacheWriteInputTokens':2387; 16 5 2387 0 9
            'inputTokens':1,'outputTokens':2,'cacheWriteInputTokens':30,'cacheDetails':[{'ttl':'1h','inputTokens':20},{'ttl':'5m','inputTokens':10}]; 1 0 10 20 2
            'cacheDetails':[{'inputTokens':20,'ttl':'1h'}];                                          0 0 0 20 0
            'inputTokens':-4,'outputTokens':1e30,'cacheReadInputTokens':'5','totalTokens':9;          none
            'inputTokens':null,'outputTokens':7;                                                     0 0 0 0 7
            """, quoteCharacter = '`')
    void countsInDisjointBuckets(String counts, String expected) {
        Heard stream = heard(text(0, "Hi") + stop("end_turn") + "metadata {'usage':{" + counts + "}}\n");

        Usage usage = stream.usage();
        assertThat(
                        usage == null
                                ? "none"
                                : usage.input() + " " + usage.cacheRead() + " " + usage.cacheWrite5m() + " "
                                        + usage.cacheWrite1h() + " " + usage.output())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            internalServerException {'message':'oops'}          | 500 | UPSTREAM_BROKEN  | upstream_error      | oops
            modelStreamErrorException {'message':'bad','originalStatusCode':500,'originalMessage':'x'} | 424 | UPSTREAM_BROKEN | upstream_error | bad
            modelStreamErrorException {'originalMessage':'x'}   | 424 | UPSTREAM_BROKEN  | upstream_error      | x
            serviceUnavailableException {'message':'later'}     | 503 | OVERLOADED       | overloaded          | later
            throttlingException {'Message':'slow down'}         | 429 | RATE_LIMITED     | rate_limit_exceeded | slow down
            validationException {'message':'no'}                | 400 | INVALID_REQUEST  | invalid_request     | no
            validationException {'message':'Input is too long for requested model.'} | 400 | INVALID_REQUEST | context_length_exceeded | Input is too long for requested model.
            modelTimeoutException {'message':'slow'}            | 408 | UPSTREAM_TIMEOUT | upstream_timeout    | slow
            someNewException {'message':'new'}                  | 502 | UPSTREAM_BROKEN  | someNewException    | new
            throttlingException {}                              | 429 | RATE_LIMITED     | rate_limit_exceeded | the provider answered with status 429 and did not say why
            """, quoteCharacter = '`')
    void tellsWhatAnExceptionSays(String line, int status, GatewayFault.Kind kind, String code, String message) {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();

        Feed.frames(reader, Converse.of(START + text(0, "Hi") + line), heard, verdicts);

        assertThat(verdicts).endsWith(Verdict.OUTPUT, Verdict.ERROR);
        assertThat(reader.fault()).isEqualTo(new GatewayFault(kind, status, code, message, null, 0));
        assertThat(heard.isEnded()).isFalse();
    }

    @Test
    void tellsWhatAnErrorFrameSays() {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        byte[] frame = Frames.frame(
                Frames.headers(
                        ":message-type",
                        "error",
                        ":error-code",
                        "InternalServerException",
                        ":error-message",
                        "it \"left\""),
                new byte[0]);

        Feed.frames(reader, frame);

        assertThat(reader.fault().message()).isEqualTo("it \"left\"");
        assertThat(reader.fault().status()).isEqualTo(500);
    }

    @Test
    void takesAFrameWithoutAMessageTypeForAnEvent() {
        byte[] frame = Frames.frame(
                Frames.headers(":event-type", "contentBlockDelta"),
                "{\"delta\":{\"text\":\"Hi\"},\"contentBlockIndex\":0}".getBytes(StandardCharsets.UTF_8));

        Heard heard = Feed.frames(new BedrockAnswerReader(), frame);

        assertThat(heard.choice(0).text()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a\u0001b'}}",
                "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a\\x'}}",
                "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a}}",
                "contentBlockDelta {'contentBlockIndex':0,'delta':{'text':'a'",
                "contentBlockDelta [1]",
                "contentBlockDelta not json",
                "contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'x'}}}",
                "contentBlockStart {'contentBlockIndex':0,'start':{'toolUse':'x'}}",
                "messageStop {'stopReason':",
                "messageStop 7",
                "metadata {'usage':{'inputTokens':1"
            })
    void refusesAnEventThatCannotBeRead(String line) {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        List<Verdict> verdicts = new ArrayList<>();

        Feed.frames(reader, Converse.of(line), new Heard(), verdicts);

        assertThat(verdicts).containsExactly(Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(GatewayFault.Kind.UPSTREAM_BROKEN);
        assertThat(reader.fault().message()).startsWith("the provider's answer could not be read: ");
    }

    @Test
    void refusesADamagedFrame() {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        byte[] frame = Converse.of(text(0, "Hello"));
        frame[frame.length - 12] ^= 1;
        ByteBuf bytes = Unpooled.wrappedBuffer(frame);

        Verdict verdict = reader.onEvent(bytes, 0, frame.length, new Heard());

        assertThat(verdict).isEqualTo(Verdict.ERROR);
        assertThat(reader.fault().message()).contains("damaged");
    }

    @Test
    void refusesMoreOpenCallsThanAnyAnswerHas() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i <= OpenBlocks.OPEN_MAX; i++) {
            lines.append(call(i * 1000, "id" + i, "f"));
        }

        List<Verdict> verdicts = verdicts(lines.toString());

        assertThat(verdicts).hasSize(OpenBlocks.OPEN_MAX + 1).endsWith(Verdict.ERROR);
    }

    @Test
    void toleratesAbsurdIndicesAndEventsInAnyOrder() {
        Heard heard = heard("""
                contentBlockStop {'contentBlockIndex':7}
                contentBlockDelta {'contentBlockIndex':-1,'delta':{'text':'a'}}
                contentBlockDelta {'delta':{'text':'b'}}
                contentBlockDelta {'contentBlockIndex':1e300,'delta':{'text':'c'}}
                contentBlockDelta {'contentBlockIndex':'x','delta':{'text':'d'}}
                contentBlockDelta {'contentBlockIndex':0,'delta':'text'}
                contentBlockDelta {'contentBlockIndex':0}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'text':null}}
                contentBlockDelta {'contentBlockIndex':0,'delta':{'text':''}}
                messageStart {'role':'assistant'}
                """ + stop("end_turn") + text(0, "late") + stop("max_tokens") + USAGE + text(0, "later"));

        assertThat(heard.choice(0).text()).isEqualTo("abcd");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void tellsAWholeAnswer() {
        Heard heard = body("""
                {'stopReason':'tool_use','metrics':{'latencyMs':1},'usage':{'inputTokens':9,'outputTokens':2},
                 'output':{'message':{'role':'assistant','content':[
                   {'reasoningContent':{'reasoningText':{'signature':'c2ln','text':'Hm'}}},
                   {'reasoningContent':{'redactedContent':'cmVk'}},
                   {'type':'text','text':'Look: '},
                   {'citationsContent':{'content':[{'text':'cited'}],'citations':[{'title':'T','source':'https://s'}]}},
                   {'image':{'format':'png','source':{'bytes':'iVBO'}}},
                   {'toolUse':{'toolUseId':'a','name':'f','input':{'x':[1,2]}}},
                   {'toolUse':{'toolUseId':'s','name':'grounding','input':{},'type':'server_tool_use'}},
                   {'toolUse':{'toolUseId':'b','name':'g'}},
                   {'guardContent':{'text':{'text':'?'}}}]}}}
                """);

        assertThat(blocks(heard))
                .containsExactly(
                        "reasoning: Hm", "text: Look: ", "text: cited", "media: image/png iVBO", "tool: f", "tool: g");
        assertThat(heard.choice(0).states()).containsExactly("bedrock signature c2ln", "bedrock redactedContent cmVk");
        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("a", "f", "{\"x\":[1,2]}"), new Heard.Call("b", "g", "{}"));
        assertThat(heard.choice(0).citations()).hasSize(1);
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(heard.usage()).isEqualTo(new Usage(9, 0, 0, 0, 2, 0));
        assertThat(heard.isEnded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'message':'slow down','__type':'ThrottlingException'} | 429 | slow down
            {'Message':'who?'}                                     | 502 | who?
            {'output':{}}                                          | 502 | the provider's answer could not be read: it has no output
            {'output':{'message':{'content':'Hi'}}}                | 502 | the provider's answer could not be read: it has no output
            {'output':{'message':{'content':[7]}}}                 | 502 | the provider's answer could not be read: a block: not an object
            {'output':{'message':{'content':[{'toolUse':{}}]}}}    | 502 | the provider's answer could not be read: toolUse: no name
            {'output':{'message':{'content':[{'text':'a'           | 502 | the provider's answer could not be read: it is no JSON
            <html>                                                 | 502 | the provider's answer could not be read: it is no JSON
            []                                                     | 502 | the provider's answer could not be read: it has no output
            """, quoteCharacter = '`')
    void refusesABodyThatIsNoAnswer(String json, int status, String message) {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        List<String> told = new ArrayList<>();

        Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(body), 0, body.length, new RecordingEvents(told));

        assertThat(verdict).isEqualTo(Verdict.ERROR);
        assertThat(told).isEmpty();
        assertThat(reader.fault().status()).isEqualTo(status);
        assertThat(reader.fault().message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | {'message':'bad'}                                                   | 400 | INVALID_REQUEST  | invalid_request     | bad
            403 | {'Message':'User is not authorized'}                                | 403 | FORBIDDEN        | forbidden           | User is not authorized
            403 | {'message':'expired','__type':'com.amazon.coral.service#ExpiredTokenException'} | 403 | UNAUTHENTICATED | invalid_api_key | expired
            403 | {'message':'x','__type':'UnrecognizedClientException:http://internal.amazon.com/coral/'} | 403 | UNAUTHENTICATED | invalid_api_key | x
            404 | {'message':'no such model'}                                         | 404 | MODEL_NOT_FOUND  | model_not_found     | no such model
            408 | {'message':'slow'}                                                  | 408 | UPSTREAM_TIMEOUT | upstream_timeout    | slow
            424 | {'message':'model','code':'ModelErrorException'}                    | 424 | UPSTREAM_BROKEN  | upstream_error      | model
            429 | {'message':'Too many tokens'}                                       | 429 | RATE_LIMITED     | rate_limit_exceeded | Too many tokens
            400 | {'message':'quota','__type':'ServiceQuotaExceededException'}        | 400 | RATE_LIMITED     | rate_limit_exceeded | quota
            429 | {'message':'warming up','__type':'ModelNotReadyException'}          | 429 | OVERLOADED       | overloaded          | warming up
            500 | {}                                                                  | 500 | UPSTREAM_BROKEN  | upstream_error      | the provider answered with status 500 and did not say why
            503 | Bedrock is unable to process your request.                          | 503 | OVERLOADED       | overloaded          | Bedrock is unable to process your request.
            502 | <html>Bad gateway</html>                                            | 502 | UPSTREAM_BROKEN  | upstream_error      | the provider answered with status 502 and did not say why
            """, quoteCharacter = '`')
    void tellsWhatAnErrorStatusMeans(
            int status, String body, int told, GatewayFault.Kind kind, String code, String message) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);

        GatewayFault fault = new BedrockAnswerReader().fault(status, Unpooled.wrappedBuffer(bytes), 0, bytes.length);

        assertThat(fault).isEqualTo(new GatewayFault(kind, told, code, message, null, 0));
    }
}
