package io.penstock.dialect.cohere.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.GenerationEvents.Citation;
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

final class CohereAnswerReaderTest {
    private static final String START =
            event("{'id':'a1','type':'message-start','delta':{'message':{'role':'assistant','content':[],"
                    + "'tool_plan':'','tool_calls':[],'citations':[]}}}");
    private static final String END = event("{'type':'message-end','delta':{'finish_reason':'COMPLETE','usage':{"
            + "'billed_units':{'input_tokens':1,'output_tokens':2},'tokens':{'input_tokens':10,'output_tokens':4},"
            + "'cached_tokens':6}}}");

    private final CohereAnswerReader reader = new CohereAnswerReader();

    @Test
    void tellsThinkingAndTextAsBlocksOfTheirOwn() {
        String stream = START
                + contentStart(0, "thinking")
                + thinking(0, "Well")
                + thinking(0, ".")
                + contentEnd(0)
                + contentStart(1, "text")
                + text(1, "Hel")
                + text(1, "lo")
                + contentEnd(1)
                + END;

        Heard heard = Feed.stream(reader, stream);

        assertThat(heard.id()).isEqualTo("a1");
        assertThat(heard.choice(0).blocks()).hasToString("[reasoning: Well., text: Hello]");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(4, 6, 0, 0, 4, 0));
        assertThat(heard.isEnded()).isTrue();
        assertThat(reader.isFinished()).isTrue();
    }

    @Test
    void partsTwoTextsInARow() {
        Heard heard = Feed.stream(
                reader, START + text(0, "a") + contentEnd(0) + contentStart(1, "text") + text(1, "b") + END);

        assertThat(heard.choice(0).blocks()).hasToString("[text: a, text: b]");
    }

    @Test
    void numbersCallsByItselfAndTellsThePlanAsReasoning() {
        String stream = START
                + plan("I will")
                + plan(" look.")
                + callStart(4, "c1", "f", "")
                + arguments(4, "{\\'a\\':")
                + arguments(4, "1}")
                + callEnd(4)
                + callStart(7, "c2", "g", "")
                + callEnd(7)
                + END.replace("COMPLETE", "TOOL_CALL");

        Heard heard = Feed.stream(reader, stream);

        assertThat(heard.choice(0).reasoning()).isEqualTo("I will look.");
        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("c1", "f", "{\"a\":1}"), new Heard.Call("c2", "g", "{}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void keepsTheArgumentsOfInterleavedCallsApart() {
        String stream = START
                + callStart(0, "c1", "f", "")
                + callStart(1, "c2", "g", "")
                + arguments(1, "{\\'b\\':")
                + arguments(0, "{\\'a\\':1}")
                + arguments(1, "2}")
                + callEnd(0)
                + callEnd(1)
                + END;

        Heard heard = Feed.stream(reader, stream);

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("c1", "f", "{\"a\":1}"), new Heard.Call("c2", "g", "{\"b\":2}"));
    }

    @ParameterizedTest
    @CsvSource({"null,{}", "n|ul|l,{}", "nu|x,nux", "nul,nul"})
    void takesNullForNoArguments(String pieces, String expected) {
        StringBuilder stream = new StringBuilder(START + callStart(0, "c", "f", ""));
        for (String piece : pieces.split("\\|", -1)) {
            stream.append(arguments(0, piece));
        }

        Heard heard = Feed.stream(reader, stream + callEnd(0) + END);

        assertThat(heard.choice(0).calls()).containsExactly(new Heard.Call("c", "f", expected));
    }

    @Test
    void tellsCitationsEvenBehindTheirText() {
        String citation = event("{'type':'citation-start','index':0,'delta':{'message':{'citations':{'start':0,'end':2,"
                + "'text':'Hi','sources':[{'type':'document','id':'doc:0','document':{'id':'doc:0','url':'http://x','title':'X'}},"
                + "{'type':'tool','id':'t:1','tool_output':{'n':1}}],'type':'TEXT_CONTENT'}}}}");

        Heard heard = Feed.stream(reader, START + text(0, "Hi") + contentEnd(0) + citation + END);

        assertThat(heard.choice(0).citations()).hasSize(2);
        Citation first = heard.choice(0).citations().get(0);
        assertThat(first).hasToString("Citation[url=http://x, title=X, quote=Hi, start=0, end=2]");
        assertThat(heard.choice(0).citations().get(1))
                .hasToString("Citation[url=null, title=t:1, quote=Hi, start=0, end=2]");
        assertThat(heard.choice(0).blocks()).hasToString("[text: Hi]");
    }

    @Test
    void keepsLogProbabilities() {
        String delta = event("{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'a'}}},"
                + "'logprobs':{'token_ids':[1],'logprobs':[-0.1]}}");

        assertThat(Feed.stream(reader, START + delta + END).extras())
                .containsExactly("0 logprobs {\"token_ids\":[1],\"logprobs\":[-0.1]}");
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE,STOP",
        "STOP_SEQUENCE,STOP_SEQUENCE",
        "MAX_TOKENS,LENGTH",
        "TOOL_CALL,TOOL_CALLS",
        "SOMETHING_NEW,STOP"
    })
    void knowsWhyTheModelStopped(String told, FinishReason expected) {
        Heard heard = Feed.stream(reader, START + END.replace("COMPLETE", told));

        assertThat(heard.choice(0).finish()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"ERROR,UPSTREAM_BROKEN,502", "TIMEOUT,UPSTREAM_TIMEOUT,504"})
    void takesAnEndThatSaysSoForAFault(String told, Kind kind, int status) {
        String end = event("{'type':'message-end','delta':{'finish_reason':'" + told + "','error':'out of luck'}}");
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();

        Feed.stream(reader, bytes(START + text(0, "a") + end), heard, verdicts);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(kind);
        assertThat(reader.fault().status()).isEqualTo(status);
        assertThat(reader.fault().message()).isEqualTo("out of luck");
        assertThat(heard.isEnded()).isFalse();
        assertThat(reader.isFinished()).isFalse();
    }

    @Test
    void saysWhatEachEventIs() {
        String stream = ": hello\n\n"
                + START
                + contentStart(0, "text")
                + text(0, "")
                + text(0, "a")
                + contentEnd(0)
                + event("{'type':'debug','prompt':'...'}")
                + event("{'type':'something-new','delta':{'message':{'content':{'text':'x'}}}}")
                + plan("p")
                + callStart(0, "c", "f", "")
                + callEnd(0)
                + event("{'type':'citation-end','index':0}")
                + END
                + "data: [DONE]\n\n"
                + text(0, "late");
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();

        Feed.stream(reader, bytes(stream), heard, verdicts);

        assertThat(verdicts)
                .containsExactly(
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.END,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE);
        assertThat(heard.choice(0).text()).isEqualTo("a");
    }

    @Test
    void readsEventsWithoutNamesWithoutAStartAndWithSeveralLines() {
        String stream =
                "data: {\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}}},\ndata: \"type\":\"content-delta\"}\n\n"
                        + "event: content-delta\ndata: {\"delta\":{\"message\":{\"content\":{\"text\":\"b\"}}}}\n\n"
                        + END;

        Heard heard = Feed.stream(reader, stream);

        assertThat(heard.choice(0).text()).isEqualTo("ab");
        assertThat(heard.id()).isNull();
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void isNotFinishedWithoutItsLastEvent() {
        Heard heard = Feed.stream(reader, START + text(0, "a") + contentEnd(0) + "data: [DONE]\n\n");

        assertThat(reader.isFinished()).isFalse();
        assertThat(heard.isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: ha this isn't json!",
                "data: {\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"a",
                "data: {\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"a\\x\"}}}}",
                "data: {\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"a\tb\"}}}}",
                "data: {\"type\":\"tool-call-start\",\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"x\"}}}}",
                "data: {\"type\":\"tool-call-start\",\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"name\":7}}}}}",
                "data: {\"type\":\"tool-call-delta\",\"index\":3,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"{\"}}}}}",
                "data: {\"message\":\"internal server error\",\"id\":\"x\"}",
                "event: error\ndata: {\"message\":\"internal server error\"}"
            })
    void refusesWhatItCannotRead(String event) {
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();

        Feed.stream(reader, bytes(START + event + "\n\n"), heard, verdicts);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
        assertThat(heard.choiceCount()).isZero();
    }

    @Test
    void refusesMoreOpenCallsThanAnAnswerHas() {
        StringBuilder stream = new StringBuilder(START);
        for (int i = 0; i <= OpenCalls.OPEN_MAX; i++) {
            stream.append(callStart(i * 1_000_000_007L, "c" + i, "f", ""));
        }
        List<Verdict> verdicts = new ArrayList<>();

        Feed.stream(reader, bytes(stream.toString()), new Heard(), verdicts);

        assertThat(verdicts.get(verdicts.size() - 1)).isEqualTo(Verdict.ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'content-delta'}",
                "{'type':'content-delta','delta':null}",
                "{'type':'content-delta','delta':{'message':[]}}",
                "{'type':'content-delta','delta':{'message':{'content':7}}}",
                "{'type':'content-delta','index':-9,'delta':{'message':{'content':{'text':{'a':1}}}}}",
                "{'type':'citation-start','delta':{'message':{'citations':null}}}",
                "{'type':'tool-call-end','index':12345678901234567890}",
                "{'type':7}",
                "{}"
            })
    void passesOverWhatSaysNothing(String event) {
        Heard heard = Feed.stream(reader, START + event(event) + END);

        assertThat(heard.choice(0).blocks()).isEmpty();
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void readsAWholeAnswer() {
        String body = json("{'id':'w1','finish_reason':'TOOL_CALL','message':{'role':'assistant','tool_plan':'Plan.',"
                + "'content':[{'type':'thinking','thinking':'Hm'},{'type':'text','text':'Hi'},{'type':'text','text':''}],"
                + "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'null'}},"
                + "{'id':'c2','type':'function','function':{'name':'g','arguments':'{\\'a\\':1}'}},"
                + "{'id':'c3','type':'function','function':{'name':'h','arguments':{'b':2}}}],"
                + "'citations':[{'start':0,'end':2,'text':'Hi','sources':[],'content_index':1}]},"
                + "'usage':{'billed_units':{'input_tokens':3,'output_tokens':4}},'logprobs':[{'token_ids':[1]}]}");

        Heard heard = Feed.body(reader, body);

        assertThat(heard.id()).isEqualTo("w1");
        assertThat(heard.choice(0).blocks())
                .hasToString("[reasoning: Plan., reasoning: Hm, text: Hi, tool: f, tool: g, tool: h]");
        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("c1", "f", "{}"),
                        new Heard.Call("c2", "g", "{\"a\":1}"),
                        new Heard.Call("c3", "h", "{\"b\":2}"));
        assertThat(heard.choice(0).citations())
                .hasToString("[Citation[url=null, title=null, quote=Hi, start=0, end=2]]");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(heard.extras()).containsExactly("0 logprobs [{\"token_ids\":[1]}]");
        assertThat(heard.usage()).isEqualTo(new Usage(3, 0, 0, 0, 4, 0));
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void tellsCitationsBehindTheTextsThatTheyBelongTo() {
        String body = json(
                "{'finish_reason':'COMPLETE','message':{'content':[{'type':'text','text':'a'},{'type':'text','text':'b'}],"
                        + "'citations':[{'text':'any'},{'text':'second','content_index':1},{'text':'first','content_index':0},{'text':'lost','content_index':9}]}}");
        List<String> told = new ArrayList<>();

        Heard heard = Feed.body(reader, body);
        heard.choice(0).citations().forEach(citation -> told.add(String.valueOf(citation.quote())));

        assertThat(told).containsExactly("first", "second", "any", "lost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "<html>",
                "{'message':'no such model'}",
                "{'finish_reason':'ERROR','message':{'role':'assistant'}}",
                "{'finish_reason':'COMPLETE','message':{'tool_calls':[{'id':'x','function':{}}]}}",
                "{'finish_reason':'COMPLETE','message':{'tool_calls':[{'function':{'name':'f','arguments':{'a':}}}]}}",
                "{'finish_reason':'COMPLETE','message':{'content':[{'text':'\\x'}]}}",
                "{'finish_reason':'COMPLETE','message':{'content':[{'text':'a"
            })
    void tellsNothingOfAWholeAnswerThatIsNone(String body) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes(json(body)));
        Heard heard = new Heard();

        Verdict verdict = reader.onBody(buffer, 0, buffer.writerIndex(), heard);

        assertThat(verdict).isEqualTo(Verdict.ERROR);
        assertThat(heard.choiceCount()).isZero();
        assertThat(reader.fault().message()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"message\":\"invalid request: x\"} | INVALID_REQUEST | 400 | invalid_request | invalid request: x",
                "400 | {\"message\":\"too many tokens: 9\"} | INVALID_REQUEST | 400 | context_length_exceeded | too many tokens: 9",
                "401 | {\"message\":\"invalid api token\",\"id\":\"1\"} | UNAUTHENTICATED | 401 | invalid_api_key | invalid api token",
                "403 | {\"message\":\"no\"} | FORBIDDEN | 403 | forbidden | no",
                "404 | {\"message\":\"model 'x' not found\"} | MODEL_NOT_FOUND | 404 | model_not_found | model 'x' not found",
                "422 | {\"message\":\"bad input\"} | INVALID_REQUEST | 422 | invalid_request | bad input",
                "429 | {\"message\":\"slow down\"} | RATE_LIMITED | 429 | rate_limit_exceeded | slow down",
                "498 | {\"message\":\"blocked\"} | INVALID_REQUEST | 498 | content_filter | blocked",
                "499 | {\"message\":\"request cancelled\"} | UPSTREAM_BROKEN | 502 | upstream_error | request cancelled",
                "500 | {\"error\":{\"message\":\"oh\"}} | UPSTREAM_BROKEN | 500 | upstream_error | oh",
                "501 | {\"detail\":\"not here\"} | UPSTREAM_BROKEN | 501 | upstream_error | not here",
                "503 | {} | OVERLOADED | 503 | overloaded | the provider answered with status 503 and did not say why",
                "504 | <html> | UPSTREAM_TIMEOUT | 504 | upstream_timeout | the provider answered with status 504 and did not say why",
                "500 | plain words | UPSTREAM_BROKEN | 500 | upstream_error | plain words"
            })
    void readsErrorsByTheirStatus(int status, String body, Kind kind, int told, String code, String message) {
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes(body));

        GatewayFault fault = reader.fault(status, buffer, 0, buffer.writerIndex());

        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.status()).isEqualTo(told);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.message()).isEqualTo(message);
    }

    private static String contentStart(int index, String kind) {
        return event("{'type':'content-start','index':" + index + ",'delta':{'message':{'content':{'type':'" + kind
                + "','" + kind + "':''}}}}");
    }

    private static String contentEnd(int index) {
        return event("{'type':'content-end','index':" + index + "}");
    }

    private static String text(int index, String text) {
        return event("{'type':'content-delta','index':" + index + ",'delta':{'message':{'content':{'text':'" + text
                + "'}}}}");
    }

    private static String thinking(int index, String text) {
        return text(index, text).replace("\"text\"", "\"thinking\"");
    }

    private static String plan(String text) {
        return event("{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'" + text + "'}}}");
    }

    private static String callStart(long index, String id, String name, String arguments) {
        return event("{'type':'tool-call-start','index':" + index + ",'delta':{'message':{'tool_calls':{'id':'" + id
                + "','type':'function','function':{'name':'" + name + "','arguments':'" + arguments + "'}}}}}");
    }

    private static String arguments(int index, String piece) {
        return event("{'type':'tool-call-delta','index':" + index
                + ",'delta':{'message':{'tool_calls':{'function':{'arguments':'" + piece + "'}}}}}");
    }

    private static String callEnd(int index) {
        return event("{'type':'tool-call-end','index':" + index + "}");
    }

    /** As the provider frames it, the type in the event's name too. */
    private static String event(String data) {
        String json = json(data);
        int type = json.indexOf("\"type\":\"") + 8;
        String name = type < 8 ? "" : "event: " + json.substring(type, json.indexOf('"', type)) + "\n";
        return name + "data: " + json + "\n\n";
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
