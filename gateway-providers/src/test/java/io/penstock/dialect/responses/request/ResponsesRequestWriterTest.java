package io.penstock.dialect.responses.request;

import static io.penstock.dialect.responses.request.Asked.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesRequestWriterTest {
    private static final ModelTarget PLAIN = ModelTarget.of("some", "m");
    private static final ModelTarget REASONING = ModelTarget.of("openai", "gpt-5.1-codex");

    private final LossReport loss = new LossReport();

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static ChatRequest request(Message... messages) {
        return new ChatRequest(List.of(messages), List.of(), null, null, null, List.of(), List.of(), false, false);
    }

    private static ChatRequest with(Effort effort, List<EscapedText> stops, Setting... settings) {
        return new ChatRequest(List.of(), List.of(), null, null, effort, stops, List.of(settings), false, false);
    }

    private JsonNode written(ChatRequest request, ModelTarget target) {
        return Asked.written(request, target, loss);
    }

    private String input(Role role, Part... parts) {
        return quoted(
                written(request(new Message(role, Arrays.asList(parts))), PLAIN).path("input"));
    }

    @Test
    void writesMessagesAsItems() {
        JsonNode written = Asked.of("{'model':'x','instructions':'Be brief','input':[{'role':'user','content':'u'},"
                        + "{'role':'assistant','content':[{'type':'output_text','text':'a'},{'type':'refusal',"
                        + "'refusal':'r'}]},{'type':'function_call','call_id':'c','name':'f','arguments':''},"
                        + "{'type':'function_call_output','call_id':'c','output':'42'}],'stream':true}")
                .written(PLAIN);

        assertThat(quoted(written))
                .isEqualTo("{'model':'m','input':[{'type':'message','role':'developer','content':'Be brief'},"
                        + "{'type':'message','role':'user','content':'u'},"
                        + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'a'},"
                        + "{'type':'refusal','refusal':'r'}]},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},"
                        + "{'type':'function_call_output','call_id':'c','output':'42'}],'store':false,'stream':true}");
    }

    @Test
    void sendsReasoningBackToItsMakerOnly() {
        String data = "gAAA";
        Message answer = new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning(
                                text("h"), new ReasoningState("responses@openai", "encrypted_content", text(data))),
                        new Part.Reasoning(
                                EscapedText.EMPTY, new ReasoningState("anthropic@claude", "signature", text("s"))),
                        new Part.Reasoning(text("thought"), null),
                        new Part.Text(text("t"), new ReasoningState("gemini@google", "x", text("s")))));

        JsonNode ours = written(request(answer), REASONING);

        assertThat(quoted(ours.path("input")))
                .isEqualTo("[{'type':'reasoning','summary':[{'type':'summary_text','text':'h'}],"
                        + "'encrypted_content':'gAAA'},{'type':'message','role':'assistant','content':"
                        + "[{'type':'output_text','text':'t'}]}]");
        assertThat(quoted(ours.path("include"))).isEqualTo("['reasoning.encrypted_content']");
        assertThat(loss.line()).isEqualTo("dropped=reasoning_state,reasoning");
        JsonNode other = written(request(answer), ModelTarget.of("azure", "gpt-4.1"));
        assertThat(other.path("input")).hasSize(1);
        assertThat(other.has("include")).isFalse();
    }

    @Test
    void asksForStatesOfThoseWhoHaveThem() {
        assertThat(written(request(), REASONING).has("include")).isTrue();
        assertThat(written(request(), PLAIN).has("include")).isFalse();
        assertThat(written(request(), new ModelTarget("p", "o3", Map.of("include", ""), Set.of()))
                        .has("include"))
                .isFalse();
    }

    @Test
    void sendsReasoningInWordsToThoseWhoWantIt() {
        ModelTarget target = new ModelTarget("p", "m", Map.of(), Set.of(Trait.REASONING_CONTENT_IN));

        JsonNode written =
                written(request(new Message(Role.ASSISTANT, List.of(new Part.Reasoning(text("h"), null)))), target);

        assertThat(quoted(written.path("input")))
                .isEqualTo("[{'type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'h'}]}]");
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void writesMedia() {
        String written = input(
                Role.USER,
                new Part.Text(text("a")),
                new Media(Kind.IMAGE, text("image/png"), new Source.Inline(text("AA")), null, text("low")),
                new Media(Kind.IMAGE, null, new Source.Link(text("https://i")), null, null),
                new Media(Kind.IMAGE, null, new Source.Stored(text("f")), null, null),
                new Media(Kind.DOCUMENT, null, new Source.Inline(text("BB")), text("n.pdf"), null),
                new Media(Kind.DOCUMENT, null, new Source.Link(text("https://d")), null, null),
                new Media(Kind.DOCUMENT, text("text/plain"), new Source.Plain(text("plain")), null, null),
                new Media(Kind.AUDIO, text("audio/mpeg"), new Source.Inline(text("CC")), null, null),
                new Part.CachePoint(null),
                new Part.Opaque("responses", "input_new", RawJson.of("{\"type\":\"input_new\"}")),
                new Part.Opaque("anthropic", "document", RawJson.of("{}")));

        assertThat(written)
                .isEqualTo("[{'type':'message','role':'user','content':[{'type':'input_text','text':'a'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AA','detail':'low'},"
                        + "{'type':'input_image','image_url':'https://i'},{'type':'input_image','file_id':'f'},"
                        + "{'type':'input_file','filename':'n.pdf','file_data':'data:application/pdf;base64,BB'},"
                        + "{'type':'input_file','file_url':'https://d'},{'type':'input_text','text':'plain'},"
                        + "{'type':'input_audio','input_audio':{'data':'CC','format':'mp3'}},"
                        + "{'type':'input_new'}]}]");
        assertThat(loss.line()).isEqualTo("dropped=cache_control,document;approximated=document");
    }

    @Test
    void refusesWhatTheModelCannotGet() {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() ->
                        input(Role.USER, new Media(Kind.VIDEO, null, new Source.Link(text("https://v")), null, null)))
                .satisfies(refused -> assertThat(refused.fault().param()).isEqualTo("input"));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() ->
                        input(Role.USER, new Media(Kind.AUDIO, null, new Source.Link(text("https://a")), null, null)));
    }

    @Test
    void writesResultsOfTools() {
        String written = input(
                Role.TOOL,
                new Part.ToolResult(text("a"), null, List.of(new Part.Structured(RawJson.of("{\"x\":1}"))), false),
                new Part.ToolResult(text("b"), null, List.of(new Part.Text(text("bad"))), true),
                new Part.ToolResult(
                        text("an id with spaces"),
                        null,
                        List.of(
                                new Part.Text(text("see")),
                                new Media(Kind.IMAGE, null, new Source.Inline(text("AA")), null, null)),
                        false),
                new Part.ToolResult(text("d"), null, List.of(), false));

        assertThat(written)
                .startsWith("[{'type':'function_call_output','call_id':'a','output':'{\\'x\\':1}'},"
                        + "{'type':'function_call_output','call_id':'b','output':'Error: bad'},"
                        + "{'type':'function_call_output','call_id':'call_")
                .endsWith("','output':[{'type':'input_text','text':'see'},{'type':'input_image',"
                        + "'image_url':'data:image/png;base64,AA'}]},"
                        + "{'type':'function_call_output','call_id':'d','output':''}]");
        assertThat(loss.line()).isEqualTo("approximated=is_error");
    }

    @Test
    void writesToolsThatAreNotStrictUnlessToldSo() {
        Asked asked = Asked.members("'tools':[{'type':'function','name':'f','description':'d','parameters':"
                + "{'type':'object'},'strict':true},{'type':'function','name':'g'}]");

        assertThat(quoted(asked.written(PLAIN).path("tools")))
                .isEqualTo("[{'type':'function','name':'f','description':'d','parameters':{'type':'object'},"
                        + "'strict':true},{'type':'function','name':'g','parameters':{'type':'object',"
                        + "'properties':{}},'strict':false}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'auto'|'auto'",
                "'none'|'none'",
                "'required'|'required'",
                "{'type':'function','name':'f'}|{'type':'function','name':'f'}",
                "{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}"
                        + "|{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}"
            })
    void writesEveryFormOfToolChoice(String choice, String expected) {
        JsonNode written = Asked.members("'tools':[{'type':'function','name':'f'}],'parallel_tool_calls':false,"
                        + "'tool_choice':" + choice)
                .written(PLAIN);

        assertThat(quoted(written.path("tool_choice")).replace("\"", "'")).isEqualTo(expected);
        assertThat(written.path("parallel_tool_calls").asBoolean(true)).isFalse();
    }

    @Test
    void leavesOutToolsForThoseWhoCannotBeToldANameOrHaveNone() {
        Asked asked = Asked.members("'tools':[{'type':'function','name':'f'},{'type':'function','name':'g'}],"
                + "'tool_choice':{'type':'function','name':'f'}");

        JsonNode unnamed = asked.written(new ModelTarget("p", "m", Map.of(), Set.of(Trait.NO_NAMED_TOOL_CHOICE)));
        JsonNode none = asked.written(new ModelTarget("p", "m", Map.of(), Set.of(Trait.NO_TOOLS)));

        assertThat(unnamed.path("tools")).hasSize(1);
        assertThat(unnamed.path("tool_choice").asText()).isEqualTo("required");
        assertThat(none.has("tools")).isFalse();
        assertThat(asked.lost()).isEqualTo("dropped=tools");
    }

    @Test
    void writesSettingsByTheirNames() {
        JsonNode written = Asked.members("'max_output_tokens':99,'temperature':0.5,'user':'u','metadata':{'a':'b'},"
                        + "'service_tier':'flex','store':true,'text':{'verbosity':'low','format':{'type':'json_schema',"
                        + "'name':'n','schema':{'type':'object'},'strict':true}},'reasoning':{'effort':'low'}")
                .written(PLAIN);

        assertThat(quoted(written))
                .isEqualTo("{'model':'m','input':[{'type':'message','role':'user','content':'x'}],"
                        + "'text':{'format':{'type':'json_schema','name':'n','schema':{'type':'object'},"
                        + "'strict':true},'verbosity':'low'},'reasoning':{'effort':'low'},'max_output_tokens':99,"
                        + "'temperature':0.5,'user':'u','metadata':{'a':'b'},'service_tier':'flex','store':true}");
    }

    @Test
    void reportsWhatHasNoMemberHere() {
        JsonNode written = written(
                with(
                        new Effort(null, 3000),
                        List.of(text("x")),
                        new Setting(Option.SEED, "seed", RawJson.of("7")),
                        new Setting(Option.CHOICES, "n", RawJson.of("2")),
                        new Setting(Option.TOP_K, "top_k", RawJson.of("2")),
                        new Setting(Option.MODALITIES, "modalities", RawJson.of("[\"text\"]")),
                        new Setting(Option.SERVICE_TIER, "service_tier", RawJson.of("\"standard_only\"")),
                        new Setting(Option.TOP_LOGPROBS, "top_logprobs", RawJson.of("2"))),
                PLAIN);

        assertThat(written.at("/reasoning/effort").asText()).isEqualTo("high");
        assertThat(loss.line()).isEqualTo("dropped=seed,n,top_k,service_tier,top_logprobs,stop;approximated=reasoning");
    }

    @Test
    void dropsEffortWhereItIsAnError() {
        JsonNode written = written(with(new Effort(Effort.Level.HIGH, -1), List.of()), ModelTarget.of("p", "gpt-4o"));

        assertThat(written.has("reasoning")).isFalse();
        assertThat(loss.line()).isEqualTo("dropped=reasoning");
    }

    @Test
    void tellsASchemaInWordsWhereItMust() {
        Asked asked = Asked.members("'text':{'format':{'type':'json_schema','name':'n','schema':{'type':'object'}}}");

        JsonNode written =
                asked.written(new ModelTarget("p", "m", Map.of("developer", "system"), Set.of(Trait.NO_JSON_SCHEMA)));

        assertThat(quoted(written.at("/input/0")))
                .isEqualTo("{'type':'message','role':'system','content':'Answer with JSON that keeps to this JSON "
                        + "Schema, and with nothing else:\\n{\\'type\\':\\'object\\'}'}");
        assertThat(quoted(written.path("text"))).isEqualTo("{'format':{'type':'json_object'}}");
        assertThat(asked.lost()).isEqualTo("approximated=response?format");
    }

    @Test
    void reportsACachePointOfATool() {
        ChatRequest request = new ChatRequest(
                List.of(),
                List.of(new Tool(text("f"), null, null, null, new Part.CachePoint(null))),
                null,
                null,
                null,
                List.of(),
                List.of(),
                false,
                false);

        written(request, PLAIN);

        assertThat(loss.line()).isEqualTo("dropped=cache_control");
    }
}
