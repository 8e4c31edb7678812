package io.penstock.dialect.bedrock.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
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
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BedrockRequestReaderTest {

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static List<Message> messages(String content) {
        return Asked.of("{'messages':[" + content + "]}").request().messages();
    }

    private static List<Part> user(String blocks) {
        return messages("{'role':'user','content':[" + blocks + "]}").get(0).parts();
    }

    @Test
    void readsSystemAndTurns() {
        ChatRequest request = Asked.of("{'system':[{'text':'Be brief'},{'cachePoint':{'type':'default','ttl':'1h'}}],"
                        + "'messages':[{'role':'user','content':[{'text':'Hi'}]},"
                        + "{'role':'assistant','content':[{'text':'Ho'}]}]}")
                .request();

        assertThat(request.messages())
                .containsExactly(
                        new Message(
                                Role.SYSTEM, List.of(new Part.Text(text("Be brief")), new Part.CachePoint(text("1h")))),
                        new Message(Role.USER, List.of(new Part.Text(text("Hi")))),
                        new Message(Role.ASSISTANT, List.of(new Part.Text(text("Ho")))));
        assertThat(request.isStream()).isFalse();
        assertThat(request.isUsageWanted()).isTrue();
    }

    @Test
    void readsMediaByTheirFormats() {
        List<Part> parts = user("{'image':{'format':'jpeg','source':{'bytes':'AAAA'}}},"
                + "{'image':{'format':'png','source':{'s3Location':{'uri':'s3://b/k'}}}},"
                + "{'document':{'format':'pdf','name':'report','source':{'bytes':'BBBB'}}},"
                + "{'document':{'name':'notes','source':{'text':'plain'}}},"
                + "{'document':{'format':'txt','name':'parts','source':{'content':[{'text':'a'},{'text':'b'}]}}},"
                + "{'video':{'format':'three_gp','source':{'bytes':'CCCC'}}},"
                + "{'audio':{'format':'mp3','source':{'bytes':'DDDD'}}}");

        assertThat(parts)
                .containsExactly(
                        media(Kind.IMAGE, "image/jpeg", new Source.Inline(text("AAAA")), null),
                        media(Kind.IMAGE, "image/png", new Source.Link(text("s3://b/k")), null),
                        media(Kind.DOCUMENT, "application/pdf", new Source.Inline(text("BBBB")), "report"),
                        media(Kind.DOCUMENT, "text/plain", new Source.Plain(text("plain")), "notes"),
                        media(Kind.DOCUMENT, "text/plain", new Source.Plain(text("a\nb")), "parts"),
                        media(Kind.VIDEO, "video/3gpp", new Source.Inline(text("CCCC")), null),
                        media(Kind.AUDIO, "audio/mpeg", new Source.Inline(text("DDDD")), null));
    }

    private static Part media(Kind kind, String type, Source source, @Nullable String name) {
        return new Media(kind, text(type), source, name == null ? null : text(name), null);
    }

    @Test
    void readsWhatToolsSaidAheadOfTheRestOfTheMessage() {
        List<Message> messages = messages("{'role':'assistant','content':[{'text':'See'},"
                + "{'toolUse':{'toolUseId':'a','name':'f','input':{'x':1}}},{'toolUse':{'toolUseId':'b','name':'g'}}]},"
                + "{'role':'user','content':[{'text':'So?'},{'toolResult':{'toolUseId':'a','content':[{'json':{'y':2}},"
                + "{'text':'ok'}]}},{'toolResult':{'toolUseId':'b','content':[{'text':'no'}],'status':'error'}},"
                + "{'cachePoint':{'type':'default'}}]}");

        assertThat(messages.get(0).parts())
                .containsExactly(
                        new Part.Text(text("See")),
                        new Part.ToolCall(text("a"), text("f"), new Part.Arguments.Json(RawJson.of("{\"x\":1}")), null),
                        new Part.ToolCall(text("b"), text("g"), new Part.Arguments.Json(RawJson.of("{}")), null));
        assertThat(messages.get(1))
                .isEqualTo(new Message(
                        Role.TOOL,
                        List.of(
                                new Part.ToolResult(
                                        text("a"),
                                        null,
                                        List.of(
                                                new Part.Structured(RawJson.of("{\"y\":2}")),
                                                new Part.Text(text("ok"))),
                                        false),
                                new Part.ToolResult(
                                        text("b"),
                                        null,
                                        List.of(new Part.Text(text("no")), new Part.CachePoint(null)),
                                        true))));
        assertThat(messages.get(2)).isEqualTo(new Message(Role.USER, List.of(new Part.Text(text("So?")))));
    }

    @Test
    void readsReasoningAndItsState() {
        List<Part> parts = messages("{'role':'assistant','content':["
                        + "{'reasoningContent':{'reasoningText':{'text':'Hm','signature':'c2ln'}}},"
                        + "{'reasoningContent':{'reasoningText':{'text':'Ha'}}},"
                        + "{'reasoningContent':{'redactedContent':'cmVk'}}]}")
                .get(0)
                .parts();

        assertThat(parts)
                .containsExactly(
                        new Part.Reasoning(text("Hm"), new ReasoningState("bedrock", "signature", text("c2ln"))),
                        new Part.Reasoning(text("Ha"), null),
                        new Part.Reasoning(
                                EscapedText.EMPTY, new ReasoningState("bedrock", "redactedContent", text("cmVk"))));
    }

    @Test
    void takesLabelledStateOffAndPutsItWhereItBelongs() {
        String ofReasoning = label("", "anthropic", "signature", "c2ln");
        String ofText = label("text", "gemini", "thought_signature", "dGV4dA");
        String ofCall = label("call", "gemini", "thought_signature", "Y2FsbA");
        String behindId = label("id2", "gemini", "thought_signature", "aWQ");

        List<Part> parts = messages("{'role':'assistant','content':["
                        + signed("Hm", ofReasoning) + ",{'text':'Yes'}," + signed("", ofText) + ","
                        + signed("", ofCall) + ",{'toolUse':{'toolUseId':'id1','name':'f','input':{}}},"
                        + "{'toolUse':{'toolUseId':'" + behindId + "','name':'g','input':{}}}]}")
                .get(0)
                .parts();

        Part.Arguments none = new Part.Arguments.Json(RawJson.of("{}"));
        assertThat(parts)
                .containsExactly(
                        new Part.Reasoning(text("Hm"), new ReasoningState("anthropic@p", "signature", text("c2ln"))),
                        new Part.Text(text("Yes"), new ReasoningState("gemini@p", "thought_signature", text("dGV4dA"))),
                        new Part.ToolCall(
                                text("id1"),
                                text("f"),
                                none,
                                new ReasoningState("gemini@p", "thought_signature", text("Y2FsbA"))),
                        new Part.ToolCall(
                                text("id2"),
                                text("g"),
                                none,
                                new ReasoningState("gemini@p", "thought_signature", text("aWQ"))));
        assertThat(messages("{'role':'user','content':[{'toolResult':{'toolUseId':'" + behindId + "','content':[]}}]}")
                        .get(0)
                        .parts())
                .containsExactly(new Part.ToolResult(text("id2"), null, List.of(), false));
    }

    private static String signed(String text, String signature) {
        return "{'reasoningContent':{'reasoningText':{'text':'" + text + "','signature':'" + signature + "'}}}";
    }

    private static String label(String mark, String dialect, String kind, String data) {
        ByteBuf bytes = Unpooled.wrappedBuffer(data.getBytes(StandardCharsets.US_ASCII));
        return Objects.requireNonNull(StateLabel.label(
                        text(mark), dialect, ModelTarget.of("p", "m"), kind, bytes, 0, bytes.writerIndex()))
                .decode();
    }

    @Test
    void keepsBlocksThatOnlyThisDialectHas() {
        List<Part> parts = user("{'searchResult':{'source':'s','title':'t','content':[]}},"
                + "{'guardContent':{'text':{'text':'guarded','qualifiers':['query']}}},"
                + "{'guardContent':{'image':{'format':'png'}}},{'hologram':{'x':1}},"
                + "{'type':'text','text':'Hi'},{'citationsContent':{'content':[{'text':'cited'}],'citations':[]}}");

        assertThat(parts)
                .containsExactly(
                        new Part.Opaque(
                                "bedrock",
                                "searchResult",
                                RawJson.of("{\"searchResult\":{\"source\":\"s\",\"title\":\"t\",\"content\":[]}}")),
                        new Part.Text(text("guarded")),
                        new Part.Opaque(
                                "bedrock",
                                "guardContent",
                                RawJson.of("{\"guardContent\":{\"image\":{\"format\":\"png\"}}}")),
                        new Part.Opaque("bedrock", "hologram", RawJson.of("{\"hologram\":{\"x\":1}}")),
                        new Part.Text(text("Hi")),
                        new Part.Text(text("cited")));
    }

    @Test
    void readsToolsAndHowToChoose() {
        ChatRequest request = Asked.of("{'messages':[],'toolConfig':{'tools':["
                        + "{'toolSpec':{'name':'f','description':'d','inputSchema':{'json':{'type':'object'}},'strict':true}},"
                        + "{'toolSpec':{'name':'g'}},{'cachePoint':{'type':'default'}}],"
                        + "'toolChoice':{'tool':{'name':'g'}}},"
                        + "'additionalModelRequestFields':{'tool_choice':{'disable_parallel_tool_use':true}}}")
                .request();

        assertThat(request.tools())
                .containsExactly(
                        new Tool(text("f"), text("d"), RawJson.of("{\"type\":\"object\"}"), true, null),
                        new Tool(text("g"), null, null, null, new Part.CachePoint(null)));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice(Mode.REQUIRED, List.of(text("g")), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'toolConfig':{'toolChoice':{'auto':{}}}                                              | AUTO     | null
            'toolConfig':{'toolChoice':{'any':{}}}                                               | REQUIRED | null
            'additionalModelRequestFields':{'tool_choice':{'type':'none'}}                        | NONE     | null
            'additionalModelRequestFields':{'tool_choice':{'type':'any','disable_parallel_tool_use':true}} | REQUIRED | false
            'additionalModelRequestFields':{'tool_choice':{'disable_parallel_tool_use':false}}    | AUTO     | true
            """, quoteCharacter = '`')
    void readsAChoiceWhereverItIsSaid(String members, Mode mode, String isParallel) {
        ToolChoice choice =
                Asked.of("{'messages':[]," + members + "}").request().toolChoice();

        assertThat(choice).isNotNull();
        assertThat(Objects.requireNonNull(choice).mode()).isEqualTo(mode);
        assertThat(String.valueOf(choice.isParallel())).isEqualTo(isParallel);
    }

    @Test
    void readsWhatIsSet() {
        Asked asked = Asked.of("{'messages':[],'inferenceConfig':{'maxTokens':9,'temperature':0.5,'topP':0.9,"
                + "'stopSequences':['a','b']},'additionalModelRequestFields':{'top_k':3},"
                + "'additionalModelResponseFieldPaths':['/delta/stop_sequence'],"
                + "'requestMetadata':{'team':'x'},'serviceTier':{'type':'flex'}}");

        assertThat(asked.request().stops()).containsExactly(text("a"), text("b"));
        assertThat(asked.request().settings())
                .containsExactly(
                        new Setting(Option.OUTPUT_TOKENS_MAX, "inferenceConfig.maxTokens", RawJson.of("9")),
                        new Setting(Option.TEMPERATURE, "inferenceConfig.temperature", RawJson.of("0.5")),
                        new Setting(Option.TOP_P, "inferenceConfig.topP", RawJson.of("0.9")),
                        new Setting(Option.TOP_K, "additionalModelRequestFields.top_k", RawJson.of("3")),
                        new Setting(Option.METADATA, "requestMetadata", RawJson.of("{\"team\":\"x\"}")),
                        new Setting(Option.SERVICE_TIER, "serviceTier", RawJson.of("\"flex\"")));
        assertThat(asked.lost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'thinking':{'type':'enabled','budget_tokens':2000}                          | null   | 2000
            'thinking':{'type':'adaptive'}                                              | HIGH   | -1
            'thinking':{'type':'adaptive','display':'summarized'},'output_config':{'effort':'low'} | LOW | -1
            'thinking':{'type':'disabled'}                                              | NONE   | -1
            'output_config':{'effort':'max'}                                            | MAX    | -1
            'reasoning_effort':'medium'                                                 | MEDIUM | -1
            'reasoningConfig':{'type':'enabled','maxReasoningEffort':'low'}             | LOW    | -1
            'reasoningConfig':{'type':'disabled'}                                       | NONE   | -1
            """, quoteCharacter = '`')
    void readsHowMuchToThinkInTheWordsOfEachFamily(String fields, String level, long budget) {
        Asked asked = Asked.of("{'messages':[],'additionalModelRequestFields':{" + fields + "}}");

        assertThat(asked.request().effort())
                .isEqualTo(new Effort(level.equals("null") ? null : Level.valueOf(level), budget));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsTheFormOfTheOutputFromItsString() {
        Asked asked = Asked.of("{'messages':[],'outputConfig':{'textFormat':{'type':'json_schema','structure':"
                + "{'jsonSchema':{'name':'n','description':'d','schema':' {\\'type\\':\\'object\\'}'}}}}}"
                        .replace("\\'", "\\\""));
        Asked claudes = Asked.of("{'messages':[],'additionalModelRequestFields':{'output_config':{'format':"
                + "{'type':'json_schema','schema':{'type':'object'}}}}}");

        RawJson schema = RawJson.of("{\"type\":\"object\"}");
        assertThat(asked.request().format()).isEqualTo(new OutputFormat.JsonSchema(text("n"), text("d"), schema, null));
        assertThat(claudes.request().format()).isEqualTo(new OutputFormat.JsonSchema(null, null, schema, null));
    }

    @Test
    void reportsEveryMemberThatIsNotCarriedOver() {
        Asked asked = Asked.of("{'messages':[{'role':'user','name':'x','content':[{'text':'a','p':1},"
                + "{'document':{'format':'pdf','name':'n','context':'c','citations':{'enabled':true},'source':{'bytes':'AA'}}},"
                + "{'citationsContent':{'content':[{'text':'b'}],'citations':[{'title':'t'}]}},"
                + "{'guardContent':{'text':{'text':'g'}}}]}],"
                + "'toolConfig':{'tools':[{'systemTool':{'name':'grounding'}}]},"
                + "'guardrailConfig':{'guardrailIdentifier':'x'},'promptVariables':{'a':{'text':'b'}},"
                + "'performanceConfig':{'latency':'optimized'},'additionalModelResponseFieldPaths':['/usage'],"
                + "'inferenceConfig':{'seed':1},'additionalModelRequestFields':{'anthropic_beta':['x']},'void':[]}");

        assertThat(asked.lost())
                .isEqualTo("dropped=messages.content.p,messages.content.document.context,"
                        + "messages.content.document.citations,messages.content.citationsContent.citations,messages.name,"
                        + "toolConfig.tools.systemTool,inferenceConfig.seed,additionalModelRequestFields.anthropic_beta,"
                        + "guardrailConfig,promptVariables,performanceConfig,additionalModelResponseFieldPaths;"
                        + "approximated=messages.content.guardContent");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                          | messages                                     | messages: missing (expected: an array of messages)
            {'messages':'Hi'}                                                           | messages                                     | messages: a string (expected: an array)
            {'messages':[7]}                                                            | messages[0]                                  | messages[0]: a number (expected: an object)
            {'messages':[{'content':[]}]}                                               | messages[0].role                             | messages[0].role: missing (expected: a string)
            {'messages':[{'role':'system','content':[]}]}                               | messages[0].role                             | messages[0].role: system (expected: user or assistant)
            {'messages':[{'role':'user','content':[]},{'role':'user','content':'Hi'}]}  | messages[1].content                          | messages[1].content: a string (expected: an array)
            {'messages':[{'role':'user'}]}                                              | messages[0].content                          | messages[0].content: missing (expected: an array of blocks)
            {'messages':[{'role':'user','content':[{'text':7}]}]}                       | messages[0].content[0].text                  | messages[0].content[0].text: a number (expected: a string)
            {'messages':[{'role':'user','content':[{'image':{'source':{}}}]}]}          | messages[0].content[0].image.source.bytes    | messages[0].content[0].image.source.bytes: missing (expected: bytes, s3Location, text or content)
            {'messages':[{'role':'assistant','content':[{'toolUse':{'toolUseId':'a','name':'f','input':[]}}]}]} | messages[0].content[0].toolUse.input | messages[0].content[0].toolUse.input: an array (expected: an object)
            {'messages':[{'role':'user','content':[{'toolResult':{}}]}]}                | messages[0].content[0].toolResult.toolUseId  | messages[0].content[0].toolResult.toolUseId: missing (expected: a string)
            {'messages':[],'system':'Be brief'}                                         | system                                       | system: a string (expected: an array)
            {'messages':[],'inferenceConfig':{'maxTokens':'9'}}                         | inferenceConfig.maxTokens                    | inferenceConfig.maxTokens: a string (expected: a number)
            {'messages':[],'inferenceConfig':{'stopSequences':[1]}}                     | inferenceConfig.stopSequences                | inferenceConfig.stopSequences: a number (expected: a string)
            {'messages':[],'toolConfig':{'tools':[{'toolSpec':{}}]}}                    | toolConfig.tools[0].toolSpec.name            | toolConfig.tools[0].toolSpec.name: missing (expected: a string)
            {'messages':[],'toolConfig':{'toolChoice':{'some':{}}}}                     | toolConfig.toolChoice                        | toolConfig.toolChoice: some (expected: auto, any or tool)
            {'messages':[],'requestMetadata':[]}                                        | requestMetadata                              | requestMetadata: an array (expected: an object of strings)
            {'messages':[],'outputConfig':{'textFormat':{'structure':{'jsonSchema':{'schema':'no'}}}}} | outputConfig.textFormat.structure.jsonSchema.schema | outputConfig.textFormat.structure.jsonSchema.schema: no JSON object (expected: a JSON Schema, an object, in a string)
            {'messages':[],'additionalModelRequestFields':{'reasoning_effort':'wild'}}  | additionalModelRequestFields.reasoning_effort | additionalModelRequestFields.reasoning_effort: wild (expected: low, medium, high or max)
            """, quoteCharacter = '`')
    void refusesWhatItCannotUnderstand(String json, String param, String message) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> Asked.of(json))
                .satisfies(refused -> assertThat(refused.fault())
                        .isEqualTo(GatewayFault.of(GatewayFault.Kind.INVALID_REQUEST, message, param)));
    }
}
