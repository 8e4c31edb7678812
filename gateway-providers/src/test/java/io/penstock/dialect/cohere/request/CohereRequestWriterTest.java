package io.penstock.dialect.cohere.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
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
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class CohereRequestWriterTest {
    private static final String OLD = "command-a-03-2025";
    private static final String NEW = "command-a-reasoning-08-2025";

    private final LossReport loss = new LossReport();
    private final List<Message> messages = new ArrayList<>();
    private final List<Tool> tools = new ArrayList<>();
    private final List<Setting> settings = new ArrayList<>();
    private final List<EscapedText> stops = new ArrayList<>();
    private @Nullable ToolChoice choice;
    private @Nullable OutputFormat format;
    private @Nullable Effort effort;

    @Test
    void writesEveryMessage() {
        say(Role.SYSTEM, text("Be brief."));
        say(Role.USER, text("What"), text("?"));
        say(
                Role.USER,
                text("This:"),
                image(new Source.Inline(EscapedText.of("QUJD"))),
                image(new Source.Link(EscapedText.of("https://x"))));
        say(
                Role.ASSISTANT,
                new Part.Reasoning(EscapedText.of("Hm"), null),
                text("I"),
                text(" see"),
                call("c1", "f", "{\"a\":1}"),
                call("c2", "g", ""));
        say(Role.TOOL, result("c1", text("42")), result("c2", new Part.Structured(RawJson.of("{\"b\":\"x\"}"))));
        say(Role.ASSISTANT, text("Done."));
        say(Role.ASSISTANT);

        assertThat(written(OLD))
                .isEqualTo(json("{'model':'command-a-03-2025','messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'user','content':[{'type':'text','text':'What'},{'type':'text','text':'?'}]},"
                        + "{'role':'user','content':[{'type':'text','text':'This:'},{'type':'image_url','image_url':{'url':'data:image/jpeg;base64,QUJD','detail':'low'}},"
                        + "{'type':'image_url','image_url':{'url':'https://x','detail':'low'}}]},"
                        + "{'role':'assistant','content':'I see','tool_plan':'Hm','tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\':1}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'42'},{'role':'tool','tool_call_id':'c2','content':'{\\'b\\':\\'x\\'}'},"
                        + "{'role':'assistant','content':'Done.'},{'role':'assistant','content':''}],'stream':false}"));
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void givesThinkingBackToModelsThatThink() {
        say(Role.ASSISTANT, new Part.Reasoning(EscapedText.of("Hm"), null), text("Yes"), call("c1", "f", "{}"));

        assertThat(written(NEW))
                .contains(
                        json(
                                "{'role':'assistant','content':[{'type':'thinking','thinking':'Hm'},{'type':'text','text':'Yes'}],'tool_calls':[{'id':'c1'"));
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void leavesThoughtsOutWhereTheyHaveNoPlace() {
        say(
                Role.ASSISTANT,
                new Part.Reasoning(EscapedText.of("Hm"), state()),
                new Part.Text(EscapedText.of("Yes"), state()));

        assertThat(written(OLD)).contains(json("{'role':'assistant','content':'Yes'}"));
        assertThat(loss.line()).isEqualTo("dropped=reasoning_state,messages.reasoning");
    }

    @Test
    void putsDocumentsBesideTheMessages() {
        String words = Base64.getEncoder().encodeToString("Gr\u00fc\u00dfe \"you\"".getBytes(StandardCharsets.UTF_8));
        say(
                Role.USER,
                new Media(Kind.DOCUMENT, null, new Source.Plain(EscapedText.of("plain")), null, null),
                new Media(
                        Kind.DOCUMENT,
                        EscapedText.of("text/plain"),
                        new Source.Inline(EscapedText.of(words)),
                        EscapedText.of("w.txt"),
                        null),
                text("Read."));
        format = new OutputFormat.JsonObject();

        assertThat(written(OLD))
                .isEqualTo(json(
                        "{'model':'command-a-03-2025','messages':[{'role':'user','content':'Read.'}],'documents':[{'data':{'text':'plain'}},"
                                + "{'data':{'text':'Gr\u00fc\u00dfe \\'you\\'','title':'w.txt'}}],'stream':false}"));
        assertThat(loss.line()).isEqualTo("dropped=response_format");
    }

    @ParameterizedTest
    @CsvSource({"DOCUMENT,application/pdf", "AUDIO,audio/wav", "VIDEO,video/mp4"})
    void refusesInputThatNoModelCanGet(Kind kind, String type) {
        say(Role.USER, new Media(kind, EscapedText.of(type), new Source.Inline(EscapedText.of("QUJD")), null, null));

        FaultException refused = catchThrowableOfType(FaultException.class, () -> written(OLD));

        assertThat(refused.fault().param()).isEqualTo("messages.content");
        assertThat(refused.fault().status()).isEqualTo(400);
    }

    @Test
    void sendsImagesOfAResultAfterIt() {
        say(
                Role.TOOL,
                new Part.ToolResult(
                        EscapedText.of("c1"),
                        null,
                        List.of(text("bad"), image(new Source.Link(EscapedText.of("https://x")))),
                        true));

        assertThat(written(OLD))
                .contains(
                        json(
                                "[{'role':'tool','tool_call_id':'c1','content':'Error: bad'},"
                                        + "{'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x','detail':'low'}}]}]"));
        assertThat(loss.line()).isEqualTo("approximated=is_error,tool_result_media");
    }

    @Test
    void writesTools() {
        tools.add(tool("f", true));
        tools.add(tool("g", null));
        choice = new ToolChoice(Mode.REQUIRED, List.of(), false);

        assertThat(written(OLD))
                .contains(json(
                        "'tools':[{'type':'function','function':{'name':'f','description':'does f','parameters':{'type':'object'}}},"
                                + "{'type':'function','function':{'name':'g','description':'does g','parameters':{'type':'object'}}}],"
                                + "'strict_tools':true,'tool_choice':'REQUIRED'"));
        assertThat(loss.line()).isEqualTo("dropped=parallel_tool_calls;approximated=tools.strict");
    }

    @Test
    void leavesTheOthersOutWhereOneToolIsAskedForByName() {
        tools.add(tool("f", null));
        tools.add(new Tool(EscapedText.of("g"), null, null, null, new Part.CachePoint(null)));
        choice = new ToolChoice(Mode.REQUIRED, List.of(EscapedText.of("g")), null);

        assertThat(written(OLD))
                .contains(json(
                        "'tools':[{'type':'function','function':{'name':'g','parameters':{'type':'object','properties':{}}}}],"
                                + "'tool_choice':'REQUIRED'"));
        assertThat(loss.line()).isEqualTo("dropped=tools.cache_control");
    }

    @Test
    void leavesNoToolOutForOneThatIsNotThere() {
        tools.add(tool("f", null));
        choice = new ToolChoice(Mode.REQUIRED, List.of(EscapedText.of("g")), null);

        assertThat(written(OLD)).contains(json("'name':'f'"), json("'tool_choice':'REQUIRED'"));
        assertThat(loss.line()).isEqualTo("approximated=tool_choice");
    }

    @ParameterizedTest
    @CsvSource({"AUTO,''", "NONE,\"tool_choice\":\"NONE\"", "REQUIRED,\"tool_choice\":\"REQUIRED\""})
    void saysWhetherAToolMustBeCalled(Mode mode, String expected) {
        tools.add(tool("f", null));
        choice = new ToolChoice(mode, List.of(), true);

        String written = written(OLD);

        assertThat(written).contains(expected);
        assertThat(written.contains("tool_choice")).isEqualTo(mode != Mode.AUTO);
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void asksForNoToolWhereThereIsNone() {
        choice = new ToolChoice(Mode.REQUIRED, List.of(), null);

        assertThat(written(OLD)).doesNotContain("tool");
    }

    @Test
    void writesTheFormOfTheOutput() {
        format = new OutputFormat.JsonObject();
        assertThat(written(OLD)).contains(json("'response_format':{'type':'json_object'}"));

        format = new OutputFormat.JsonSchema(
                EscapedText.of("n"), EscapedText.of("d"), RawJson.of("{\"type\":\"object\"}"), true);
        assertThat(written(OLD))
                .contains(json("'response_format':{'type':'json_object','json_schema':{'type':'object'}}"));
        assertThat(loss.line()).isEqualTo("dropped=response_format.description");

        tools.add(tool("f", null));
        assertThat(written(OLD)).doesNotContain("response_format");
    }

    @ParameterizedTest
    @CsvSource({
        "OUTPUT_TOKENS_MAX,100,'\"max_tokens\":100',''",
        "TEMPERATURE,1.5,'\"temperature\":1.5',''",
        "TOP_P,0.5,'\"p\":0.5',''",
        "TOP_P,1,'\"p\":0.99',approximated=theirs",
        "TOP_P,0,'\"p\":0.01',approximated=theirs",
        "TOP_K,40,'\"k\":40',''",
        "TOP_K,4000,'\"k\":500',approximated=theirs",
        "SEED,-7,'\"seed\":-7',''",
        "FREQUENCY_PENALTY,0.5,'\"frequency_penalty\":0.5',''",
        "FREQUENCY_PENALTY,2,'\"frequency_penalty\":1',approximated=theirs",
        "PRESENCE_PENALTY,-2,'\"presence_penalty\":0',approximated=theirs",
        "LOGPROBS,true,'\"logprobs\":true',''"
    })
    void writesSettingsWithinTheirBounds(Option option, String value, String expected, String reported) {
        settings.add(new Setting(option, "theirs", RawJson.of(value)));

        assertThat(written(OLD)).contains("," + expected + ",\"stream\"");
        assertThat(loss.line()).isEqualTo(reported);
    }

    @ParameterizedTest
    @EnumSource(
            value = Option.class,
            names = {
                "LOGIT_BIAS",
                "TOP_LOGPROBS",
                "CHOICES",
                "VERBOSITY",
                "USER",
                "SAFETY_IDENTIFIER",
                "PROMPT_CACHE_KEY",
                "METADATA",
                "SERVICE_TIER",
                "STORE",
                "MODALITIES"
            })
    void reportsSettingsThatItDoesNotHave(Option option) {
        settings.add(new Setting(option, "theirs", RawJson.of("2")));

        assertThat(written(OLD)).isEqualTo(json("{'model':'command-a-03-2025','messages':[],'stream':false}"));
        assertThat(loss.line()).isEqualTo("dropped=theirs");
    }

    @Test
    void writesFiveStopsAtMost() {
        for (String stop : List.of("a", "b", "c", "d", "e", "f")) {
            stops.add(EscapedText.of(stop));
        }

        assertThat(written(OLD)).contains(json("'stop_sequences':['a','b','c','d','e']"));
        assertThat(loss.line()).isEqualTo("approximated=stop");
    }

    @ParameterizedTest
    @CsvSource({
        NEW + ",NONE,-1,'\"thinking\":{\"type\":\"disabled\"}',''",
        NEW + ",,0,'\"thinking\":{\"type\":\"disabled\"}',''",
        NEW + ",HIGH,-1,'\"thinking\":{\"type\":\"enabled\",\"token_budget\":4096}',approximated=reasoning_effort",
        NEW + ",,700,'\"thinking\":{\"type\":\"enabled\",\"token_budget\":700}',''",
        OLD + ",NONE,-1,'',''",
        OLD + ",HIGH,-1,'',dropped=reasoning_effort"
    })
    void saysHowMuchToThink(String model, @Nullable Level level, long budget, String expected, String reported) {
        effort = new Effort(level, budget);

        assertThat(written(model))
                .contains("\"messages\":[]," + (expected.isEmpty() ? "" : expected + ",") + "\"stream\"");
        assertThat(loss.line()).isEqualTo(reported);
    }

    @Test
    void leavesRoomForAnAnswerBehindTheThinking() {
        effort = new Effort(null, 5000);
        settings.add(new Setting(Option.OUTPUT_TOKENS_MAX, "max_tokens", RawJson.of("1000")));

        assertThat(written(NEW)).contains("\"token_budget\":999");
        assertThat(loss.line()).isEqualTo("approximated=reasoning_effort");
    }

    @Test
    void keepsToTheNamesThatTheProviderHas() {
        tools.add(tool("f", true));
        stops.add(EscapedText.of("a"));
        settings.add(new Setting(Option.SEED, "seed", RawJson.of("1")));
        settings.add(new Setting(Option.TOP_P, "top_p", RawJson.of("0.5")));
        effort = new Effort(null, 10);
        choice = new ToolChoice(Mode.REQUIRED, List.of(), null);
        Map<String, String> names = Map.of(
                "seed", "", "p", "top_p", "stop_sequences", "", "strict_tools", "", "tool_choice", "", "thinking", "");

        String written = written(new ModelTarget("some-provider", NEW, names, Set.of()));

        assertThat(written).contains("\"top_p\":0.5").doesNotContain("seed", "stop_", "strict", "choice", "thinking\"");
        assertThat(loss.line()).isEqualTo("dropped=tools.strict,tool_choice,stop,seed,reasoning_effort");
    }

    @Test
    void reportsPartsThatHaveNoPlace() {
        say(Role.USER, text("a"), new Part.CachePoint(null), new Part.Opaque("openai", "web_search", RawJson.of("{}")));
        say(
                Role.ASSISTANT,
                image(new Source.Link(EscapedText.of("https://x"))),
                new Part.Refusal(EscapedText.of("No.")),
                new Part.ToolCall(
                        EscapedText.of("c"), EscapedText.of("f"), new Part.Arguments.Json(RawJson.of("{}")), state()));

        assertThat(written(OLD))
                .contains(json("[{'role':'user','content':'a'},{'role':'assistant','content':'No.','tool_calls'"));
        assertThat(loss.line())
                .isEqualTo("dropped=cache_control,web_search,media,reasoning_state;approximated=messages.refusal");
    }

    private void say(Role role, Part... parts) {
        messages.add(new Message(role, List.of(parts)));
    }

    private static Part text(String text) {
        return new Part.Text(EscapedText.of(text));
    }

    private static Part image(Source source) {
        return new Media(Kind.IMAGE, EscapedText.of("image/jpeg"), source, null, EscapedText.of("low"));
    }

    private static Part call(String id, String name, String arguments) {
        return new Part.ToolCall(
                EscapedText.of(id), EscapedText.of(name), new Part.Arguments.Text(EscapedText.of(arguments)), null);
    }

    private static Part result(String id, Part content) {
        return new Part.ToolResult(EscapedText.of(id), null, List.of(content), false);
    }

    private static Tool tool(String name, @Nullable Boolean isStrict) {
        return new Tool(
                EscapedText.of(name),
                EscapedText.of("does " + name),
                RawJson.of("{\"type\":\"object\"}"),
                isStrict,
                null);
    }

    private static ReasoningState state() {
        return new ReasoningState("anthropic@p", "signature", EscapedText.of("x"));
    }

    private String written(String model) {
        return written(ModelTarget.of("some-provider", model));
    }

    private String written(ModelTarget target) {
        ByteBuf out = Unpooled.buffer();
        ChatRequest request = new ChatRequest(messages, tools, choice, format, effort, stops, settings, false, true);
        new CohereRequestWriter().write(request, target, JsonWriter.into(out), loss);
        assertThat(JsonScanner.isValue(out, 0, out.writerIndex())).isTrue();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }
}
