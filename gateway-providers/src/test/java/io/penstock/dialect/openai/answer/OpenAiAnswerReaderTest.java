package io.penstock.dialect.openai.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Heard.Block;
import io.penstock.dialect.Heard.Call;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of a test has single quotes. */
final class OpenAiAnswerReaderTest {
    private static final String ROLE = "'delta':{'role':'assistant','content':''}";
    private static final String STOP = "'delta':{},'finish_reason':'stop'";

    private final AnswerReader reader = new OpenAiAnswerReader();
    private final Heard heard = new Heard();
    private final List<Verdict> verdicts = new ArrayList<>();

    @Test
    void readsAStreamOfText() {
        stream(
                chunk(ROLE),
                chunk("'delta':{'content':'Hé'}"),
                chunk("'delta':{'content':'l\\nlo'}"),
                chunk(STOP),
                data("{'id':'c1','choices':[],'usage':{'prompt_tokens':5,'completion_tokens':7,'total_tokens':12}}"),
                "data: [DONE]\n\n");

        assertThat(heard.id()).isEqualTo("c1");
        assertThat(heard.model()).isEqualTo("m");
        assertThat(heard.created()).isEqualTo(9);
        assertThat(heard.choice(0).text()).isEqualTo("Hél\nlo");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(5, 0, 0, 0, 7, 0));
        assertThat(heard.isEnded()).isTrue();
        assertThat(verdicts)
                .containsExactly(
                        Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.OUTPUT, Verdict.OUTPUT, Verdict.USAGE, Verdict.END);
    }

    @Test
    void readsAWholeAnswer() {
        Verdict verdict = body("{'id':'c1','created':9,'model':'m','choices':[{'index':0,'message':{'role':'assistant',"
                + "'content':'Hi','refusal':null,'annotations':[],'reasoning_content':'Hm','tool_calls':[{'id':'t1',"
                + "'type':'function','function':{'name':'f','arguments':'{\\\"a\\\":1}'}},{'id':'t2','type':'function',"
                + "'function':{'name':'g','arguments':''}}]},'finish_reason':'tool_calls'}],'service_tier':'default',"
                + "'usage':{'prompt_tokens':5,'completion_tokens':7,'prompt_tokens_details':{'cached_tokens':2},"
                + "'completion_tokens_details':{'reasoning_tokens':3}}}");

        assertThat(verdict).isEqualTo(Verdict.END);
        assertThat(heard.choice(0).blocks())
                .containsExactly(
                        new Block("reasoning", "Hm"),
                        new Block("text", "Hi"),
                        new Block("tool", "f"),
                        new Block("tool", "g"));
        assertThat(heard.choice(0).calls())
                .containsExactly(new Call("t1", "f", "{\"a\":1}"), new Call("t2", "g", "{}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(heard.extras()).containsExactly("-1 service_tier \"default\"");
        assertThat(heard.usage()).isEqualTo(new Usage(3, 2, 0, 0, 4, 3));
        assertThat(heard.isEnded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stop | STOP",
                "length | LENGTH",
                "model_length | LENGTH",
                "content_filter | CONTENT_FILTER",
                "tool_calls | TOOL_CALLS",
                "function_call | TOOL_CALLS",
                "eos | STOP"
            })
    void knowsWhyAModelStops(String name, FinishReason reason) {
        stream(chunk("'delta':{'content':'a'},'finish_reason':'" + name + "'"), "data: [DONE]\n\n");

        assertThat(heard.choice(0).finish()).isEqualTo(reason);
    }

    @Test
    void waitsForToolsWhateverTheProviderCallsThat() {
        stream(
                chunk("'delta':{'tool_calls':[{'index':0,'id':'t','function':{'name':'f','arguments':'{}'}}]}"),
                chunk(STOP));

        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void tellsInterleavedCallsApart() {
        stream(
                call("{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}"),
                call("{'index':1,'id':'b','type':'function','function':{'name':'f','arguments':''}}"),
                call(
                        "{'index':1,'function':{'arguments':'{\\\"y\\\":'}},{'index':0,'function':{'arguments':'{\\\"x\\\":'}}"),
                call(
                        "{'index':0,'function':{'arguments':'1}'}},{'index':1,'id':'','function':{'name':'','arguments':'2}'}}"),
                chunk(STOP));

        assertThat(heard.choice(0).calls())
                .containsExactly(new Call("a", "f", "{\"x\":1}"), new Call("b", "f", "{\"y\":2}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Mistral: no index; Gemini's compatible API: index 0 for all; whole calls without any id.
                "{'id':'a','function':{'name':'f','arguments':'{}'}}|{'id':'b','function':{'name':'f','arguments':'{}'}}",
                "{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}"
                        + "|{'index':0,'id':'b','function':{'name':'f','arguments':'{}'}}",
                "{'id':'a','function':{'name':'f','arguments':'{'}}|{'id':'a','function':{'arguments':'}'}}"
                        + "|{'id':'b','function':{'name':'f','arguments':'{'}}|{'function':{'arguments':'}'}}",
                "{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}"
                        + "|{'index':0,'id':'a','function':{'name':'f','arguments':'}'}}"
                        + "|{'index':7,'id':'b','function':{'name':'f','arguments':'{}'}}|{'index':9}",
                "{'index':0,'id':'a','function':{'arguments':'{'}}|{'index':0,'function':{'name':'f','arguments':'}'}}"
                        + "|{'index':1,'id':'b','function':{'name':'f','arguments':{}}}"
            })
    void takesCallsHoweverTheyAreNumbered(String events) {
        List<String> chunks = new ArrayList<>();
        for (String event : events.split("\\|", -1)) {
            chunks.add(call(event));
        }
        chunks.add(chunk(STOP));
        stream(chunks.toArray(String[]::new));

        assertThat(heard.choice(0).calls()).containsExactly(new Call("a", "f", "{}"), new Call("b", "f", "{}"));
    }

    @Test
    void readsACallWithoutAnIdAndTheOneCallOfOld() {
        stream(
                chunk("'delta':{'function_call':{'name':'f','arguments':''}}"),
                chunk("'delta':{'function_call':{'arguments':'{}'}}"),
                chunk("'delta':{},'finish_reason':'function_call'"));

        assertThat(heard.choice(0).calls()).containsExactly(new Call(null, "f", "{}"));
    }

    @Test
    void readsReasoningByAnyNameOnce() {
        stream(
                chunk("'delta':{'reasoning_content':'a'}"),
                chunk("'delta':{'reasoning':'b'}"),
                chunk("'delta':{'reasoning':'c','reasoning_content':'c','content':null}"),
                chunk("'delta':{'content':[{'type':'thinking','thinking':[{'type':'text','text':'d'}]}]}"),
                chunk("'delta':{'content':[{'type':'text','text':'e'}]}"),
                chunk(STOP));

        assertThat(heard.choice(0).reasoning()).isEqualTo("abcd");
        assertThat(heard.choice(0).text()).isEqualTo("e");
    }

    @Test
    void keepsWhatARouterTellsOfReasoning() {
        stream(chunk("'delta':{'reasoning':'a','reasoning_details':[{'type':'reasoning.text'}]}"), chunk(STOP));

        assertThat(heard.extras()).containsExactly("0 reasoning_details [{\"type\":\"reasoning.text\"}]");
    }

    @Test
    void tellsStateBeforeTheCallItBelongsTo() {
        stream(
                chunk("'delta':{'content':'Wait'}"),
                call("{'id':'a','extra_content':{'google':{'thought_signature':'c2ln'}},"
                        + "'function':{'name':'f','arguments':'{}'}}"),
                chunk(STOP));

        assertThat(heard.choice(0).states()).containsExactly("openai thought_signature c2ln");
    }

    @Test
    void keepsChoicesApart() {
        stream(
                data("{'id':'c1','choices':[{'index':1,'delta':{'content':'b'}},{'index':0,'delta':{'content':'a'}}]}"),
                data("{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}"),
                data("{'id':'c1','choices':[{'index':1,'delta':{},'finish_reason':'length'}]}"),
                "data: [DONE]\n\n");

        assertThat(heard.choice(0).text()).isEqualTo("a");
        assertThat(heard.choice(1).text()).isEqualTo("b");
        assertThat(heard.choice(1).finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void isFinishedOnceAllChoicesAre() {
        stream(data("{'choices':[{'index':0,'delta':{'content':'a'}},{'index':1,'delta':{'content':'b'}}]}"));
        assertThat(reader.isFinished()).isFalse();

        event(chunk(STOP));
        assertThat(reader.isFinished()).isFalse();

        event(data("{'choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}"));
        assertThat(reader.isFinished()).isTrue();
        assertThat(heard.isEnded()).isFalse();

        reader.onSourceEnd(heard);
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void passesOverAzuresFirstChunk() {
        stream(
                data("{'choices':[],'created':0,'id':'','model':'','object':'','prompt_filter_results':[{}]}"),
                chunk("'delta':{'content':'a'},'content_filter_results':{}"),
                chunk(STOP));

        assertThat(heard.id()).isEqualTo("c1");
        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.OUTPUT);
    }

    @Test
    void countsUsageOnceWhereEachChunkReportsIt() {
        String usage = ",'usage':{'prompt_tokens':5,'completion_tokens':";
        String links = ",'citations':['https://a','https://b']";
        stream(
                data("{'id':'c1','choices':[{'delta':{'role':'assistant','content':'a'}}]" + usage + "1}" + links
                        + "}"),
                data("{'id':'c1','object':'chat.completion.done','choices':[{'delta':{'role':'assistant','content':''},"
                        + "'finish_reason':'stop'}]" + usage + "2}" + links + "}"),
                "data: [DONE]\n\n");

        assertThat(verdicts).containsExactly(Verdict.OUTPUT, Verdict.END, Verdict.PREAMBLE);
        assertThat(heard.usage()).isEqualTo(new Usage(5, 0, 0, 0, 2, 0));
        assertThat(heard.choice(0).citations())
                .extracting(Citation::url)
                .containsExactly(text("https://a"), text("https://b"));
    }

    @Test
    void readsUsageWhereverItStands() {
        stream(
                data("{'choices':[{'delta':{'content':'a'},'usage':{'prompt_tokens':1,'completion_tokens':2}}]}"),
                data("{'choices':[{'delta':{},'finish_reason':'stop'}],'x_groq':{'usage':"
                        + "{'prompt_tokens':3,'completion_tokens':4}}}"));

        assertThat(reader.usage()).isEqualTo(new Usage(3, 0, 0, 0, 4, 0));
        assertThat(heard.usage()).isEqualTo(reader.usage());
    }

    @Test
    void readsThePiecesOfWorkersAi() {
        stream(
                data("{'response':'Hel','p':'x'}"),
                data("{'response':'lo'}"),
                data("{'response':'','usage':{'prompt_tokens':1,'completion_tokens':2}}"),
                "data: [DONE]\n\n");

        assertThat(heard.choice(0).text()).isEqualTo("Hello");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(1, 0, 0, 0, 2, 0));
    }

    @Test
    void readsMediaAndCitations() {
        body("{'choices':[{'message':{'content':'See','images':[{'type':'image_url','image_url':{'url':"
                + "'data:image/png;base64,AAAA'}}],'annotations':[{'type':'url_citation','url_citation':{'url':'https://a',"
                + "'title':'A','start_index':0,'end_index':3}}]},'finish_reason':'stop'}]}");

        assertThat(heard.choice(0).blocks()).contains(new Block("media", "image/png AAAA"));
        assertThat(heard.choice(0).citations()).containsExactly(new Citation(text("https://a"), text("A"), null, 0, 3));
    }

    @Test
    void takesTheTranscriptOfASoundForItsText() {
        body("{'choices':[{'message':{'content':null,'audio':{'id':'a','data':'AAAA','transcript':'Hi'}},"
                + "'finish_reason':'stop'}]}");

        assertThat(heard.choice(0).blocks())
                .containsExactly(new Block("text", "Hi"), new Block("media", "audio/wav AAAA"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"Slow\",\"type\":\"rate_limit_error\",\"code\":\"slow_down\"}} | RATE_LIMITED | 429"
                        + " | slow_down | Slow",
                "{\"error\":\"Broke\"} | UPSTREAM_BROKEN | 502 | upstream_error | Broke",
                "{\"code\":\"The service is currently unavailable\",\"error\":\"Down\"} | OVERLOADED | 503 |"
                        + " The service is currently unavailable | Down",
                "{\"message\":\"Flat\",\"type\":\"invalid_request_error\",\"param\":\"x\",\"code\":\"wrong\"} |"
                        + " INVALID_REQUEST | 400 | wrong | Flat",
                "[{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\"}}] | RATE_LIMITED | 429 |"
                        + " RESOURCE_EXHAUSTED | Quota",
                "{\"object\":\"error\",\"message\":\"Old\",\"code\":503} | OVERLOADED | 503 | overloaded | Old",
                "{\"id\":\"c\",\"error\":{\"code\":502,\"message\":\"Routed\"},\"choices\":[{\"delta\":{\"content\":\"\"},"
                        + "\"finish_reason\":\"error\"}]} | UPSTREAM_BROKEN | 502 | upstream_error | Routed",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"insufficient_system_resource\"}]} | OVERLOADED | 503 |"
                        + " insufficient_system_resource | the provider ended its answer with an error",
                "{\"success\":false,\"errors\":[{\"code\":5007,\"message\":\"No such model\"}]} | UPSTREAM_BROKEN | 502 |"
                        + " 5007 | No such model",
                "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"Field required\",\"type\":\"missing\"}]} | UPSTREAM_BROKEN | 502 |"
                        + " upstream_error | Field required",
                "ha | UPSTREAM_BROKEN | 502 | upstream_error | the provider's answer cannot be read",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}} | UPSTREAM_BROKEN | 502 | upstream_error |"
                        + " the provider's answer cannot be read",
                "{\"choices\":[{\"delta\":{\"content\":\"\\x\"}}]} | UPSTREAM_BROKEN | 502 | upstream_error |"
                        + " the provider's answer cannot be read",
                "{\"choices\":[{\"index\":4096,\"delta\":{}}]} | UPSTREAM_BROKEN | 502 | upstream_error |"
                        + " the provider ended its answer with an error",
            })
    void tellsNothingOfAnError(String data, Kind kind, int status, String code, String message) {
        event(chunk("'delta':{'content':'a'}"));

        event("data: " + data + "\n\n");

        GatewayFault fault = reader.fault();
        assertThat(verdicts).endsWith(Verdict.ERROR);
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.status()).isEqualTo(status);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.message()).isEqualTo(message);
        assertThat(heard.choice(0).text()).isEqualTo("a");
        assertThat(heard.isEnded()).isFalse();
    }

    @Test
    void knowsAnErrorByTheNameOfItsEvent() {
        event("event: error\ndata: {\"message\":\"No\"}\n\n");

        assertThat(verdicts).containsExactly(Verdict.ERROR);
        assertThat(reader.fault().message()).isEqualTo("No");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'type':'ping'}", "{'object':'chat.completion.chunk'}", "{'choices':null}"})
    void passesOverEventsThatSayNothing(String data) {
        event(data(data));
        event(": keep-alive\n\n");

        assertThat(verdicts).containsOnly(Verdict.PREAMBLE);
        assertThat(reader.isFinished()).isFalse();
    }

    @Test
    void joinsTheLinesOfAnEvent() {
        event("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\n");

        assertThat(heard.choice(0).text()).isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'choices':[]}", "{}", "[]", "", "null", "<html>", "{'choices':[{'message':{'content':'\\x'}}]}"
            })
    void takesNoBodyWithoutAnAnswerForOne(String json) {
        assertThat(body(json)).isEqualTo(Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
        assertThat(heard.choiceCount()).isZero();
    }

    @Test
    void takesAnEndBeforeTheBeginningForAnError() {
        event("data: [DONE]\n\n");

        assertThat(verdicts).containsExactly(Verdict.ERROR);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error\":{\"message\":\"Bad key\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}} |"
                        + " UNAUTHENTICATED | 401 | invalid_api_key | Bad key",
                "402 | {\"error\":{\"message\":\"Insufficient Balance\"}} | PAYMENT_REQUIRED | 402 | insufficient_quota |"
                        + " Insufficient Balance",
                "422 | {\"detail\":\"Nope\"} | INVALID_REQUEST | 422 | invalid_request | Nope",
                "429 | {\"message\":\"Slow\",\"request_id\":\"r\"} | RATE_LIMITED | 429 | rate_limit_exceeded | Slow",
                "500 | oh dear | UPSTREAM_BROKEN | 500 | upstream_error | oh dear",
                "503 | <html>Down</html> | OVERLOADED | 503 | overloaded | the provider answered with status 503",
                "529 | '' | OVERLOADED | 529 | overloaded | the provider answered with status 529"
            })
    void readsWhatAnErrorStatusSays(int status, String body, Kind kind, int told, String code, String message) {
        ByteBuf buffer = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);

        GatewayFault fault = reader.fault(status, buffer, 0, buffer.writerIndex());

        assertThat(fault).isEqualTo(new GatewayFault(kind, told, code, message, null, 0));
    }

    @Test
    void passesOnWhenARetryMaySucceed() {
        String body = "{\"error\":{\"code\":429,\"message\":\"Quota\",\"details\":[{\"retryDelay\":\"34.4s\"}]}}";
        ByteBuf buffer = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);

        assertThat(reader.fault(429, buffer, 0, buffer.writerIndex()).retryAfterSeconds())
                .isEqualTo(35);
    }

    @Test
    void holdsNoMoreThanItMust() {
        String early = "x".repeat(60_000);
        event(call("{'index':0,'id':'a','function':{'arguments':'" + early + "'}}"));
        event(call("{'index':0,'function':{'arguments':'" + early + "'}}"));
        event(call("{'index':0,'function':{'arguments':'" + early + "'}}"));

        assertThat(verdicts).endsWith(Verdict.ERROR);
    }

    @Test
    void takesNoEndlessRowOfCalls() {
        for (int i = 0; i <= ChoiceReader.CALLS_MAX && !verdicts.contains(Verdict.ERROR); i++) {
            event(call("{'id':'a" + i + "','function':{'name':'f','arguments':'{}'}}"));
        }

        assertThat(verdicts).endsWith(Verdict.ERROR);
    }

    private void stream(String... events) {
        Feed.stream(reader, String.join("", events).getBytes(StandardCharsets.UTF_8), heard, verdicts);
    }

    private void event(String event) {
        ByteBuf buffer = Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
        verdicts.add(reader.onEvent(buffer, 0, buffer.writerIndex(), heard));
    }

    private Verdict body(String json) {
        ByteBuf buffer = Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8);
        return reader.onBody(buffer, 0, buffer.writerIndex(), heard);
    }

    private static String call(String calls) {
        return chunk("'delta':{'tool_calls':[" + calls + "]}");
    }

    private static String chunk(String choice) {
        return data("{'id':'c1','object':'chat.completion.chunk','created':9,'model':'m','choices':[{'index':0,"
                + choice + "}]}");
    }

    private static String data(String json) {
        return "data: " + json.replace('\'', '"') + "\n\n";
    }

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }
}
