package io.penstock.dialect.responses.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of a test has single quotes. */
final class ResponsesAnswerReaderTest {
    private static final String CREATED =
            event("{'type':'response.created','response':{'id':'resp_1','model':'m','created_at':7,'output':[]}}");
    private static final String COMPLETED =
            event("{'type':'response.completed','response':{'id':'resp_1','status':'completed','usage':"
                    + "{'input_tokens':10,'input_tokens_details':{'cached_tokens':4},'output_tokens':6,"
                    + "'output_tokens_details':{'reasoning_tokens':2},'total_tokens':16}}}");

    private final ResponsesAnswerReader reader = new ResponsesAnswerReader();
    private final List<Verdict> verdicts = new ArrayList<>();

    static String event(String json) {
        return "data: " + json.replace('\'', '"') + "\n\n";
    }

    private Heard stream(String... events) {
        Heard heard = new Heard();
        Feed.stream(reader, String.join("", events).getBytes(StandardCharsets.UTF_8), heard, verdicts);
        return heard;
    }

    private Heard body(String json) {
        return Feed.body(reader, json.replace('\'', '"'));
    }

    @Test
    void tellsTextAndUsage() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.in_progress','response':{'id':'resp_1'}}"),
                event("{'type':'response.output_item.added','output_index':0,'item':{'type':'message','content':[]}}"),
                event("{'type':'response.content_part.added','output_index':0,'content_index':0,"
                        + "'part':{'type':'output_text','text':''}}"),
                event("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'Hé\\n'}"),
                event("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'lo'}"),
                event("{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'Hé\\nlo'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'message',"
                        + "'content':[{'type':'output_text','text':'Hé\\nlo'}]}}"),
                COMPLETED);

        assertThat(heard.id()).isEqualTo("resp_1");
        assertThat(heard.model()).isEqualTo("m");
        assertThat(heard.created()).isEqualTo(7);
        assertThat(heard.choice(0).blocks()).hasToString("[text: Hé\nlo]");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(6, 4, 0, 0, 4, 2)).isEqualTo(reader.usage());
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
                        Verdict.PREAMBLE,
                        Verdict.END);
    }

    @Test
    void tellsReasoningWithItsStateAsOneBlock() {
        Heard heard = stream(
                CREATED,
                event(
                        "{'type':'response.output_item.added','output_index':0,'item':{'type':'reasoning','summary':[]}}"),
                event(
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'a'}"),
                event(
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':1,'delta':'b'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','summary':"
                        + "[{'type':'summary_text','text':'a'},{'type':'summary_text','text':'b'}],"
                        + "'encrypted_content':'gAAA'}}"),
                event("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'x'}"),
                COMPLETED);

        assertThat(heard.choice(0).blocks()).hasToString("[reasoning: a\n\nb, text: x]");
        assertThat(heard.choice(0).states()).containsExactly("responses encrypted_content gAAA");
    }

    @Test
    void tellsReasoningThatNobodyCanReadAsABlockOfItsOwn() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning',"
                        + "'summary':[],'encrypted_content':'gAAA'}}"),
                COMPLETED);

        assertThat(heard.choice(0).states()).containsExactly("responses encrypted_content gAAA");
        assertThat(heard.choice(0).reasoning()).isEmpty();
        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.END);
    }

    @Test
    void tellsCallsByTheirPlaceHoweverTheyInterleave() {
        String added = "{'type':'response.output_item.added','output_index':%d,'item':{'type':'function_call',"
                + "'id':'%s','call_id':'%s','name':'%s','arguments':''}}";
        String delta =
                "{'type':'response.function_call_arguments.delta','output_index':%d,'item_id':'%s','delta':'%s'}";
        Heard heard = stream(
                CREATED,
                event(added.formatted(0, "x", "call_a", "f")),
                event(added.formatted(1, "x", "call_b", "f")),
                event(delta.formatted(0, "y", "{\\'a\\':")),
                event(delta.formatted(1, "z", "{}")),
                event(delta.formatted(0, "w", "1}")),
                event("{'type':'response.function_call_arguments.done','output_index':0,'arguments':'{}'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call',"
                        + "'call_id':'call_a','name':'f','arguments':'{}'}}"),
                event("{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call',"
                        + "'call_id':'call_b','name':'f','arguments':'{}'}}"),
                COMPLETED);

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("call_a", "f", "{\"a\":1}"), new Heard.Call("call_b", "f", "{}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(verdicts.subList(1, 6)).containsOnly(Verdict.OUTPUT);
    }

    @Test
    void tellsACustomToolsInputAsTheOneMemberOfAnObject() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.output_item.added','output_index':0,'item':{'type':'custom_tool_call',"
                        + "'call_id':'c','name':'sh','input':''}}"),
                event("{'type':'response.custom_tool_call_input.delta','output_index':0,'delta':'echo \\'a'}"),
                event("{'type':'response.custom_tool_call_input.delta','output_index':0,'delta':'\\n'}"),
                event("{'type':'response.custom_tool_call_input.done','output_index':0,'input':'ignored'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'custom_tool_call',"
                        + "'call_id':'c','name':'sh','input':'ignored'}}"),
                COMPLETED);

        assertThat(heard.choice(0).calls()).containsExactly(new Heard.Call("c", "sh", "{\"input\":\"echo \\\"a\\n\"}"));
    }

    @Test
    void tellsACallWhoseNameComesLast() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.function_call_arguments.delta','output_index':0,'delta':'{}'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'function_call',"
                        + "'call_id':'c','name':'f','arguments':{'a':1}}}"),
                COMPLETED);

        assertThat(heard.choice(0).calls()).containsExactly(new Heard.Call("c", "f", "{\"a\":1}"));
        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.END);
    }

    @Test
    void tellsRefusalsAndPartsAsBlocks() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'a'}"),
                event("{'type':'response.output_text.delta','output_index':0,'content_index':1,'delta':'b'}"),
                event("{'type':'response.refusal.delta','output_index':0,'content_index':2,'delta':'No'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':[]}}"),
                event("{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'c'}"),
                COMPLETED);

        assertThat(heard.choice(0).blocks()).hasToString("[text: a, text: b, refusal: No, text: c]");
    }

    @Test
    void tellsOnceWhatIsRepeatedAndAllOfWhatIsSaidOnce() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'a'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':"
                        + "[{'type':'output_text','text':'a'},{'type':'output_text','text':'b'}]}}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':"
                        + "[{'type':'output_text','text':'z'}]}}"),
                COMPLETED);

        assertThat(heard.choice(0).blocks()).hasToString("[text: a, text: b]");
    }

    @Test
    void tellsTheWholeResponseWhereNoEventDid() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.completed','response':{'output':[{'type':'message','content':"
                        + "[{'type':'output_text','text':'all'}]}]}}"));

        assertThat(heard.choice(0).text()).isEqualTo("all");
        assertThat(heard.usage()).isNull();
    }

    @Test
    void tellsCitationsWithinTheirText() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'a'}"),
                event(
                        "{'type':'response.output_text.annotation.added','output_index':0,'annotation_index':0,"
                                + "'annotation':{'type':'url_citation','url':'http://u','title':'t','start_index':0,'end_index':1}}"),
                event(
                        "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','content':"
                                + "[{'type':'output_text','text':'a','annotations':[{'type':'url_citation','url':'http://u'}]}]}}"),
                event(
                        "{'type':'response.output_item.done','output_index':1,'item':{'type':'message','content':"
                                + "[{'type':'output_text','text':'b','annotations':[{'type':'file_citation','filename':'f.txt'}]}]}}"),
                COMPLETED);

        List<Citation> citations = heard.choice(0).citations();
        assertThat(citations).hasSize(2);
        assertThat(citations.get(0).url()).hasToString("http://u");
        assertThat(citations.get(0).end()).isEqualTo(1);
        assertThat(citations.get(1).title()).hasToString("f.txt");
    }

    @Test
    void tellsAnImageThatIsWholeAndNoPartOfOne() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.image_generation_call.partial_image','output_index':0,"
                        + "'partial_image_b64':'AA'}"),
                event("{'type':'response.output_item.done','output_index':0,'item':{'type':'image_generation_call',"
                        + "'result':'AABB','output_format':'webp'}}"),
                COMPLETED);

        assertThat(heard.choice(0).blocks()).hasToString("[media: image/webp AABB]");
        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.END);
    }

    @Test
    void tellsWhatToolsOfTheProvidersDidAsAnExtra() {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.web_search_call.searching','output_index':0}"),
                event(
                        "{'type':'response.output_item.done','output_index':0,'item':{'type':'web_search_call','id':'ws'}}"),
                COMPLETED);

        assertThat(heard.extras()).containsExactly("0 web_search_call {\"type\":\"web_search_call\",\"id\":\"ws\"}");
    }

    @Test
    void failsOnMoreItemsThanAnyAnswerHas() {
        byte[] body = ("{\"status\":\"completed\",\"output\":[" + "{},".repeat(ResponseView.ITEMS_MAX) + "{}]}")
                .getBytes(StandardCharsets.US_ASCII);
        Heard heard = new Heard();

        Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(body), 0, body.length, heard);

        assertThat(verdict).isEqualTo(Verdict.ERROR);
        assertThat(reader.fault().message()).startsWith("output: ");
        assertThat(heard.choiceCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens, LENGTH", "content_filter, CONTENT_FILTER", "something_new, LENGTH"})
    void tellsWhyAnAnswerIsIncomplete(String reason, FinishReason expected) {
        Heard heard = stream(
                CREATED,
                event("{'type':'response.incomplete','response':{'status':'incomplete','incomplete_details':{'reason':'"
                        + reason + "'},'output':[]}}"));

        assertThat(heard.choice(0).finish()).isEqualTo(expected);
        assertThat(verdicts).endsWith(Verdict.END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\","
                        + "\"message\":\"slow\",\"param\":null}}\n\n",
                "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"slow\",\"param\":null}\n\n",
                "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":"
                        + "{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}}\n\n",
                "event: error\ndata: {\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}\n\n"
            })
    void saysWhatAProviderSaysOfItsFailure(String event) {
        Heard heard = stream(CREATED, event);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(GatewayFault.Kind.RATE_LIMITED);
        assertThat(reader.fault().code()).isEqualTo("rate_limit_exceeded");
        assertThat(reader.fault().message()).isEqualTo("slow");
        assertThat(heard.isEnded()).isFalse();
        assertThat(reader.isFinished()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\n\n",
                "data: nonsense\n\n",
                "data: [1]\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\\x\"}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\tb\"}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"} trailing\n\n",
                "data: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"message\",\"content\":[}}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"output_index\":99999,\"delta\":\"a\"}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"content_index\":1e30,\"delta\":\"a\"}\n\n",
                "event: error\ndata:\n\n"
            })
    void failsOnWhatItCannotRead(String event) {
        stream(CREATED, event);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(GatewayFault.Kind.UPSTREAM_BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ": ping\n\n",
                "data: [DONE]\n\n",
                "event: keepalive\ndata: {\"type\":\"keepalive\",\"sequence_number\":3}\n\n",
                "data: {\"type\":\"response.something.new\",\"delta\":\"a\"}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":7}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"\"}\n\n",
                "data: {\"type\":\"response.output_item.done\"}\n\n",
                "data: {}\n\n"
            })
    void passesOverWhatSaysNothing(String event) {
        stream(CREATED, event);

        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.PREAMBLE);
        assertThat(reader.isFinished()).isFalse();
    }

    @Test
    void takesATypeFromTheEventsNameAndDataFromSeveralLines() {
        Heard heard = stream(
                CREATED,
                "event: response.output_text.delta\ndata: {\"output_index\":0,\ndata: \"delta\":\"a\"}   \n\n",
                COMPLETED,
                "data: [DONE]\n\n");

        assertThat(heard.choice(0).text()).isEqualTo("a");
        assertThat(verdicts).containsExactly(Verdict.PREAMBLE, Verdict.OUTPUT, Verdict.END, Verdict.PREAMBLE);
    }

    @Test
    void readsAWholeAnswer() {
        Heard heard = body("{'id':'resp_1','object':'response','created_at':7,'model':'m','status':'completed',"
                + "'error':null,'service_tier':'flex','output':[{'type':'reasoning','summary':[{'type':'summary_text',"
                + "'text':'h'}],'encrypted_content':'gAAA'},{'type':'message','content':[{'type':'output_text',"
                + "'text':'t','annotations':[]},{'type':'refusal','refusal':'r'}]},{'type':'function_call',"
                + "'call_id':'c','name':'f','arguments':'{}'},{'type':'custom_tool_call','call_id':'d','name':'g',"
                + "'input':'x'}],'usage':{'input_tokens':3,'output_tokens':2,'total_tokens':5}}");

        assertThat(heard.choice(0).blocks()).hasToString("[reasoning: h, text: t, refusal: r, tool: f, tool: g]");
        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("c", "f", "{}"), new Heard.Call("d", "g", "{\"input\":\"x\"}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(heard.extras()).containsExactly("-1 service_tier \"flex\"");
        assertThat(heard.usage()).isEqualTo(new Usage(3, 0, 0, 0, 2, 0));
        assertThat(reader.isFinished()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|UPSTREAM_BROKEN",
                "<html>|UPSTREAM_BROKEN",
                "{}|UPSTREAM_BROKEN",
                "{\"output\":[|UPSTREAM_BROKEN",
                "{\"status\":\"queued\",\"output\":[]}|UPSTREAM_BROKEN",
                "{\"status\":\"failed\",\"output\":[],\"error\":{\"code\":\"server_error\",\"message\":\"x\"}}|UPSTREAM_BROKEN",
                "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"x\"}}|INVALID_REQUEST"
            })
    void failsOnABodyThatIsNoAnswer(String body, GatewayFault.Kind kind) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Heard heard = new Heard();

        Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(bytes), 0, bytes.length, heard);

        assertThat(verdict).isEqualTo(Verdict.ERROR);
        assertThat(reader.fault().kind()).isEqualTo(kind);
        assertThat(heard.choiceCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429|{\"error\":{\"message\":\"slow\",\"type\":\"tokens\",\"code\":null}}|RATE_LIMITED|tokens|slow",
                "400|{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\",\"code\":\"c\"}}|INVALID_REQUEST|c|bad",
                "502|<html>oops</html>|UPSTREAM_BROKEN|upstream_error|the provider answered with status 502",
                "500|down for now|UPSTREAM_BROKEN|upstream_error|down for now",
                "422|{\"detail\":\"no\"}|INVALID_REQUEST|invalid_request|no"
            })
    void readsErrorsByTheirStatus(int status, String body, GatewayFault.Kind kind, String code, String message) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        GatewayFault fault = reader.fault(status, Unpooled.wrappedBuffer(bytes), 0, bytes.length);

        assertThat(fault.status()).isEqualTo(status);
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({
        // input, cached, output, reasoning, and the same in buckets
        "10 4 6 2, 6 4 4 2",
        "10 40 6 2, 10 40 4 2",
        "10 0 6 20, 10 0 6 20",
        "-5 0 6 0, 0 0 6 0"
    })
    void countsInDisjointBuckets(String reported, String buckets) {
        String[] told = reported.split(" ", -1);
        Heard heard = body("{'status':'completed','output':[],'usage':{'input_tokens':" + told[0]
                + ",'input_tokens_details':{'cached_tokens':" + told[1] + "},'output_tokens':" + told[2]
                + ",'output_tokens_details':{'reasoning_tokens':" + told[3] + "}}}");

        Usage usage = Objects.requireNonNull(heard.usage());
        assertThat(usage.input() + " " + usage.cacheRead() + " " + usage.output() + " " + usage.reasoning())
                .isEqualTo(buckets);
    }
}
