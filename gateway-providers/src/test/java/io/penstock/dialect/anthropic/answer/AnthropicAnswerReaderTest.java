package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
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

final class AnthropicAnswerReaderTest {

    private static Heard hear(String lines) {
        return Feed.stream(new AnthropicAnswerReader(), Sse.of(lines));
    }

    private static Heard body(String json) {
        return Feed.body(new AnthropicAnswerReader(), json.replace('\'', '"'));
    }

    @Test
    void tellsATextAndWhatWasUsed() {
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();
        String stream = Sse.of(Sse.START + "{'type':'ping'}\n" + Sse.text(0, "", "Hel", "lo") + Sse.end("end_turn"));

        Feed.stream(new AnthropicAnswerReader(), stream.getBytes(StandardCharsets.UTF_8), heard, verdicts);

        assertThat(heard.id()).isEqualTo("msg_1");
        assertThat(heard.model()).isEqualTo("claude-x");
        assertThat(heard.choice(0).text()).isEqualTo("Hello");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(10, 0, 0, 0, 5, 0));
        assertThat(heard.isEnded()).isTrue();
        assertThat(verdicts)
                .containsExactly(
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.OUTPUT,
                        Verdict.PREAMBLE,
                        Verdict.OUTPUT,
                        Verdict.END);
    }

    @Test
    void tellsCallsWithACounterOfTheirOwn() {
        Heard heard = hear(Sse.START + Sse.text(0, "I look.") + """
                {'type':'content_block_start','index':1,'content_block':{'type':'tool_use','id':'toolu_a','name':'f','input':{}}}
                {'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':''}}
                {'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'{\\\\'a\\\\':1'}}
                {'type':'content_block_delta','index':1,'delta':{'type':'input_json_delta','partial_json':'}'}}
                {'type':'content_block_stop','index':1}
                {'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'toolu_b','name':'f','input':{}}}
                {'type':'content_block_stop','index':2}
                {'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'toolu_c','name':'g','input':{'x':'y'}}}
                {'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':'{\\\\'x\\\\':\\\\'y\\\\'}'}}
                {'type':'content_block_stop','index':3}
                """.replace("\\\\'", "\\\"") + Sse.end("tool_use"));

        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("toolu_a", "f", "{\"a\":1}"),
                        new Heard.Call("toolu_b", "f", "{}"),
                        new Heard.Call("toolu_c", "g", "{\"x\":\"y\"}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void tellsWhatItThoughtAndTheStateThatGoesWithIt() {
        Heard heard = hear(Sse.START + """
                {'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}
                {'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'Hm.'}}
                {'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'c2ln'}}
                {'type':'content_block_stop','index':0}
                {'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking','data':'ZGF0YQ'}}
                {'type':'content_block_stop','index':1}
                """ + Sse.text(2, "Yes.") + Sse.end("end_turn"));

        assertThat(heard.choice(0).reasoning()).isEqualTo("Hm.");
        assertThat(heard.choice(0).states())
                .containsExactly("anthropic signature c2ln", "anthropic redacted_thinking ZGF0YQ");
        assertThat(heard.choice(0).text()).isEqualTo("Yes.");
    }

    @Test
    void passesOverToolsOfTheProvidersOwnAndTellsWhereATextComesFrom() {
        Heard heard = hear(Sse.START + """
                {'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','id':'s','name':'web_search','input':{}}}
                {'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{}'}}
                {'type':'content_block_stop','index':0}
                {'type':'content_block_start','index':1,'content_block':{'type':'web_search_tool_result','tool_use_id':'s','content':[]}}
                {'type':'content_block_stop','index':1}
                {'type':'content_block_start','index':2,'content_block':{'type':'text','text':'','citations':[]}}
                {'type':'content_block_delta','index':2,'delta':{'type':'text_delta','text':'Blue.'}}
                {'type':'content_block_delta','index':2,'delta':{'type':'citations_delta','citation':{'type':'web_search_result_location','cited_text':'blue','url':'https://x','title':'Sky','encrypted_index':'E'}}}
                {'type':'content_block_stop','index':2}
                {'type':'later_event','index':2}
                """ + Sse.end("end_turn"));

        assertThat(heard.choice(0).text()).isEqualTo("Blue.");
        assertThat(heard.choice(0).calls()).isEmpty();
        assertThat(heard.choice(0).citations()).singleElement().satisfies(citation -> {
            assertThat(String.valueOf(citation.url())).isEqualTo("https://x");
            assertThat(String.valueOf(citation.title())).isEqualTo("Sky");
            assertThat(String.valueOf(citation.quote())).isEqualTo("blue");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "stop_sequence, STOP_SEQUENCE",
        "max_tokens, LENGTH",
        "model_context_window_exceeded, LENGTH",
        "tool_use, TOOL_CALLS",
        "refusal, CONTENT_FILTER",
        "pause_turn, PAUSE",
        "compaction, STOP",
        "unheard_of, STOP"
    })
    void saysWhyTheModelStopped(String name, FinishReason reason) {
        Heard streamed = hear(Sse.START + Sse.text(0, "x") + Sse.end(name));
        Heard whole = body("{'id':'i','model':'m','content':[],'stop_reason':'" + name + "','stop_sequence':'END'}");

        assertThat(streamed.choice(0).finish()).isEqualTo(reason);
        assertThat(streamed.choice(0).stopSequence()).isNull();
        assertThat(whole.choice(0).finish()).isEqualTo(reason);
        assertThat(whole.choice(0).stopSequence()).isEqualTo("END");
    }

    @Test
    void tellsWhyItRefusedAndWhatHasNoPlace() {
        Heard heard = hear(Sse.START + """
                {'type':'message_delta','delta':{'stop_reason':'refusal','stop_details':{'type':'refusal','category':'cyber','explanation':'No.'},'container':{'id':'c'}},'usage':{'output_tokens':5},'context_management':{'applied_edits':[]}}
                """ + Sse.STOP);

        assertThat(heard.choice(0).refusal()).isEqualTo("No.");
        assertThat(heard.extras()).hasSize(3).contains("-1 container {\"id\":\"c\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'input_tokens':43}|{'input_tokens':61,'output_tokens':2}|61,0,0,0,2,0
            {'input_tokens':9,'cache_creation_input_tokens':30,'cache_creation':{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':20}}|{'output_tokens':7}|9,0,10,20,7,0
            {'input_tokens':9,'cache_creation_input_tokens':30}|{'cache_read_input_tokens':4,'output_tokens':7}|9,4,30,0,7,0
            {'cache_creation':{'ephemeral_1h_input_tokens':20}}|{'output_tokens':7}|0,0,0,20,7,0
            {'cache_creation':{'ephemeral_1h_input_tokens':20}}|{'cache_creation_input_tokens':5}|0,0,0,5,0,0
            {'output_tokens':9}|{'output_tokens':9,'output_tokens_details':{'thinking_tokens':4}}|0,0,0,0,5,4
            {'output_tokens':9}|{'output_tokens':9,'output_tokens_details':{'thinking_tokens':40}}|0,0,0,0,0,9
            {'input_tokens':-4,'output_tokens':99999999999}|{'input_tokens':null,'output_tokens':'x','iterations':[{'input_tokens':7}]}|
            {'input_tokens':3}|{'input_tokens':null,'output_tokens':1}|3,0,0,0,1,0
            """)
    void countsCumulatively(String first, String last, String expected) {
        Heard heard = hear("{'type':'message_start','message':{'usage':" + first
                + "}}\n{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':" + last + "}\n" + Sse.STOP);

        Usage usage = heard.usage();

        assertThat(usage == null ? null : buckets(usage)).isEqualTo(expected);
    }

    private static String buckets(Usage usage) {
        return usage.input() + "," + usage.cacheRead() + "," + usage.cacheWrite5m() + "," + usage.cacheWrite1h() + ","
                + usage.output() + "," + usage.reasoning();
    }

    @Test
    void readsAWholeAnswerWhateverTheOrderOfItsMembers() {
        Heard heard = body("{'usage':{'output_tokens':3,'input_tokens':2},'stop_reason':'tool_use','content':["
                + "{'signature':'c2ln','thinking':'Hm.','type':'thinking'},{'text':'A','type':'text'},{'type':'text','text':'B',"
                + "'citations':[{'type':'char_location','cited_text':'q','document_title':'D','start_char_index':0}]},"
                + "{'type':'mcp_tool_use','id':'x','name':'n','input':{}},{'input':{'a':[1]},'name':'f','id':'t1','type':'tool_use'},"
                + "{'type':'tool_use','name':'g','id':'t2'}],'model':'m','id':'msg_9','type':'message'}");

        assertThat(heard.id()).isEqualTo("msg_9");
        assertThat(heard.choice(0).blocks())
                .extracting(Heard.Block::toString)
                .containsExactly("reasoning: Hm.", "text: A", "text: B", "tool: f", "tool: g");
        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("t1", "f", "{\"a\":[1]}"), new Heard.Call("t2", "g", "{}"));
        assertThat(heard.choice(0).states()).containsExactly("anthropic signature c2ln");
        assertThat(heard.choice(0).citations()).hasSize(1);
        assertThat(heard.usage()).isEqualTo(new Usage(2, 0, 0, 0, 3, 0));
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void takesAStreamThatStartsTwiceStopsTwiceOrNamesNoEvents() {
        String twice = Sse.START
                + Sse.START
                + Sse.text(0, "x")
                + Sse.end("end_turn")
                + Sse.end("max_tokens")
                + Sse.text(1, "y");
        Heard heard = hear(twice);
        Heard unnamed = Feed.stream(
                new AnthropicAnswerReader(),
                Sse.of(Sse.START + Sse.text(0, "x") + Sse.end("end_turn")).replaceAll("event: .*\n", ""));

        assertThat(heard.choice(0).text()).isEqualTo("x");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(unnamed.essence())
                .isEqualTo(
                        hear(Sse.START + Sse.text(0, "x") + Sse.end("end_turn")).essence());
    }

    @Test
    void endsAStreamThatGaveItsReasonAndNothingBehind() {
        AnswerReader reader = new AnthropicAnswerReader();
        Heard heard = Feed.stream(
                reader,
                Sse.of(Sse.START + Sse.text(0, "x") + Sse.end("end_turn").replace(Sse.STOP, "")));
        AnswerReader cut = new AnthropicAnswerReader();
        Heard unfinished = Feed.stream(cut, Sse.of(Sse.START + Sse.text(0, "x")));

        assertThat(reader.isFinished()).isTrue();
        assertThat(heard.isEnded()).isTrue();
        assertThat(cut.isFinished()).isFalse();
        assertThat(unfinished.isEnded()).isFalse();
    }

    @Test
    void readsDeltasWhoseMembersComeInAnyOrderAndOverSeveralLines() {
        String stream = Sse.of(Sse.START)
                + "event:content_block_delta\ndata:{\"index\":0,\ndata:\"delta\":{\"text\":\"a\\u00e9\",\"type\":\"text_delta\"},\n"
                + "data:\"type\":\"content_block_delta\"}    \n\ndata: [DONE]\n\n: a comment\n\n";

        Heard heard = Feed.stream(new AnthropicAnswerReader(), stream + Sse.of(Sse.end("end_turn")));

        assertThat(heard.choice(0).text()).isEqualTo("a\u00e9");
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, 529, OVERLOADED, overloaded",
        "rate_limit_error, 429, RATE_LIMITED, rate_limit_exceeded",
        "api_error, 500, UPSTREAM_BROKEN, upstream_error",
        "invalid_request_error, 400, INVALID_REQUEST, invalid_request",
        "authentication_error, 401, UNAUTHENTICATED, invalid_api_key",
        "billing_error, 402, PAYMENT_REQUIRED, insufficient_quota",
        "permission_error, 403, FORBIDDEN, forbidden",
        "not_found_error, 404, MODEL_NOT_FOUND, model_not_found",
        "request_too_large, 413, TOO_LARGE, request_too_large",
        "timeout_error, 504, UPSTREAM_TIMEOUT, upstream_timeout",
        "odd_error, 502, UPSTREAM_BROKEN, odd_error"
    })
    void knowsAnErrorInPlaceOfAnAnswer(String type, int status, Kind kind, String code) {
        String error = "{'type':'error','error':{'type':'" + type + "','message':'Why.'},'request_id':'r'}";
        AnswerReader streamed = new AnthropicAnswerReader();
        AnswerReader whole = new AnthropicAnswerReader();
        List<Verdict> verdicts = new ArrayList<>();

        Feed.stream(streamed, Sse.of(error).getBytes(StandardCharsets.UTF_8), new Heard(), verdicts);
        Feed.body(whole, error.replace('\'', '"'));

        GatewayFault expected = new GatewayFault(kind, status, code, "Why.", null, 0);
        assertThat(verdicts).containsExactly(Verdict.ERROR);
        assertThat(streamed.fault()).isEqualTo(expected);
        assertThat(whole.fault()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            429|{"type":"error","error":{"type":"rate_limit_error","message":"Slow."}}|RATE_LIMITED|rate_limit_exceeded|Slow.
            400|{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}}|INVALID_REQUEST|context_length_exceeded|prompt is too long: 9 > 8
            403|{"message":"No."}|FORBIDDEN|forbidden|No.
            400|{"error":"bad"}|INVALID_REQUEST|invalid_request|bad
            404|{"error":{"code":404,"message":"No such.","status":"NOT_FOUND"}}|MODEL_NOT_FOUND|model_not_found|No such.
            503|Service Unavailable|OVERLOADED|overloaded|Service Unavailable
            502|<html>oops</html>|UPSTREAM_BROKEN|upstream_error|the provider answered with status 502 and did not say why
            500|{"type":"er|UPSTREAM_BROKEN|upstream_error|the provider answered with status 500 and did not say why
            """)
    void saysWhatAnAnswerOfAnErrorStatusSays(int status, String body, Kind kind, String code, String message) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        GatewayFault fault = new AnthropicAnswerReader().fault(status, Unpooled.wrappedBuffer(bytes), 0, bytes.length);

        assertThat(fault).isEqualTo(new GatewayFault(kind, status, code, message, null, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'a\u0001'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'\\x'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'\\u12'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta'",
                "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'x'}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','name':'x','input':{'a':01}}}",
                "nonsense",
                "[1]",
                "{'error':{'message':'x'}}"
            })
    void makesAnEventThatCannotBeReadAnError(String event) {
        AnswerReader reader = new AnthropicAnswerReader();
        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();
        String stream = Sse.of(Sse.START) + "data: " + event.replace('\'', '"') + "\n\n";

        Feed.stream(reader, stream.getBytes(StandardCharsets.UTF_8), heard, verdicts);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
        assertThat(heard.choiceCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{'id':'x'}",
                "{'content':'text'}",
                "{'content':[1]}",
                "{'content':[{'type':'text','text':'a'},{'type':'tool_use'}]}",
                "{'content':[{'type':'text','text':'\u0001'}]}"
            })
    void makesABodyThatCannotBeReadAnErrorAndTellsNothingOfIt(String body) {
        AnswerReader reader = new AnthropicAnswerReader();
        Heard heard = Feed.body(reader, body.replace('\'', '"'));

        assertThat(heard.choiceCount()).isZero();
        assertThat(heard.isEnded()).isFalse();
        assertThat(reader.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
    }

    @Test
    void bearsAbsurdIndicesAndNoMoreOpenBlocksThanItKeeps() {
        StringBuilder stream = new StringBuilder(Sse.START);
        for (int i = 0; i < OpenBlocks.OPEN_MAX + 1; i++) {
            stream.append(
                    "{'type':'content_block_start','index':" + i + "999999999999,'content_block':{'type':'text'}}\n");
        }
        AnswerReader reader = new AnthropicAnswerReader();
        Feed.stream(reader, Sse.of(stream.toString()));

        Heard absurd = hear(Sse.START + Sse.text(2_000_000_000, "x").replace("2000000000", "-5") + Sse.end("end_turn"));

        assertThat(reader.fault().message()).contains("blocks are open");
        assertThat(absurd.choice(0).text()).isEqualTo("x");
    }
}
