package io.penstock.dialect.responses.reply;

import static io.penstock.dialect.responses.reply.Written.arguments;
import static io.penstock.dialect.responses.reply.Written.reasoning;
import static io.penstock.dialect.responses.reply.Written.state;
import static io.penstock.dialect.responses.reply.Written.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ResponsesAnswerWriterTest {
    private static final Usage USAGE = new Usage(6, 4, 1, 2, 4, 2);

    private static void end(ResponsesAnswerWriter writer, FinishReason reason) {
        writer.onFinish(0, reason, null);
        writer.onUsage(USAGE);
        writer.onEnd();
    }

    private static void call(ResponsesAnswerWriter writer, int call, String id, String name) {
        writer.onToolCallStart(0, call, EscapedText.of(id), EscapedText.of(name));
    }

    private static String item(JsonNode item) {
        return item.toString().replace('"', '\'');
    }

    @Test
    void writesTextAsTheFullRowOfEvents() {
        Written written = Written.events(writer -> {
            writer.onStart(EscapedText.of("resp_9"), EscapedText.of("m"), 7);
            text(writer, "He said \"hi\"\n");
            text(writer, "é");
            end(writer, FinishReason.STOP);
        });

        assertThat(written.types())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "completed");
        assertThat(written.text)
                .contains("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                        + "\"sequence_number\":5,\"item_id\":\"msg_ex-1_0\",\"output_index\":0,\"content_index\":0,"
                        + "\"delta\":\"é\",\"logprobs\":[]}\n\n")
                .doesNotContain("[DONE]");
        List<JsonNode> events = written.events();
        assertThat(item(events.get(2)))
                .isEqualTo(
                        "{'type':'response.output_item.added','sequence_number':2,'output_index':0,'item':"
                                + "{'id':'msg_ex-1_0','type':'message','status':'in_progress','role':'assistant','content':[]}}");
        assertThat(item(events.get(3)))
                .isEqualTo("{'type':'response.content_part.added','sequence_number':3,'item_id':'msg_ex-1_0',"
                        + "'output_index':0,'content_index':0,'part':{'type':'output_text','annotations':[],"
                        + "'logprobs':[],'text':''}}");
        assertThat(events.get(6).path("text").asText()).isEqualTo("He said \"hi\"\né");
        JsonNode created = events.get(0).path("response");
        assertThat(created.path("id").asText()).isEqualTo("resp_9");
        assertThat(created.path("status").asText()).isEqualTo("in_progress");
        assertThat(created.path("created_at").asLong()).isEqualTo(7);
        assertThat(created.path("output")).isEmpty();
        JsonNode completed = written.last().path("response");
        assertThat(item(completed.path("usage")))
                .isEqualTo("{'input_tokens':13,'input_tokens_details':{'cached_tokens':4,'cache_write_tokens':3},"
                        + "'output_tokens':6,'output_tokens_details':{'reasoning_tokens':2},'total_tokens':19}");
        assertThat(written.loss.isEmpty()).isTrue();
    }

    @Test
    void writesTheSameWhole() {
        Written written = Written.whole(writer -> {
            writer.onStart(EscapedText.of("chatcmpl-1"), null, 0);
            reasoning(writer, "h");
            writer.onBlockEnd(0);
            text(writer, "a");
            call(writer, 0, "call_1", "f");
            arguments(writer, 0, "{'x':1}");
            end(writer, FinishReason.TOOL_CALLS);
        });

        JsonNode response = written.json();
        assertThat(response.path("id").asText()).isEqualTo("resp_ex-1");
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("model").asText()).isEqualTo("up-model");
        assertThat(response.path("created_at").asLong()).isEqualTo(1700000000);
        assertThat(written.output())
                .extracting(ResponsesAnswerWriterTest::item)
                .containsExactly(
                        "{'id':'rs_ex-1_0','type':'reasoning','summary':[{'type':'summary_text','text':'h'}]}",
                        "{'id':'msg_ex-1_1','type':'message','status':'completed','role':'assistant','content':["
                                + "{'type':'output_text','annotations':[],'logprobs':[],'text':'a'}]}",
                        "{'id':'fc_ex-1_2','type':'function_call','status':'completed',"
                                + "'arguments':'{\\'x\\':1}','call_id':'call_1','name':'f'}");
    }

    @Test
    void repeatsWhatWasAsked() {
        Written written = Written.of(
                "{'model':'m','instructions':'Be brief','input':'Hi','temperature':0.5,'max_output_tokens':99,"
                        + "'parallel_tool_calls':false,'reasoning':{'effort':'high'},'metadata':{'a':\n'b'},"
                        + "'text':{'verbosity':'low','format':{'type':'json_schema','name':'n','schema':\r\n{'type':'object'}}},"
                        + "'tools':[{'type':'function','name':'f','parameters':{'type':\n'object'},'strict':true},"
                        + "{'type':'custom','name':'g'}],'tool_choice':{'type':'custom','name':'g'},'user':'u'}",
                true,
                writer -> {
                    writer.onStart(null, null, 0);
                    end(writer, FinishReason.STOP);
                });

        JsonNode response = written.last().path("response");
        assertThat(response.path("instructions").asText()).isEqualTo("Be brief");
        assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(response.path("top_p").asDouble()).isEqualTo(1.0);
        assertThat(response.path("max_output_tokens").asInt()).isEqualTo(99);
        assertThat(response.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(item(response.path("reasoning"))).isEqualTo("{'effort':'high','summary':null}");
        assertThat(item(response.path("metadata"))).isEqualTo("{'a':'b'}");
        assertThat(item(response.path("text")))
                .isEqualTo("{'format':{'type':'json_schema','name':'n','schema':{'type':'object'},'strict':false},"
                        + "'verbosity':'low'}");
        assertThat(item(response.path("tools")))
                .isEqualTo("[{'type':'function','name':'f','description':null,'parameters':{'type':'object'},"
                        + "'strict':true},{'type':'custom','name':'g','description':null}]");
        assertThat(item(response.path("tool_choice"))).isEqualTo("{'type':'custom','name':'g'}");
        assertThat(response.path("store").asBoolean(true)).isFalse();
        assertThat(response.path("previous_response_id").isNull()).isTrue();
    }

    @Test
    void endsAMessageBeforeACallAndKeepsTextsOfOneMessageTogether() {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            text(writer, "a");
            writer.onBlockEnd(0);
            text(writer, "b");
            EscapedText no = EscapedText.of("No");
            writer.onRefusal(0, no.buffer(), no.start(), no.end());
            call(writer, 0, "call_1", "f");
            writer.onBlockEnd(0);
            text(writer, "c");
            end(writer, FinishReason.STOP);
        });

        assertThat(written.output())
                .extracting(item -> item.path("type").asText())
                .containsExactly("message", "function_call", "message");
        assertThat(written.output().get(0).path("content"))
                .extracting(part -> part.path("type").asText())
                .containsExactly("output_text", "output_text", "refusal");
        assertThat(written.output().get(1).path("arguments").asText()).isEqualTo("{}");
        assertThat(written.types())
                .containsSubsequence("refusal.delta", "refusal.done", "content_part.done", "output_item.done")
                .containsSubsequence(
                        "function_call_arguments.delta", "function_call_arguments.done", "output_item.done");
    }

    @Test
    void writesCallsThatInterleave() {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            call(writer, 0, "a", "f");
            arguments(writer, 0, "{'x'");
            writer.onToolCallStart(0, 1, null, EscapedText.of("f"));
            ByteBuf input = Unpooled.copiedBuffer("{\"y\":\"\\n\"}", StandardCharsets.UTF_8);
            writer.onToolCallInput(0, 1, input, 0, input.writerIndex());
            arguments(writer, 0, ":1}");
            end(writer, FinishReason.TOOL_CALLS);
        });

        assertThat(written.output())
                .extracting(item ->
                        item.path("call_id").asText() + item.path("arguments").asText())
                .containsExactly("a{\"x\":1}", "call_ex-1_1{\"y\":\"\\n\"}");
    }

    @Test
    void givesAClientWithACustomToolItsInput() {
        Written written = Written.of(
                "{'model':'m','input':'Hi','tools':[{'type':'custom','name':'sh'},{'type':'function','name':'f'}]}",
                true,
                writer -> {
                    writer.onStart(null, null, 0);
                    call(writer, 0, "a", "sh");
                    arguments(writer, 0, "{'input'");
                    arguments(writer, 0, ":'ls\\n'}");
                    call(writer, 1, "b", "sh");
                    arguments(writer, 1, "no object");
                    call(writer, 2, "c", "f");
                    arguments(writer, 2, "{'input':'x'}");
                    end(writer, FinishReason.TOOL_CALLS);
                });

        assertThat(written.output())
                .extracting(ResponsesAnswerWriterTest::item)
                .containsExactly(
                        "{'id':'ctc_ex-1_0','type':'custom_tool_call','status':'completed','input':'ls\\n',"
                                + "'call_id':'a','name':'sh'}",
                        "{'id':'ctc_ex-1_1','type':'custom_tool_call','status':'completed','input':'no object',"
                                + "'call_id':'b','name':'sh'}",
                        "{'id':'fc_ex-1_2','type':'function_call','status':'completed',"
                                + "'arguments':'{\\'input\\':\\'x\\'}','call_id':'c','name':'f'}");
        assertThat(written.types()).contains("custom_tool_call_input.delta", "custom_tool_call_input.done");
    }

    @Test
    void carriesStateInReasoningItems() {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            reasoning(writer, "h");
            state(writer, "anthropic", "signature", "sig");
            writer.onBlockEnd(0);
            state(writer, "anthropic", "redacted_thinking", "red");
            writer.onBlockEnd(0);
            text(writer, "t");
            state(writer, "gemini", "thought_signature", "of text");
            state(writer, "gemini", "thought_signature", "second of text");
            writer.onBlockEnd(0);
            state(writer, "gemini", "thought_signature", "of call");
            call(writer, 0, "a", "f");
            end(writer, FinishReason.TOOL_CALLS);
        });

        List<JsonNode> output = written.output();
        assertThat(output)
                .extracting(item -> item.path("type").asText())
                .containsExactly(
                        "reasoning", "reasoning", "message", "reasoning", "reasoning", "reasoning", "function_call");
        assertThat(carried(output.get(0)))
                .isEqualTo(new CarriedState(
                        new ReasoningState("anthropic@google", "signature", EscapedText.of("sig")),
                        CarriedState.Owner.REASONING));
        assertThat(carried(output.get(1)).state().kind()).isEqualTo("redacted_thinking");
        assertThat(carried(output.get(3)).owner()).isEqualTo(CarriedState.Owner.TEXT);
        assertThat(carried(output.get(5)))
                .isEqualTo(new CarriedState(
                        new ReasoningState("gemini@google", "thought_signature", EscapedText.of("of call")),
                        CarriedState.Owner.CALL));
        assertThat(output.get(0).path("encrypted_content").asText()).startsWith(StateLabel.MARK);
    }

    private static CarriedState carried(JsonNode item) {
        return CarriedState.read(EscapedText.of(item.path("encrypted_content").asText()));
    }

    @Test
    void carriesItsOwnDialectsStateAsItIs() {
        Written written = Written.whole(writer -> {
            writer.onStart(null, null, 0);
            state(writer, "responses", "encrypted_content", "gAAA");
            writer.onBlockEnd(0);
            end(writer, FinishReason.STOP);
        });

        assertThat(item(written.output().get(0)))
                .isEqualTo("{'id':'rs_ex-1_0','type':'reasoning','summary':[],'encrypted_content':'gAAA'}");
    }

    @Test
    void reportsStateThatIsTooLongForAnyField() {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            reasoning(writer, "h");
            state(writer, "gemini", "thought_signature", "x".repeat(2 * 1024 * 1024));
            end(writer, FinishReason.STOP);
        });

        assertThat(written.loss.line()).isEqualTo("dropped=reasoning_state");
        assertThat(written.output().get(0).has("encrypted_content")).isFalse();
    }

    @Test
    void writesCitationsAndImages() {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            text(writer, "a");
            writer.onCitation(0, new Citation(EscapedText.of("http://u"), EscapedText.of("t"), null, 0, 1));
            writer.onCitation(0, new Citation(null, EscapedText.of("file"), null, -1, -1));
            ByteBuf image = Unpooled.copiedBuffer("AABB", StandardCharsets.US_ASCII);
            writer.onMedia(0, EscapedText.of("image/png"), image, 0, 4);
            writer.onMedia(0, EscapedText.of("audio/wav"), image, 0, 4);
            writer.onCitation(0, new Citation(EscapedText.of("http://late"), null, null, -1, -1));
            end(writer, FinishReason.STOP);
        });

        assertThat(written.output())
                .extracting(ResponsesAnswerWriterTest::item)
                .containsExactly(
                        "{'id':'msg_ex-1_0','type':'message','status':'completed','role':'assistant','content':["
                                + "{'type':'output_text','annotations':[{'type':'url_citation','start_index':0,"
                                + "'end_index':1,'url':'http://u','title':'t'}],'logprobs':[],'text':'a'}]}",
                        "{'id':'ig_ex-1_1','type':'image_generation_call','status':'completed',"
                                + "'output_format':'png','result':'AABB'}");
        assertThat(written.types()).contains("output_text.annotation.added", "image_generation_call.completed");
        assertThat(written.loss.line()).isEqualTo("dropped=citation,media");
    }

    @ParameterizedTest
    @EnumSource(FinishReason.class)
    void saysWhyItEnded(FinishReason reason) {
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            text(writer, "a");
            end(writer, reason);
        });

        boolean isIncomplete = reason == FinishReason.LENGTH || reason == FinishReason.CONTENT_FILTER;
        JsonNode response = written.last().path("response");
        String status = isIncomplete ? "incomplete" : "completed";
        assertThat(written.last().path("type").asText()).isEqualTo("response." + status);
        assertThat(response.path("status").asText()).isEqualTo(status);
        assertThat(response.at("/output/0/status").asText()).isEqualTo(status);
        assertThat(response.at("/incomplete_details/reason").asText())
                .isEqualTo(!isIncomplete ? "" : reason == FinishReason.LENGTH ? "max_output_tokens" : "content_filter");
    }

    @Test
    void tellsThatAStreamBroke() {
        GatewayFault fault = GatewayFault.of(GatewayFault.Kind.UPSTREAM_BROKEN, "broke \"off\"");
        Written written = Written.events(writer -> {
            writer.onStart(null, null, 0);
            text(writer, "a");
            writer.onError(fault);
        });

        List<JsonNode> events = written.events();
        JsonNode error = events.get(events.size() - 2);
        assertThat(item(error))
                .isEqualTo("{'type':'error','sequence_number':5,'code':'upstream_error','message':'broke \\'off\\'',"
                        + "'param':null,'error':{'message':'broke \\'off\\'','type':'api_error','param':null,"
                        + "'code':'upstream_error','request_id':'ex-1'}}");
        assertThat(written.last().path("type").asText()).isEqualTo("response.failed");
        JsonNode response = written.last().path("response");
        assertThat(response.path("status").asText()).isEqualTo("failed");
        assertThat(response.at("/error/code").asText()).isEqualTo("server_error");
    }

    @Test
    void keepsAServiceTierAndReportsOtherExtras() {
        Written written = Written.whole(writer -> {
            writer.onStart(null, null, 0);
            ByteBuf tier = Unpooled.copiedBuffer("\"flex\"", StandardCharsets.US_ASCII);
            writer.onExtra(-1, "service_tier", tier, 0, tier.writerIndex());
            writer.onExtra(0, "reasoning_details", tier, 0, tier.writerIndex());
            writer.onText(1, tier, 1, 5);
            writer.onFinish(1, FinishReason.STOP, null);
            writer.onFinish(0, FinishReason.STOP_SEQUENCE, EscapedText.of("x"));
            writer.onEnd();
        });

        assertThat(written.json().path("service_tier").asText()).isEqualTo("flex");
        assertThat(written.json().path("usage").isNull()).isTrue();
        assertThat(written.loss.line()).isEqualTo("dropped=reasoning_details,choices,stop_sequence");
    }

    @Test
    void keepsNoMoreThanTheBound() {
        ByteBuf text = Unpooled.copiedBuffer("x".repeat(1024 * 1024), StandardCharsets.US_ASCII);
        Written written = Written.whole(writer -> {
            writer.onStart(null, null, 0);
            for (int kept = 0; kept <= Kept.BYTES_MAX; kept += text.writerIndex()) {
                writer.onText(0, text, 0, text.writerIndex());
            }
            end(writer, FinishReason.STOP);
        });

        assertThat(written.text.chars().filter(c -> c == 'x').count())
                .isBetween((long) Kept.BYTES_MAX, Kept.BYTES_MAX + 9L);
        assertThat(written.loss.line()).isEqualTo("dropped=output");
    }

    @Test
    void countsWhatItIsToldHoweverItIsPartedIntoBuckets() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            Usage told = new Usage(
                    random.nextInt(1000),
                    random.nextInt(1000),
                    random.nextInt(1000),
                    0,
                    random.nextInt(1000),
                    random.nextInt(1000));
            Written written = Written.whole(writer -> {
                writer.onStart(null, null, 0);
                writer.onFinish(0, FinishReason.STOP, null);
                writer.onUsage(told);
                writer.onEnd();
            });

            assertThat(RoundTripTest.read(written.text).usage()).isEqualTo(told);
        }
    }
}
