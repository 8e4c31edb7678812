package io.penstock.dialect.anthropic.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.ToolIds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicRequestWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Tool TOOL = new Tool(text("f"), null, null, null, null);

    private final LossReport loss = new LossReport();
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<EscapedText> stops = new ArrayList<>();
    private @Nullable ToolChoice choice;
    private @Nullable OutputFormat format;
    private @Nullable Effort effort;
    private ModelTarget target = ModelTarget.of("p", "claude-sonnet-4-6");

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static Part.Text said(String text) {
        return new Part.Text(text(text));
    }

    private void say(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
    }

    private void set(Option option, String value) {
        settings.add(new Setting(option, option.name().toLowerCase(Locale.ROOT), RawJson.of(value)));
    }

    private JsonNode write() {
        ByteBuf out = Unpooled.buffer();
        ChatRequest request = new ChatRequest(messages, tools, choice, format, effort, stops, settings, false, false);
        new AnthropicRequestWriter().write(request, target, JsonWriter.into(out), loss);
        return json(out.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode json(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private void assertWritten(String pointer, String expected) {
        assertThat(write().at(pointer)).isEqualTo(json(expected.replace('\'', '"')));
    }

    @Test
    void writesTheModelAndABoundThatTheDialectNeeds() {
        say(Role.USER, said("Hi"));

        assertThat(write())
                .isEqualTo(json("{\"model\":\"claude-sonnet-4-6\",\"max_tokens\":8192,\"messages\":[{\"role\":\"user\","
                        + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}"));
        assertThat(loss.line()).isEqualTo("defaulted=max_tokens");
    }

    @Test
    void hoistsWhatSetsTheModelUp() {
        say(Role.SYSTEM, said("a"), new Part.CachePoint(text("1h")));
        say(Role.USER, said("Hi"));
        say(Role.SYSTEM, said("b"));

        assertWritten(
                "/system",
                "[{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}},{'type':'text','text':'b'}]");
        assertThat(loss.line()).contains("approximated=messages.role");
    }

    @Test
    void writesOneTextThatSetsTheModelUpAsSuch() {
        say(Role.SYSTEM, said("a\"b"));
        say(Role.USER, said("Hi"));

        assertWritten("/system", "'a\\'b'".replace("\\'", "\\\""));
    }

    @Test
    void mergesTurnsAndPutsResultsFirstAndCallsLast() {
        say(Role.USER, said("Hi"));
        say(Role.ASSISTANT, call("t1"), said("I look."));
        say(Role.ASSISTANT, call("t 2"));
        say(Role.USER, said("And?"));
        say(Role.TOOL, result("t1", said("ok")), result("t 2"));

        assertWritten(
                "/messages",
                ("[{'role':'user','content':[{'type':'text','text':'Hi'}]},{'role':'assistant','content':["
                                + "{'type':'text','text':'I look.'},{'type':'tool_use','id':'t1','name':'f','input':{}},"
                                + "{'type':'tool_use','id':'ID','name':'f','input':{}}]},{'role':'user','content':["
                                + "{'type':'tool_result','tool_use_id':'t1','content':'ok'},{'type':'tool_result','tool_use_id':'ID'},"
                                + "{'type':'text','text':'And?'}]}]")
                        .replace("ID", ToolIds.plain(text("t 2")).decode()));
    }

    private static Part call(String id) {
        return new Part.ToolCall(text(id), text("f"), new Part.Arguments.Text(text("")), null);
    }

    private static Part result(String id, Part... content) {
        return new Part.ToolResult(text(id), null, List.of(content), false);
    }

    @Test
    void writesResultsOfEveryKind() {
        say(Role.USER, said("Hi"));
        say(Role.ASSISTANT, call("a"));
        Media image =
                new Media(Media.Kind.IMAGE, text("image/jpg"), new Source.Inline(text("/9j/")), null, text("low"));
        say(
                Role.TOOL,
                result("a", new Part.Structured(RawJson.of("{\"x\":\"y\"}")), new Part.CachePoint(null)),
                result("b", said("t"), image, said(" ")),
                new Part.ToolResult(text("c"), null, List.of(said("boom")), true));

        assertWritten(
                "/messages/2/content",
                "[{'type':'tool_result','tool_use_id':'a','content':'{\\\\'x\\\\':\\\\'y\\\\'}','cache_control':{'type':'ephemeral'}},"
                                .replace("\\\\'", "\\\"")
                        + "{'type':'tool_result','tool_use_id':'b','content':[{'type':'text','text':'t'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'/9j/'}}]},"
                        + "{'type':'tool_result','tool_use_id':'c','content':'boom','is_error':true}]");
        assertThat(loss.line()).contains("dropped=detail");
    }

    @Test
    void beginsWithTheUserAndEndsABeginningWithoutSpaces() {
        say(Role.ASSISTANT, said("So \n"));

        assertWritten(
                "/messages",
                "[{'role':'user','content':[{'type':'text','text':'.'}]},{'role':'assistant','content':[{'type':'text','text':'So'}]}]");
        assertThat(loss.line()).isEqualTo("defaulted=messages,max_tokens");
    }

    @Test
    void leavesOutWhatSaysNothing() {
        say(Role.USER, said(" "), said("Hi"));
        say(Role.ASSISTANT, said(""));
        say(Role.USER, new Part.Refusal(text("no")));

        assertWritten(
                "/messages", "[{'role':'user','content':[{'type':'text','text':'Hi'},{'type':'text','text':'no'}]}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            DOCUMENT | application/pdf | JVBE     | {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBE'},'title':'n'}
            DOCUMENT |                 | JVBE     | {'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'JVBE'},'title':'n'}
            DOCUMENT | text/csv;charset=utf-8 | YSwi | {'type':'document','source':{'type':'text','media_type':'text/plain','data':'a,@'},'title':'n'}
            DOCUMENT | image/png       | iVBO     | {'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBO'}}
            IMAGE    |                 | R0lGODlh | {'type':'image','source':{'type':'base64','media_type':'image/gif','data':'R0lGODlh'}}
            IMAGE    | image/webp      | UklG     | {'type':'image','source':{'type':'base64','media_type':'image/webp','data':'UklG'}}
            """)
    void writesFilesByTheirType(Media.Kind kind, @Nullable String mimeType, String base64, String expected) {
        EscapedText type = mimeType == null ? null : text(mimeType);
        say(Role.USER, new Media(kind, type, new Source.Inline(text(base64)), text("n"), null));

        assertWritten("/messages/0/content/0", expected.replace("@", "\\\""));
    }

    @Test
    void writesFilesThatAreElsewhere() {
        say(
                Role.USER,
                new Media(Media.Kind.IMAGE, null, new Source.Link(text("https://x")), null, null),
                new Media(Media.Kind.DOCUMENT, null, new Source.Stored(text("f")), null, null),
                new Media(Media.Kind.DOCUMENT, null, new Source.Plain(text("words")), null, null));

        assertWritten(
                "/messages/0/content",
                "[{'type':'image','source':{'type':'url','url':'https://x'}},{'type':'document','source':{'type':'file','file_id':'f'}},"
                        + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'words'}}]");
    }

    @ParameterizedTest
    @CsvSource({"AUDIO, audio/wav", "VIDEO, video/mp4", "DOCUMENT, application/msword"})
    void refusesInputThatTheModelCannotGet(Media.Kind kind, String mimeType) {
        say(Role.USER, new Media(kind, text(mimeType), new Source.Inline(text("QUJD")), null, null));

        FaultException refused = catchThrowableOfType(FaultException.class, this::write);

        assertThat(refused.fault().message()).isEqualTo("messages: " + mimeType + " (expected: text, an image, a PDF)");
    }

    @Test
    void refusesALinkWhereTheProviderTakesNone() {
        target = new ModelTarget("p", "claude-sonnet-4-6", Map.of(), Set.of(Trait.NO_IMAGE_LINKS));
        say(Role.USER, new Media(Media.Kind.IMAGE, null, new Source.Link(text("https://x")), null, null));

        FaultException refused = catchThrowableOfType(FaultException.class, this::write);

        assertThat(refused.fault().param()).isEqualTo("messages");
    }

    @Test
    void sendsStateToWhomItBelongsAndToNobodyElse() {
        say(Role.USER, said("Hi"));
        say(
                Role.ASSISTANT,
                said("Yes."),
                new Part.Reasoning(text("a"), new ReasoningState("anthropic@p", "signature", text("s1"))),
                new Part.Reasoning(EscapedText.EMPTY, new ReasoningState("anthropic", "redacted_thinking", text("s2"))),
                new Part.Reasoning(text("b"), new ReasoningState("anthropic@other", "signature", text("s3"))),
                new Part.Reasoning(text("c"), null),
                new Part.ToolCall(
                        text("t"),
                        text("f"),
                        new Part.Arguments.Text(text("[1]")),
                        new ReasoningState("gemini@p", "thought_signature", text("s4"))));

        assertWritten(
                "/messages/1/content",
                "[{'type':'thinking','thinking':'a','signature':'s1'},{'type':'redacted_thinking','data':'s2'},{'type':'text','text':'Yes.'},"
                        + "{'type':'tool_use','id':'t','name':'f','input':{'rawInvalidInput':'[1]'}}]");
        assertThat(loss.line()).isEqualTo("dropped=reasoning_state,reasoning;defaulted=max_tokens".replace(' ', '?'));
    }

    @Test
    void writesThinkingThatAClientKeptBehindTheIdOfACall() {
        say(Role.USER, said("Hi"));
        say(
                Role.ASSISTANT,
                said("Yes."),
                new Part.ToolCall(
                        text("t"),
                        text("f"),
                        new Part.Arguments.Json(RawJson.of("{}")),
                        new ReasoningState("anthropic@p", "signature", text("s"))));

        assertWritten("/messages/1/content/0", "{'type':'thinking','thinking':'','signature':'s'}");
    }

    @Test
    void keepsItsOwnOpaqueBlocksInTheirPlaceAndReportsOthers() {
        say(Role.USER, said("Hi"));
        say(
                Role.ASSISTANT,
                call("t"),
                new Part.Opaque("anthropic", "server_tool_use", RawJson.of("{\"type\":\"server_tool_use\"}")),
                new Part.Opaque("gemini", "executableCode", RawJson.of("{}")),
                said("x"));

        JsonNode content = write().at("/messages/1/content");
        assertThat(content.findValuesAsText("type")).containsExactly("tool_use", "server_tool_use", "text");
        assertThat(loss.line()).startsWith("dropped=executableCode");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            claude-sonnet-4-6          | LOW     | 0     | {'type':'adaptive'}                       | low    |
            us.anthropic.claude-opus-4-6-v1:0 | XHIGH | 0 | {'type':'adaptive'}                       | max    | reasoning_effort
            claude-opus-4-7            | XHIGH   | 0     | {'type':'adaptive','display':'summarized'} | xhigh |
            claude-opus-5              | MINIMAL | 0     | {'type':'adaptive','display':'summarized'} | low   | reasoning_effort
            claude-opus-5              | NONE    | 0     | {'type':'disabled'}                       |        |
            claude-sonnet-4-5@20250929 | MEDIUM  | 0     | {'type':'enabled','budget_tokens':2048}   |        |
            claude-sonnet-4-20250514   | HIGH    | 2000  | {'type':'enabled','budget_tokens':1999}   |        | reasoning_effort
            claude-opus-4-1-20250805   | MAX     | 1024  |                                           |        | reasoning_effort
            claude-3-7-sonnet-latest   | LOW     | 9000  | {'type':'enabled','budget_tokens':1024}   |        |
            claude-3-5-haiku-20241022  | LOW     | 0     |                                           |        | reasoning_effort
            claude-3-haiku-20240307    | NONE    | 0     |                                           |        |
            some-other-model           | LOW     | 0     | {'type':'enabled','budget_tokens':1024}   |        |
            """)
    void tellsEachFamilyHowToThink(
            String model,
            Level level,
            long outputTokensMax,
            @Nullable String thinking,
            @Nullable String effortName,
            @Nullable String lost) {
        target = ModelTarget.of("p", model);
        effort = new Effort(level, -1);
        say(Role.USER, said("Hi"));
        if (outputTokensMax > 0) {
            set(Option.OUTPUT_TOKENS_MAX, Long.toString(outputTokensMax));
        }

        JsonNode written = write();

        assertThat(written.path("thinking"))
                .isEqualTo(thinking == null ? MAPPER.missingNode() : json(thinking.replace('\'', '"')));
        assertThat(written.at("/output_config/effort").textValue()).isEqualTo(effortName);
        assertThat(loss.refusable()).isEqualTo(lost == null ? List.of() : List.of(lost));
        long budget = written.at("/thinking/budget_tokens").asLong();
        assertThat(written.path("max_tokens").asLong()).isGreaterThan(budget);
    }

    @Test
    void doesNotThinkWhereACallIsForcedOrWhatItThoughtIsGone() {
        target = ModelTarget.of("p", "claude-sonnet-4-5");
        effort = new Effort(null, 4000);
        say(Role.USER, said("Hi"));
        say(Role.ASSISTANT, call("t"));
        say(Role.TOOL, result("t", said("ok")));
        JsonNode interrupted = write();
        messages.subList(1, 3).clear();
        JsonNode free = write();
        tools.add(TOOL);
        choice = new ToolChoice(Mode.REQUIRED, List.of(), null);
        JsonNode forced = write();

        assertThat(interrupted.has("thinking")).isFalse();
        assertThat(free.at("/thinking/budget_tokens").asLong()).isEqualTo(4000);
        assertThat(forced.has("thinking")).isFalse();
        assertThat(loss.refusable()).containsExactly("reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AUTO     |     | false | {'type':'auto','disable_parallel_tool_use':true} | 2
            AUTO     |     | true  | {'type':'auto'}                                  | 2
            NONE     |     | false | {'type':'none'}                                  | 2
            REQUIRED |     |       | {'type':'any'}                                   | 2
            REQUIRED | f   |       | {'type':'tool','name':'f'}                       | 2
            AUTO     | f   |       | {'type':'auto'}                                  | 1
            """)
    void writesHowToChooseAmongTools(
            Mode mode, @Nullable String name, @Nullable Boolean isParallel, String expected, int written) {
        tools.add(TOOL);
        tools.add(new Tool(text("g"), null, null, null, null));
        choice = new ToolChoice(mode, name == null ? List.of() : List.of(text(name)), isParallel);
        say(Role.USER, said("Hi"));

        JsonNode request = write();

        assertThat(request.path("tool_choice")).isEqualTo(json(expected.replace('\'', '"')));
        assertThat(request.path("tools")).hasSize(written);
    }

    @Test
    void leavesTheChoiceOutWhereThereIsNothingToChoose() {
        choice = new ToolChoice(Mode.NONE, List.of(), null);
        say(Role.USER, said("Hi"));

        assertThat(write().has("tool_choice")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                  | {'type':'object','properties':{}}
            {'type':'object','$defs':{}}        | {'type':'object','$defs':{}}
            {'properties':{'a':{}}}             | {'type':'object','properties':{'a':{}}}
            """)
    void writesToolsWithASchemaOfAnObject(String schema, String expected) {
        tools.add(
                new Tool(text("f"), text("d"), RawJson.of(schema.replace('\'', '"')), true, new Part.CachePoint(null)));
        say(Role.USER, said("Hi"));

        assertWritten(
                "/tools/0",
                "{'name':'f','description':'d','input_schema':" + expected
                        + ",'strict':true,'cache_control':{'type':'ephemeral'}}");
    }

    @Test
    void holdsTheOutputToASchemaThatTheProviderTakes() {
        format = new OutputFormat.JsonSchema(
                text("n"),
                null,
                RawJson.of(
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1,\"description\":\"d\"},"
                                + "\"minimum\":{\"oneOf\":[{\"type\":\"string\",\"format\":\"date\"},{\"type\":\"string\",\"format\":\"odd\"}]}},"
                                + "\"$defs\":{\"x\":{\"type\":\"object\",\"additionalProperties\":true}}}"),
                true);
        say(Role.USER, said("Hi"));

        assertWritten(
                "/output_config/format",
                "{'type':'json_schema','schema':{'type':'object','properties':{'a':{'type':'integer','description':'d (minimum: 1)'},"
                        + "'minimum':{'anyOf':[{'type':'string','format':'date'},{'type':'string','description':'(format: \\\\'odd\\\\')'}]}},"
                                .replace("\\\\'", "\\\"")
                        + "'$defs':{'x':{'type':'object','additionalProperties':false}},'additionalProperties':false}}");
        assertThat(loss.refusable()).containsExactly("response_format.schema");
    }

    @Test
    void asksForAFormatThatTheModelCannotBeHeldTo() {
        target = ModelTarget.of("p", "claude-3-haiku-20240307");
        format = new OutputFormat.JsonSchema(null, null, RawJson.of("{\"type\":\"object\"}"), null);
        say(Role.SYSTEM, said("Be."));
        say(Role.USER, said("Hi"));

        JsonNode written = write();

        assertThat(written.at("/system/1/text").textValue()).endsWith("JSON Schema: {\"type\":\"object\"}");
        assertThat(written.has("output_config")).isFalse();
        assertThat(loss.refusable()).containsExactly("response_format");
    }

    @Test
    void writesSettingsWithinTheirBounds() {
        set(Option.TEMPERATURE, "1.5");
        set(Option.TOP_P, "0.5");
        set(Option.TOP_K, "7");
        set(Option.USER, "\"u\"");
        set(Option.SAFETY_IDENTIFIER, "\"s\"");
        set(Option.SERVICE_TIER, "\"default\"");
        set(Option.OUTPUT_TOKENS_MAX, "77");
        set(Option.SEED, "1");
        set(Option.CHOICES, "1");
        set(Option.STORE, "false");
        set(Option.LOGIT_BIAS, "{}");
        set(Option.FREQUENCY_PENALTY, "0.0");
        set(Option.PRESENCE_PENALTY, "null");
        stops.addAll(List.of(text("END"), text("\n")));
        say(Role.USER, said("Hi"));

        JsonNode written = write();

        assertThat(written.path("temperature").asDouble()).isEqualTo(1);
        assertThat(written.has("top_p")).isFalse();
        assertThat(written.path("top_k").asInt()).isEqualTo(7);
        assertThat(written.path("max_tokens").asInt()).isEqualTo(77);
        assertThat(written.path("stop_sequences")).isEqualTo(json("[\"END\"]"));
        assertThat(written.path("metadata")).isEqualTo(json("{\"user_id\":\"u\"}"));
        assertThat(written.path("service_tier").textValue()).isEqualTo("standard_only");
        assertThat(loss.line()).isEqualTo("dropped=stop,top_p,safety_identifier,seed;approximated=temperature");
    }

    @Test
    void leavesSamplingToAModelThatThinksOrTakesNone() {
        set(Option.TEMPERATURE, "1");
        set(Option.TOP_P, "0.5");
        say(Role.USER, said("Hi"));
        target = ModelTarget.of("p", "claude-opus-4-7");

        JsonNode written = write();

        assertThat(written.has("temperature")).isFalse();
        assertThat(written.has("top_p")).isFalse();
        assertThat(loss.refusable()).containsExactly("top_p");
    }

    @Test
    void callsMembersWhatTheProviderCallsThem() {
        target = new ModelTarget(
                "p",
                "claude-sonnet-4-6",
                Map.of("top_k", "", "stop_sequences", "stops"),
                Set.of(Trait.ANTHROPIC_VERSION_IN_BODY));
        set(Option.TOP_K, "7");
        stops.add(text("END"));
        say(Role.USER, said("Hi"));

        JsonNode written = write();

        assertThat(written.path("anthropic_version").textValue()).isEqualTo("vertex-2023-10-16");
        assertThat(written.has("model")).isFalse();
        assertThat(written.has("top_k")).isFalse();
        assertThat(written.path("stops")).hasSize(1);
        assertThat(loss.refusable()).containsExactly("top_k");
    }
}
