package io.penstock.dialect.gemini.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.gemini.GeminiDialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeminiRequestWriterTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ModelTarget NEW = ModelTarget.of("google", "gemini-3-pro");
    private static final ModelTarget MIDDLE = ModelTarget.of("google", "gemini-2.5-flash");
    private static final ModelTarget OLD = ModelTarget.of("google", "gemini-2.0-flash");

    private final LossReport loss = new LossReport();

    private JsonNode write(ChatRequest request, ModelTarget target) {
        ByteBuf out = Unpooled.buffer();
        GeminiDialect.INSTANCE.requestWriter().write(request, target, JsonWriter.into(out), loss);
        try {
            return MAPPER.readTree(out.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(out.toString(StandardCharsets.UTF_8), e);
        }
    }

    private String contents(ModelTarget target, Message... messages) {
        return write(request(messages), target).path("contents").toString().replace('"', '\'');
    }

    private static ChatRequest request(Message... messages) {
        return new ChatRequest(List.of(messages), List.of(), null, null, null, List.of(), List.of(), false, true);
    }

    private static ChatRequest with(List<Tool> tools, @Nullable ToolChoice choice) {
        return new ChatRequest(
                List.of(message(Role.USER, text("hi"))), tools, choice, null, null, List.of(), List.of(), false, true);
    }

    private static ChatRequest with(
            @Nullable OutputFormat format, @Nullable Effort effort, List<EscapedText> stops, List<Setting> settings) {
        return new ChatRequest(
                List.of(message(Role.USER, text("hi"))), List.of(), null, format, effort, stops, settings, false, true);
    }

    private static Message message(Role role, Part... parts) {
        return new Message(role, List.of(parts));
    }

    private static Part text(String text) {
        return new Part.Text(EscapedText.of(text));
    }

    private static Part call(String id, String name, String arguments, @Nullable ReasoningState state) {
        return new Part.ToolCall(
                EscapedText.of(id), EscapedText.of(name), new Part.Arguments.Text(EscapedText.of(arguments)), state);
    }

    private static Part result(String id, boolean isError, Part... content) {
        return new Part.ToolResult(EscapedText.of(id), null, List.of(content), isError);
    }

    private static ReasoningState state(String maker, String data) {
        return new ReasoningState(maker, "thought_signature", EscapedText.of(data));
    }

    private static Media image(@Nullable String type, Source source) {
        return new Media(Media.Kind.IMAGE, type == null ? null : EscapedText.of(type), source, null, null);
    }

    private static Source inline(String base64) {
        return new Source.Inline(EscapedText.of(base64));
    }

    @Test
    void putsSystemMessagesInFrontAndMergesWhatOneSideSays() {
        ChatRequest request = request(
                message(Role.SYSTEM, text("a")),
                message(Role.USER, text("1")),
                message(Role.USER, text("2"), text("")),
                message(Role.SYSTEM, text("b")),
                message(Role.ASSISTANT, text("3")),
                message(Role.ASSISTANT));

        JsonNode written = write(request, NEW);

        assertThat(written.path("systemInstruction").toString())
                .isEqualTo("{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]}");
        assertThat(written.path("contents").toString().replace('"', '\''))
                .isEqualTo(
                        "[{'role':'user','parts':[{'text':'1'},{'text':'2'}]},{'role':'model','parts':[{'text':'3'}]}]");
        assertThat(loss.line()).isEqualTo("approximated=messages.role");
    }

    @Test
    void givesModelsWithoutAnInstructionItsTextFirst() {
        String contents = contents(
                ModelTarget.of("google", "gemma-3-27b-it"),
                message(Role.SYSTEM, text("be kind")),
                message(Role.USER, text("hi")));

        assertThat(contents).isEqualTo("[{'role':'user','parts':[{'text':'be kind'},{'text':'hi'}]}]");
    }

    @Test
    void leavesNoContentEmptyAndNoImageAlone() {
        assertThat(contents(NEW)).isEqualTo("[{'role':'user','parts':[{'text':' '}]}]");
        assertThat(contents(
                        NEW,
                        message(Role.USER, image("image/jpg", inline("AA"))),
                        message(Role.ASSISTANT, text("")),
                        message(Role.USER)))
                .isEqualTo(
                        "[{'role':'user','parts':[{'inlineData':{'mimeType':'image/jpeg','data':'AA'}},{'text':' '}]},"
                                + "{'role':'model','parts':[{'text':' '}]},{'role':'user','parts':[{'text':' '}]}]");
    }

    @Test
    void writesCallsAsObjectsAndResultsInTheOrderOfTheCalls() {
        Message[] messages = {
            message(Role.USER, text("go")),
            message(
                    Role.ASSISTANT,
                    call("c1", "f", "{\"a\":1}", null),
                    call("c2", "g", "", null),
                    call("c3", "h", "nope", null)),
            message(Role.TOOL, result("c3", true, text("bad"))),
            message(Role.TOOL, result("c2", false, text("{\"x\": 1}")), result("c1", false, text("a"), text("b"))),
            message(Role.USER, text("next"))
        };

        assertThat(contents(NEW, messages))
                .isEqualTo("[{'role':'user','parts':[{'text':'go'}]},"
                        + "{'role':'model','parts':[{'functionCall':{'id':'c1','name':'f','args':{'a':1}},"
                        + "'thoughtSignature':'skip_thought_signature_validator'},"
                        + "{'functionCall':{'id':'c2','name':'g','args':{}}},"
                        + "{'functionCall':{'id':'c3','name':'h','args':{'rawInvalidInput':'nope'}}}]},"
                        + "{'role':'user','parts':["
                        + "{'functionResponse':{'id':'c1','name':'f','response':{'content':'a\\nb'}}},"
                        + "{'functionResponse':{'id':'c2','name':'g','response':{'x':1}}},"
                        + "{'functionResponse':{'id':'c3','name':'h','response':{'error':'bad'}}}]},"
                        + "{'role':'user','parts':[{'text':'next'}]}]");
        assertThat(loss.line()).isEqualTo("defaulted=thoughtSignature");
    }

    @Test
    void leavesIdsOutWhereTheProviderRefusesThem() {
        ModelTarget vertex =
                new ModelTarget("vertex", "gemini-2.5-pro", Map.of(), Set.of(ModelTarget.Trait.NO_TOOL_IDS));

        assertThat(contents(
                        vertex,
                        message(Role.ASSISTANT, call("c1", "f", "{}", null)),
                        message(Role.TOOL, result("c1", false, new Part.Structured(RawJson.of("[1]"))))))
                .isEqualTo("[{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}}]},"
                        + "{'role':'user','parts':[{'functionResponse':{'name':'f','response':{'content':[1]}}}]}]");
    }

    @Test
    void refusesAResultOfNoCall() {
        FaultException refused = catchThrowableOfType(
                FaultException.class, () -> contents(NEW, message(Role.TOOL, result("gone", false, text("x")))));

        assertThat(refused.fault().message()).contains("gone").contains("(expected: the id of a call)");
    }

    @Test
    void sendsStateToWhoMadeItAndToNobodyElse() {
        String contents = contents(
                NEW,
                message(
                        Role.ASSISTANT,
                        new Part.Reasoning(EscapedText.of("own"), state("gemini@google", "s1")),
                        new Part.Reasoning(EscapedText.of("foreign"), state("anthropic@a", "s2")),
                        new Part.Reasoning(EscapedText.EMPTY, state("gemini", "s3")),
                        new Part.Text(EscapedText.of("t"), state("gemini@vertex", "s4")),
                        call("c", "f", "{}", state("gemini", "s5"))));

        assertThat(contents)
                .isEqualTo("[{'role':'model','parts':[{'text':'own','thought':true,'thoughtSignature':'s1'},"
                        + "{'text':'','thoughtSignature':'s3'},{'text':'t'},"
                        + "{'functionCall':{'id':'c','name':'f','args':{}},'thoughtSignature':'s5'}]}]");
        assertThat(loss.refusable()).containsExactly("reasoning_state", "reasoning");
    }

    @Test
    void writesMediaWithATypeAlways() {
        String contents = contents(
                NEW,
                message(
                        Role.USER,
                        text("see"),
                        image(null, inline("iVBORw0KGgo=")),
                        image(null, inline("QUJD")),
                        image(null, new Source.Link(EscapedText.of("https://x/a.WEBP?b=c.png"))),
                        image("image/gif", new Source.Stored(EscapedText.of("gs://b/o"))),
                        new Media(
                                Media.Kind.DOCUMENT,
                                null,
                                new Source.Plain(EscapedText.of("doc")),
                                EscapedText.of("a.txt"),
                                EscapedText.of("high"))));

        assertThat(contents)
                .isEqualTo("[{'role':'user','parts':[{'text':'see'},"
                        + "{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='}},"
                        + "{'inlineData':{'mimeType':'image/jpeg','data':'QUJD'}},"
                        + "{'fileData':{'mimeType':'image/webp','fileUri':'https://x/a.WEBP?b=c.png'}},"
                        + "{'fileData':{'mimeType':'image/gif','fileUri':'gs://b/o'}},{'text':'doc'}]}]");
        assertThat(loss.line()).isEqualTo("dropped=detail,filename;defaulted=mimeType");
    }

    @Test
    void refusesLinksThatAModelDoesNotFollowAndFilesOfOthers() {
        Media link = image(null, new Source.Link(EscapedText.of("https://x/a.png")));
        Media stored = image(null, new Source.Stored(EscapedText.of("file-123")));

        assertThat(catchThrowableOfType(FaultException.class, () -> contents(OLD, message(Role.USER, link))))
                .isNotNull();
        assertThat(catchThrowableOfType(FaultException.class, () -> contents(NEW, message(Role.USER, stored))))
                .isNotNull();
    }

    @Test
    void putsMediaOfAToolWhereTheModelTakesIt() {
        Message[] messages = {
            message(Role.ASSISTANT, call("c", "f", "{}", state("gemini", "s"))),
            message(Role.TOOL, result("c", false, text("shot"), image("image/png", inline("AA")))),
            message(Role.USER, text("and?"))
        };

        assertThat(contents(NEW, messages))
                .contains(
                        "'response':{'content':'shot'},'parts':[{'inlineData':{'mimeType':'image/png','data':'AA'}}]}}]},"
                                + "{'role':'user','parts':[{'text':'and?'}]}]");
        assertThat(contents(MIDDLE, messages))
                .contains("'response':{'content':'shot'}}}]},{'role':'user','parts':["
                        + "{'inlineData':{'mimeType':'image/png','data':'AA'}},{'text':'and?'}]}]");
        assertThat(loss.line()).isEqualTo("approximated=messages.content");
    }

    @Test
    void writesOneListOfDeclarations() {
        List<Tool> tools = List.of(
                new Tool(
                        EscapedText.of("f"),
                        EscapedText.of("does"),
                        RawJson.of("{\"type\":\"object\","
                                + "\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":false}"),
                        null,
                        null),
                new Tool(
                        EscapedText.of("g"),
                        null,
                        RawJson.of("{\"type\":\"object\",\"properties\":{}}"),
                        null,
                        new Part.CachePoint(null)),
                new Tool(EscapedText.of("h"), null, null, null, null));

        JsonNode written = write(with(tools, null), NEW);

        assertThat(written.path("tools").toString().replace('"', '\''))
                .isEqualTo("[{'functionDeclarations':[{'name':'f','description':'does','parameters':"
                        + "{'type':'object','properties':{'a':{'type':'string'}}}},{'name':'g'},{'name':'h'}]}]");
        assertThat(written.has("toolConfig")).isFalse();
        assertThat(loss.line()).isEqualTo("dropped=tools.cache_control");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            -        | false | -   | -
            -        | true  | -   | {'mode':'VALIDATED'}
            AUTO     | false | -   | {'mode':'AUTO'}
            AUTO     | true  | -   | {'mode':'VALIDATED'}
            NONE     | true  | f   | {'mode':'NONE'}
            REQUIRED | false | -   | {'mode':'ANY'}
            REQUIRED | true  | f   | {'mode':'ANY','allowedFunctionNames':['f']}
            AUTO     | false | f   | {'mode':'VALIDATED','allowedFunctionNames':['f']}
            """)
    void saysHowToChooseAmongTools(
            ToolChoice.@Nullable Mode mode, boolean isStrict, @Nullable String name, @Nullable String config) {
        ToolChoice choice = mode == null
                ? null
                : new ToolChoice(mode, name == null ? List.of() : List.of(EscapedText.of(name)), false);
        Tool tool = new Tool(EscapedText.of("f"), null, null, isStrict, null);

        JsonNode written = write(with(List.of(tool), choice), NEW);

        assertThat(written.at("/toolConfig/functionCallingConfig").toString().replace('"', '\''))
                .isEqualTo(config == null ? "" : config);
        assertThat(loss.refusable()).isEqualTo(choice == null ? List.of() : List.of("parallel_tool_calls"));
    }

    @Test
    void writesSettingsUnderTheirNamesAndReportsTheRest() {
        List<Setting> settings = List.of(
                new Setting(Option.OUTPUT_TOKENS_MAX, "max_tokens", RawJson.of("9")),
                new Setting(Option.TEMPERATURE, "temperature", RawJson.of("0.50")),
                new Setting(Option.TOP_P, "top_p", RawJson.of("1")),
                new Setting(Option.TOP_K, "top_k", RawJson.of("40")),
                new Setting(Option.SEED, "seed", RawJson.of("7")),
                new Setting(Option.FREQUENCY_PENALTY, "frequency_penalty", RawJson.of("0.1")),
                new Setting(Option.PRESENCE_PENALTY, "presence_penalty", RawJson.of("null")),
                new Setting(Option.LOGPROBS, "logprobs", RawJson.of("true")),
                new Setting(Option.TOP_LOGPROBS, "top_logprobs", RawJson.of("3")),
                new Setting(Option.CHOICES, "n", RawJson.of("2")),
                new Setting(Option.MODALITIES, "modalities", RawJson.of("[\"text\",\"image\"]")),
                new Setting(Option.USER, "user", RawJson.of("\"u\"")),
                new Setting(Option.LOGIT_BIAS, "logit_bias", RawJson.of("{}")),
                new Setting(Option.STORE, "store", RawJson.of("true")),
                new Setting(Option.SERVICE_TIER, "service_tier", RawJson.of("\"auto\"")));
        List<EscapedText> stops = List.of("1", "2", "3", "4", "5", "6").stream()
                .map(EscapedText::of)
                .toList();
        ModelTarget target = new ModelTarget("p", "gemini-2.0-flash", Map.of("seed", "", "topK", "top_k"), Set.of());

        JsonNode written = write(with(null, null, stops, settings), target);

        assertThat(written.path("generationConfig").toString().replace('"', '\''))
                .isEqualTo("{'maxOutputTokens':9,'temperature':0.5,'topP':1,'top_k':40,'frequencyPenalty':0.1,"
                        + "'responseLogprobs':true,'logprobs':3,'candidateCount':2,'responseModalities':['TEXT','IMAGE'],"
                        + "'stopSequences':['1','2','3','4','5']}");
        assertThat(loss.line()).isEqualTo("dropped=seed,user,logit_bias,store,service_tier;approximated=stop");
    }

    @Test
    void writesTheFormOfTheOutput() {
        OutputFormat schema = new OutputFormat.JsonSchema(
                EscapedText.of("n"),
                EscapedText.of("about it"),
                RawJson.of("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"),
                true);

        JsonNode object = write(with(new OutputFormat.JsonObject(), null, List.of(), List.of()), NEW);
        JsonNode written = write(with(schema, null, List.of(), List.of()), NEW);

        assertThat(object.path("generationConfig").toString()).isEqualTo("{\"responseMimeType\":\"application/json\"}");
        assertThat(written.path("generationConfig").toString().replace('"', '\''))
                .isEqualTo("{'responseMimeType':'application/json','responseSchema':{'type':'object',"
                        + "'properties':{'a':{'nullable':true,'type':'string'}},'description':'about it'}}");
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void sendsASchemaWithinItselfAsItIsWhereTheModelTakesThat() {
        String recursive =
                "{\"$defs\":{\"n\":{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#/$defs/n\"}}}},"
                        + "\"$ref\":\"#/$defs/n\"}";
        OutputFormat schema = new OutputFormat.JsonSchema(null, null, RawJson.of(recursive), null);

        JsonNode written = write(with(schema, null, List.of(), List.of()), MIDDLE);

        assertThat(written.at("/generationConfig/responseJsonSchema").toString())
                .isEqualTo(recursive);
        assertThat(catchThrowableOfType(
                        FaultException.class, () -> write(with(schema, null, List.of(), List.of()), OLD)))
                .isNotNull();
    }

    @Test
    void namesTheToolWhoseSchemaIsWithinItself() {
        Tool tool = new Tool(
                EscapedText.of("tree"),
                null,
                RawJson.of("{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"}}}"),
                null,
                null);

        FaultException refused =
                catchThrowableOfType(FaultException.class, () -> write(with(List.of(tool), null), NEW));

        assertThat(refused.fault().message())
                .isEqualTo("tools.parameters: of tool tree has a reference within itself, # "
                        + "(expected: a schema without recursion)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            gemini-3-pro-preview                    | NONE    | -1    | {'thinkingLevel':'low','includeThoughts':true}    | ~
            gemini-3-pro-preview                    | MEDIUM  | -1    | {'thinkingLevel':'high','includeThoughts':true}   | ~
            gemini-3.1-pro                          | MEDIUM  | -1    | {'thinkingLevel':'medium','includeThoughts':true} | =
            gemini-3.1-pro                          | MAX     | -1    | {'thinkingLevel':'high','includeThoughts':true}   | ~
            gemini-3-flash-preview                  | MINIMAL | -1    | {'thinkingLevel':'minimal','includeThoughts':true} | =
            gemini-3.5-flash                        | NONE    | -1    | {'thinkingLevel':'minimal','includeThoughts':true} | ~
            gemini-3.8-flash                        | NONE    | -1    | {'thinkingLevel':'low','includeThoughts':true}    | ~
            gemini-3.1-flash-lite                   | -       | 1500  | {'thinkingLevel':'medium','includeThoughts':true} | ~
            gemini-flash-latest                     | LOW     | -1    | {'thinkingLevel':'low','includeThoughts':true}    | =
            models/gemini-2.5-flash                 | HIGH    | -1    | {'thinkingBudget':4096,'includeThoughts':true}    | =
            gemini-2.5-flash                        | NONE    | -1    | {'thinkingBudget':0}                              | =
            gemini-2.5-pro                          | NONE    | -1    | {'thinkingBudget':128,'includeThoughts':true}     | ~
            publishers/google/models/gemini-2.5-pro | -       | 99999 | {'thinkingBudget':32768,'includeThoughts':true}   | ~
            gemini-2.5-flash-lite                   | -       | 100   | {'thinkingBudget':512,'includeThoughts':true}     | ~
            gemini-2.0-flash                        | HIGH    | -1    | -                                                 | -
            gemini-2.5-flash-image                  | HIGH    | -1    | -                                                 | -
            tunedModels/mine                        | HIGH    | -1    | -                                                 | -
            """)
    void tellsAModelHowMuchToThinkInItsOwnWay(
            String model, @Nullable Level level, long budget, @Nullable String config, @Nullable String change) {
        JsonNode written =
                write(with(null, new Effort(level, budget), List.of(), List.of()), ModelTarget.of("google", model));

        assertThat(written.at("/generationConfig/thinkingConfig").toString().replace('"', '\''))
                .isEqualTo(config == null ? "" : config);
        String expected =
                change == null ? "dropped=reasoning_effort" : change.equals("=") ? "" : "approximated=reasoning_effort";
        assertThat(loss.line()).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrote() {
        ChatRequest request = request(
                message(Role.SYSTEM, text("be")),
                message(Role.USER, text("go"), image("image/png", inline("AA"))),
                message(
                        Role.ASSISTANT,
                        new Part.Reasoning(EscapedText.of("hm"), state("gemini", "s0")),
                        call("c1", "f", "{\"a\":1}", state("gemini", "s1"))),
                message(Role.TOOL, result("c1", false, text("done"))));
        ByteBuf out = Unpooled.buffer();

        GeminiDialect.INSTANCE.requestWriter().write(request, NEW, JsonWriter.into(out), loss);
        ChatRequest read = GeminiDialect.INSTANCE.requestReader().read(out, 0, out.writerIndex(), loss);
        ByteBuf again = Unpooled.buffer();
        GeminiDialect.INSTANCE.requestWriter().write(read, NEW, JsonWriter.into(again), loss);

        assertThat(again.toString(StandardCharsets.UTF_8)).isEqualTo(out.toString(StandardCharsets.UTF_8));
        assertThat(loss.isEmpty()).isTrue();
    }
}
