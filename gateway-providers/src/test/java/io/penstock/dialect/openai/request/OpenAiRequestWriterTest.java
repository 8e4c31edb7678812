package io.penstock.dialect.openai.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiRequestWriterTest {
    private static final ModelTarget PLAIN = ModelTarget.of("some", "m");
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'g'}}]";
    private static final String CALLED = "{'role':'assistant','content':'Wait','tool_calls':[{'id':'call_123456789',"
            + "'type':'function','function':{'name':'f','arguments':'{\\\"a\\\":1}'}}]},"
            + "{'role':'tool','tool_call_id':'call_123456789','content':'42'}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','messages':[{'role':'system','content':'Be brief'},{'role':'user','content':'Hi'}]}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'a'},{'type':'image_url',"
                        + "'image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}},{'type':'input_audio',"
                        + "'input_audio':{'data':'BBBB','format':'mp3'}},{'type':'file','file':{'filename':'f.pdf',"
                        + "'file_data':'data:application/pdf;base64,CCCC'}},{'type':'file','file':{'file_id':'x'}},"
                        + "{'type':'hologram','depth':3}]}]}",
                "{'model':'m','messages':[{'role':'assistant','content':null,'refusal':'No'}]}",
                "{'model':'m','messages':[{'role':'assistant','content':null,'tool_calls':[{'id':'c1',"
                        + "'type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'42'}]}",
                "{'model':'m','messages':[],'tools':[{'type':'function','function':{'name':'f','description':'d',"
                        + "'parameters':{'type':'object'},'strict':true}}],'tool_choice':{'type':'function',"
                        + "'function':{'name':'f'}},'parallel_tool_calls':false}",
                "{'model':'m','messages':[],'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                        + "'description':'d','schema':{'type':'object'},'strict':true}},'reasoning_effort':'low',"
                        + "'stop':['a','b']}",
                "{'model':'m','messages':[],'max_tokens':9,'temperature':0.5,'top_p':0.9,'seed':1,"
                        + "'frequency_penalty':0.1,'presence_penalty':0.2,'logit_bias':{'1':2},'logprobs':true,"
                        + "'top_logprobs':3,'n':2,'verbosity':'low','user':'u','safety_identifier':'s',"
                        + "'prompt_cache_key':'k','metadata':{'a':'b'},'service_tier':'flex','store':true,"
                        + "'modalities':['text','audio']}",
                "{'model':'m','messages':[],'stream':true,'stream_options':{'include_usage':true}}"
            })
    void writesWhatWasRead(String json) {
        Asked asked = Asked.of(json);

        assertThat(asked.written(PLAIN)).isEqualTo(Asked.json(json));
        assertThat(asked.lost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4.1, max_tokens, system",
        "gpt-5-chat-latest, max_tokens, system",
        "gpt-5.1, max_completion_tokens, developer",
        "gpt-6-mini, max_completion_tokens, developer",
        "o3, max_completion_tokens, developer",
        "openai/o4-mini, max_completion_tokens, developer",
        "gpt-oss-120b, max_tokens, system",
        "mistral-large, max_tokens, system"
    })
    void knowsTheFamiliesOfReasoningModels(String model, String max, String role) {
        Asked asked = Asked.of("{'messages':[{'role':'system','content':'s'}],'max_tokens':9}");

        JsonNode written = asked.written(ModelTarget.of("some", model));

        assertThat(written.path(max).asInt()).isEqualTo(9);
        assertThat(written.at("/messages/0/role").asText()).isEqualTo(role);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4.1, false", "gpt-5-chat-latest, false", "grok-4.20-0309-non-reasoning, false", "o3, true"})
    void asksNoModelToThinkThatCannot(String model, boolean isTaken) {
        Asked asked = Asked.members("'reasoning_effort':'high'");

        JsonNode written = asked.written(ModelTarget.of("some", model));

        assertThat(written.has("reasoning_effort")).isEqualTo(isTaken);
        assertThat(asked.lost()).isEqualTo(isTaken ? "" : "dropped=reasoning_effort");
    }

    @Test
    void joinsAllThatWasRefusedInOneTurn() {
        Asked asked = Asked.message("{'role':'assistant','content':[{'type':'refusal','refusal':'No, '},"
                + "{'type':'refusal','refusal':'never'}],'refusal':'!'}");

        JsonNode turn = asked.written(PLAIN).at("/messages/0");

        assertThat(turn.path("refusal").asText()).isEqualTo("No, never!");
        assertThat(turn.path("content").isNull()).isTrue();
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void callsMembersAsTheProviderDoes() {
        Asked asked = Asked.members("'seed':1,'max_tokens':9,'reasoning_effort':'low','user':'u','stop':'x','top_k':3,"
                + "'parallel_tool_calls':false," + TOOLS);
        ModelTarget target = target(Map.of(
                "seed", "random_seed",
                "max_tokens", "max_completion_tokens",
                "reasoning_effort", "reasoning.effort",
                "parallel_tool_calls", "parallel_function_calling",
                "user", "",
                "stop", ""));

        JsonNode written = asked.written(target);

        assertThat(written.path("random_seed").asInt()).isEqualTo(1);
        assertThat(written.path("max_completion_tokens").asInt()).isEqualTo(9);
        assertThat(written.at("/reasoning/effort").asText()).isEqualTo("low");
        assertThat(written.path("parallel_function_calling").isBoolean()).isTrue();
        assertThat(written.has("user") || written.has("stop") || written.has("top_k"))
                .isFalse();
        assertThat(asked.lost()).isEqualTo("dropped=stop,user,top_k");
    }

    @Test
    void writesExtensionsOnlyWhereTheCatalogueNamesThem() {
        Asked asked = Asked.of("{'messages':[{'role':'user','content':[{'type':'text','text':'a',"
                + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]}],'top_k':3}");

        JsonNode open = asked.written(target(Map.of("top_k", "top_k", "cache_control", "cache_control")));
        JsonNode closed = asked.written(PLAIN);

        assertThat(open.path("top_k").asInt()).isEqualTo(3);
        assertThat(open.at("/messages/0/content/0/cache_control/ttl").asText()).isEqualTo("1h");
        assertThat(closed.at("/messages/0/content").asText()).isEqualTo("a");
        assertThat(asked.lost()).isEqualTo("dropped=cache_control,top_k");
    }

    @Test
    void asksForNoUsageWhereThatIsRefused() {
        JsonNode written = Asked.members("'stream':true").written(target(Map.of("stream_options", "")));

        assertThat(written.path("stream").asBoolean()).isTrue();
        assertThat(written.has("stream_options")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"function\",\"function\":{\"name\":\"g\"}} | NO_NAMED_TOOL_CHOICE | g | \"required\"",
                "{\"type\":\"function\",\"function\":{\"name\":\"g\"}} | NO_NAMED_TOOL_CHOICE,TOOL_CHOICE_ANY | g | \"any\"",
                "{\"type\":\"function\",\"function\":{\"name\":\"g\"}} | | f,g |"
                        + " {\"type\":\"function\",\"function\":{\"name\":\"g\"}}",
                "\"required\" | TOOL_CHOICE_ANY | f,g | \"any\"",
                "\"required\" | | f,g | \"required\"",
                "\"none\" | TOOL_CHOICE_ANY | f,g | \"none\"",
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[{\"function\":"
                        + "{\"name\":\"f\"}}]}} | | f | \"auto\"",
            })
    void choosesAsTheProviderCan(String choice, String traits, String tools, String expected) {
        Asked asked = Asked.members(TOOLS + ",'tool_choice':" + choice);

        JsonNode written = asked.written(new ModelTarget("some", "m", Map.of(), traits(traits)));

        assertThat(written.path("tools").findValuesAsText("name")).containsExactly(tools.split(","));
        assertThat(written.path("tool_choice")).isEqualTo(Asked.json(expected));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void leavesToolsOutWhereNobodyCanBeToldNotToCallThem() {
        ModelTarget target = target(Map.of("tool_choice", ""));
        Asked none = Asked.members(TOOLS + ",'tool_choice':'none'");
        Asked named = Asked.members(TOOLS + ",'tool_choice':{'type':'function','function':{'name':'g'}}");

        JsonNode withNone = none.written(target);
        JsonNode withNamed = named.written(target);

        assertThat(withNone.has("tools")).isFalse();
        assertThat(none.lost()).isEmpty();
        assertThat(withNamed.path("tools").findValuesAsText("name")).containsExactly("g");
        assertThat(withNamed.has("tool_choice")).isFalse();
        assertThat(named.lost()).isEqualTo("dropped=tool_choice");
    }

    @Test
    void tellsInWordsWhatToolsDidWhereThereAreNone() {
        Asked asked = Asked.of("{'messages':[" + CALLED + "]," + TOOLS + "}");

        JsonNode written = asked.written(target(Trait.NO_TOOLS));

        assertThat(written.has("tools")).isFalse();
        assertThat(written.path("messages"))
                .isEqualTo(Asked.json("[{'role':'assistant','content':'Wait[called f with {\\\"a\\\":1}]'},"
                        + "{'role':'user','content':'[result of f] 42'}]"));
        assertThat(asked.lost()).isEqualTo("dropped=tools;approximated=tool_calls");
    }

    @Test
    void givesCallsIdsOfNineLetters() {
        Asked asked = Asked.message(CALLED);

        JsonNode messages = asked.written(target(Trait.NINE_LETTER_TOOL_IDS)).path("messages");

        String id = messages.at("/0/tool_calls/0/id").asText();
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(messages.at("/1/tool_call_id").asText()).isEqualTo(id);
    }

    @Test
    void tellsASchemaInWords() {
        Asked asked = Asked.of("{'messages':[{'role':'user','content':'Hi'}],'response_format':{'type':'json_schema',"
                + "'json_schema':{'name':'n','schema':{'type':'object'}}}}");

        JsonNode written = asked.written(target(Trait.NO_JSON_SCHEMA));

        assertThat(written.path("response_format")).isEqualTo(Asked.json("{'type':'json_object'}"));
        assertThat(written.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(written.at("/messages/0/content").asText())
                .contains("JSON Schema")
                .endsWith("\n{\"type\":\"object\"}");
        assertThat(asked.lost()).isEqualTo("approximated=response_format");
    }

    @Test
    void dropsAFormThatTheProviderDoesNotHave() {
        Asked asked = Asked.members("'response_format':{'type':'json_object'}");

        JsonNode written = asked.written(target(Map.of("json_object", "")));

        assertThat(written.has("response_format")).isFalse();
        assertThat(asked.lost()).isEqualTo("dropped=response_format");
    }

    @Test
    void refusesALinkToAnImageForThoseWhoFollowNone() {
        Asked asked =
                Asked.message("{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://h/i.png'}}]}");

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> asked.written(target(Trait.NO_IMAGE_LINKS)))
                .withMessageContaining("a link to an image")
                .withMessageContaining("some follows no links");
    }

    @ParameterizedTest
    @CsvSource({
        "VIDEO, video/mp4, messages: video",
        "AUDIO,, messages: audio that is not in the request",
        "DOCUMENT,, messages: a link to a document"
    })
    void refusesWhatTheDialectCannotHold(Kind kind, String mimeType, String message) {
        EscapedText type = mimeType == null ? null : text(mimeType);
        Part part = new Media(kind, type, new Source.Link(text("https://h/x")), null, null);

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> written(PLAIN, new LossReport(), new Message(Role.USER, List.of(part))))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({"REASONING_CONTENT_IN, reasoning_content", "REASONING_IN, reasoning"})
    void sendsReasoningBackByTheNameThatTheProviderHas(Trait trait, String name) {
        Asked asked = Asked.message("{'role':'assistant','reasoning_content':'Hm','content':'Hi'}");

        JsonNode kept = asked.written(target(trait));
        JsonNode dropped = asked.written(PLAIN);

        assertThat(kept.at("/messages/0/" + name).asText()).isEqualTo("Hm");
        assertThat(dropped.path("messages")).isEqualTo(Asked.json("[{'role':'assistant','content':'Hi'}]"));
        assertThat(asked.lost()).isEqualTo("dropped=reasoning");
    }

    @Test
    void sendsStateToItsMakerOnly() {
        ReasoningState own = new ReasoningState("openai@some", "thought_signature", text("c2ln"));
        ReasoningState foreign = new ReasoningState("gemini@google", "thought_signature", text("eA"));
        LossReport loss = new LossReport();

        JsonNode written = written(
                PLAIN,
                loss,
                new Message(Role.ASSISTANT, List.of(call("c1", own), call("c2", foreign))),
                new Message(Role.ASSISTANT, List.of(new Part.Reasoning(EscapedText.EMPTY, foreign))));

        JsonNode calls = written.at("/messages/0/tool_calls");
        assertThat(calls.at("/0/extra_content/google/thought_signature").asText())
                .isEqualTo("c2ln");
        assertThat(calls.get(1).has("extra_content")).isFalse();
        assertThat(written.toString()).doesNotContain("eA");
        assertThat(loss.line()).isEqualTo("dropped=reasoning_state");
    }

    @Test
    void writesWhatOtherDialectsHaveInTheirResults() {
        LossReport loss = new LossReport();
        Part image = new Media(Kind.IMAGE, null, new Source.Inline(text("AAAA")), null, null);
        Part.ToolResult json = new Part.ToolResult(
                text("c1"), null, List.of(new Part.Structured(RawJson.of("{\"t\":\"a\\nb\"}"))), false);
        Part.ToolResult failed =
                new Part.ToolResult(text("c2"), null, List.of(new Part.Text(text("boom")), image), true);

        JsonNode written = written(PLAIN, loss, new Message(Role.TOOL, List.of(json, failed)));

        assertThat(written.path("messages"))
                .isEqualTo(Asked.json("[{'role':'tool','tool_call_id':'c1','content':'{\\\"t\\\":\\\"a\\\\nb\\\"}'},"
                        + "{'role':'tool','tool_call_id':'c2','content':'Error: boom'},"
                        + "{'role':'user','content':[{'type':'image_url',"
                        + "'image_url':{'url':'data:image/png;base64,AAAA'}}]}]"));
        assertThat(loss.line()).isEqualTo("approximated=is_error,tool_result_media");
    }

    @Test
    void writesWhatOtherDialectsSay() {
        LossReport loss = new LossReport();
        Part plain = new Media(Kind.DOCUMENT, text("text/plain"), new Source.Plain(text("doc")), null, null);
        Part bare = new Media(Kind.DOCUMENT, null, new Source.Inline(text("AAAA")), null, null);
        Part foreign = new Part.Opaque("anthropic", "server_tool_use", RawJson.of("{}"));
        Part.Arguments json = new Part.Arguments.Json(RawJson.of("{\"a\": \"\\\"\"}"));

        JsonNode written = written(
                PLAIN,
                loss,
                new Message(Role.USER, List.of(plain, bare, foreign)),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Text(text("a")),
                                new Part.Text(text("b")),
                                new Part.ToolCall(text("c"), text("f"), json, null))));

        assertThat(written.at("/messages/0/content"))
                .isEqualTo(Asked.json("[{'type':'text','text':'doc'},{'type':'file','file':{'filename':'document.pdf',"
                        + "'file_data':'data:application/pdf;base64,AAAA'}}]"));
        assertThat(written.at("/messages/1/content").asText()).isEqualTo("ab");
        assertThat(written.at("/messages/1/tool_calls/0/function/arguments").asText())
                .isEqualTo("{\"a\": \"\\\"\"}");
        assertThat(loss.line()).isEqualTo("dropped=server_tool_use;defaulted=filename;approximated=document");
    }

    @Test
    void approximatesABudgetByALevel() {
        LossReport loss = new LossReport();
        ChatRequest request = new ChatRequest(
                List.of(), List.of(), null, null, new Effort(null, 4000), List.of(), List.of(), false, false);

        JsonNode written = written(PLAIN, loss, request);

        assertThat(written.path("reasoning_effort").asText()).isEqualTo("high");
        assertThat(loss.line()).isEqualTo("approximated=reasoning_effort");
    }

    @Test
    void sendsNoNotesToThoseWhoKeepNothingAndNoTierOfAnothers() {
        Asked asked = Asked.members("'metadata':{'a':'b'},'service_tier':'standard_only'");

        JsonNode written = asked.written(PLAIN);

        assertThat(written.has("metadata") || written.has("service_tier")).isFalse();
        assertThat(asked.lost()).isEqualTo("dropped=metadata,service_tier");
    }

    @Test
    void doesNotCopyALargeImage() {
        String data = "A".repeat(100_000);
        Asked asked = Asked.message("{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;"
                + "base64," + data + "'}}]}");
        JsonWriter out = JsonWriter.inPieces(Unpooled.buffer().alloc());

        new OpenAiRequestWriter().write(asked.request, PLAIN, out, asked.loss);
        List<ByteBuf> pieces = out.finish();

        assertThat(pieces).hasSize(3);
        assertThat(pieces.get(1).readableBytes()).isEqualTo(data.length());
        pieces.forEach(ByteBuf::release);
    }

    private static JsonNode written(ModelTarget target, LossReport loss, Message... messages) {
        ChatRequest request =
                new ChatRequest(List.of(messages), List.of(), null, null, null, List.of(), List.of(), false, false);
        return written(target, loss, request);
    }

    private static JsonNode written(ModelTarget target, LossReport loss, ChatRequest request) {
        ByteBuf out = Unpooled.buffer();
        new OpenAiRequestWriter().write(request, target, JsonWriter.into(out), loss);
        return Asked.json(out.toString(StandardCharsets.UTF_8));
    }

    private static Part call(String id, ReasoningState state) {
        return new Part.ToolCall(text(id), text("f"), new Part.Arguments.Text(text("{}")), state);
    }

    private static ModelTarget target(Map<String, String> parameters) {
        return new ModelTarget("some", "m", parameters, Set.of());
    }

    private static ModelTarget target(Trait trait) {
        return new ModelTarget("some", "m", Map.of(), Set.of(trait));
    }

    private static Set<Trait> traits(String names) {
        return names == null
                ? Set.of()
                : Set.copyOf(Arrays.stream(names.split(",")).map(Trait::valueOf).toList());
    }

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }
}
