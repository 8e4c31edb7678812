package io.penstock.dialect.responses.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponsesRequestReaderTest {

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static String label(String maker, String provider, String kind, String data) {
        ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.UTF_8);
        return Objects.requireNonNull(StateLabel.inField(
                        EscapedText.EMPTY, maker, ModelTarget.of(provider, "m"), kind, bytes, 0, bytes.writerIndex()))
                .decode();
    }

    @Test
    void readsInstructionsAndAText() {
        Asked asked = Asked.of("{'model':'m','instructions':'Be brief','input':'Hi \\u00e9','stream':true}");

        assertThat(asked.request.messages())
                .containsExactly(
                        new ChatRequest.Message(Role.SYSTEM, List.of(new Part.Text(text("Be brief")))),
                        new ChatRequest.Message(Role.USER, List.of(new Part.Text(text("Hi é")))));
        assertThat(asked.request.isStream()).isTrue();
        assertThat(asked.request.isUsageWanted()).isTrue();
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void putsWhatTheModelSaidInARowIntoOneMessageAndSoItsResults() {
        Asked asked = Asked.items("{'role':'developer','content':'d'},{'type':'message','role':'user','content':'u'},"
                + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'a'},"
                + "{'type':'summary_text','text':'b'}],'encrypted_content':'gAAA'},"
                + "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':[{'type':"
                + "'output_text','text':'t','annotations':[],'logprobs':[]},{'type':'refusal','refusal':'r'}]},"
                + "{'type':'function_call','id':'fc_1','call_id':'c1','name':'f','arguments':'{}','status':'completed'},"
                + "{'type':'custom_tool_call','call_id':'c2','name':'g','input':'ls\\n'},"
                + "{'type':'function_call_output','call_id':'c1','output':'42'},"
                + "{'type':'custom_tool_call_output','call_id':'c2','output':[{'type':'input_text','text':'x'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]},"
                + "{'role':'user','content':'again'}");

        assertThat(asked.request.messages())
                .extracting(ChatRequest.Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL, Role.USER);
        assertThat(asked.parts(2))
                .containsExactly(
                        new Part.Reasoning(
                                text("a\n\nb"), new ReasoningState("responses", "encrypted_content", text("gAAA"))),
                        new Part.Text(text("t")),
                        new Part.Refusal(text("r")),
                        new Part.ToolCall(text("c1"), text("f"), new Part.Arguments.Text(text("{}")), null),
                        new Part.ToolCall(
                                text("c2"),
                                text("g"),
                                new Part.Arguments.Json(RawJson.of("{\"input\":\"ls\\n\"}")),
                                null));
        assertThat(asked.parts(3))
                .containsExactly(
                        new Part.ToolResult(text("c1"), null, List.of(new Part.Text(text("42"))), false),
                        new Part.ToolResult(
                                text("c2"),
                                null,
                                List.of(
                                        new Part.Text(text("x")),
                                        new Part.Media(
                                                Kind.IMAGE,
                                                text("image/png"),
                                                new Source.Inline(text("AAAA")),
                                                null,
                                                null)),
                                false));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsMediaOfAllKinds() {
        Asked asked = Asked.items(
                "{'role':'user','content':["
                        + "{'type':'input_image','image_url':'https://i','detail':'high'},"
                        + "{'type':'input_image','file_id':'f1','detail':'auto'},"
                        + "{'type':'input_image','image_url':{'url':'https://i'}},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AAAA'},"
                        + "{'type':'input_file','file_url':'https://f'},{'type':'input_file','file_id':'f2'},"
                        + "{'type':'input_audio','input_audio':{'data':'BBBB','format':'mp3'}},"
                        + "{'type':'hologram','depth':3}]},"
                        + "{'type':'image_generation_call','id':'ig','status':'completed','result':'CCCC','output_format':'webp'}");

        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.Media(Kind.IMAGE, null, new Source.Link(text("https://i")), null, text("high")),
                        new Part.Media(Kind.IMAGE, null, new Source.Stored(text("f1")), null, null),
                        new Part.Media(Kind.IMAGE, null, new Source.Link(text("https://i")), null, null),
                        new Part.Media(
                                Kind.DOCUMENT,
                                text("application/pdf"),
                                new Source.Inline(text("AAAA")),
                                text("a.pdf"),
                                null),
                        new Part.Media(Kind.DOCUMENT, null, new Source.Link(text("https://f")), null, null),
                        new Part.Media(Kind.DOCUMENT, null, new Source.Stored(text("f2")), null, null),
                        new Part.Media(Kind.AUDIO, text("audio/mpeg"), new Source.Inline(text("BBBB")), null, null),
                        new Part.Opaque("responses", "hologram", RawJson.of("{\"type\":\"hologram\",\"depth\":3}")));
        assertThat(asked.parts(1))
                .containsExactly(
                        new Part.Media(Kind.IMAGE, text("image/webp"), new Source.Inline(text("CCCC")), null, null));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void givesStatesBackToWhatTheyBelongTo() {
        Asked asked = Asked.items("{'type':'reasoning','summary':[{'type':'summary_text','text':'h'}],"
                + "'encrypted_content':'" + label("anthropic", "claude", "signature", "sig") + "'},"
                + "{'role':'assistant','content':'t'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'"
                + label("gemini", "google", "text.thought_signature", "of text") + "'},"
                + "{'type':'reasoning','summary':[],'encrypted_content':'"
                + label("gemini", "google", "call.thought_signature", "of call") + "'},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}'}");

        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.Reasoning(text("h"), new ReasoningState("anthropic@claude", "signature", text("sig"))),
                        new Part.Text(
                                text("t"), new ReasoningState("gemini@google", "thought_signature", text("of text"))),
                        new Part.ToolCall(
                                text("c"),
                                text("f"),
                                new Part.Arguments.Text(text("{}")),
                                new ReasoningState("gemini@google", "thought_signature", text("of call"))));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void reportsStateThatBelongsToNothing() {
        Asked asked = Asked.items("{'type':'reasoning','summary':[],'encrypted_content':'"
                + label("gemini", "google", "text.x", "d") + "'},{'type':'reasoning','summary':[],"
                + "'encrypted_content':'" + label("gemini", "google", "call.x", "d") + "'}");

        assertThat(asked.lost()).isEqualTo("dropped=reasoning_state");
        assertThat(asked.request.messages()).isEmpty();
    }

    @Test
    void prefersReasoningToItsSummary() {
        Asked asked = Asked.items("{'type':'reasoning','summary':[{'type':'summary_text','text':'s'}],"
                + "'content':[{'type':'reasoning_text','text':'all'}]}");

        assertThat(asked.parts(0)).containsExactly(new Part.Reasoning(text("all"), null));
        assertThat(asked.lost()).isEqualTo("dropped=input.summary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web_search_call", "computer_call_output", "mcp_approval_response", "compaction"})
    void keepsItemsOfItsOwnAsTheyAre(String type) {
        Asked asked = Asked.items("{'type':'" + type + "','id':'x','action':{'a':1}}");

        assertThat(asked.parts(0))
                .containsExactly(new Part.Opaque(
                        "responses",
                        type,
                        RawJson.of("{\"type\":\"" + type + "\",\"id\":\"x\",\"action\":{\"a\":1}}")));
    }

    @Test
    void readsToolsAndReportsThoseOfTheProvidersOwn() {
        Asked asked = Asked.members("'tools':[{'type':'function','name':'f','description':'d','parameters':"
                + "{'type':'object'},'strict':true},{'type':'custom','name':'g','format':{'type':'text'}},"
                + "{'type':'custom','name':'h','format':{'type':'grammar','definition':'x'}},"
                + "{'type':'web_search'},{'type':'mcp','server_label':'s'}]");

        assertThat(asked.request.tools()).extracting(Tool::name).containsExactly(text("f"), text("g"), text("h"));
        assertThat(asked.request.tools().get(0))
                .isEqualTo(new Tool(text("f"), text("d"), RawJson.of("{\"type\":\"object\"}"), true, null));
        assertThat(asked.lost()).isEqualTo("dropped=tools.format,tools.web_search,tools.mcp;approximated=tools.custom");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'auto'|AUTO||",
                "'none'|NONE||",
                "'required'|REQUIRED||",
                "{'type':'function','name':'f'}|REQUIRED|f|",
                "{'type':'custom','name':'f'}|REQUIRED|f|",
                "{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'},{'type':'mcp',"
                        + "'server_label':'s'}]}|AUTO|f|dropped=tool_choice.tools.type"
            })
    void readsEveryFormOfToolChoice(String choice, ToolChoice.Mode mode, String name, String lost) {
        Asked asked = Asked.members("'tool_choice':" + choice + ",'parallel_tool_calls':false");

        assertThat(asked.request.toolChoice())
                .isEqualTo(new ToolChoice(mode, name == null ? List.of() : List.of(text(name)), false));
        assertThat(asked.lost()).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void reportsTheChoiceOfAToolThatDoesNotGoAlong() {
        Asked asked = Asked.members("'tool_choice':{'type':'web_search_preview'}");

        assertThat(asked.request.toolChoice()).isNull();
        assertThat(asked.lost()).isEqualTo("dropped=tool_choice");
    }

    @Test
    void readsSettings() {
        Asked asked = Asked.members("'max_output_tokens':99,'temperature':0.5,'top_p':0.9,'user':'u',"
                + "'safety_identifier':'s','prompt_cache_key':'k','metadata':{'a':'b'},'service_tier':'flex','store':true,"
                + "'text':{'verbosity':'low'},'reasoning':{'effort':'xhigh'}");

        assertThat(asked.request.settings())
                .extracting(setting -> setting.option() + " " + setting.name() + " " + setting.value())
                .containsExactly(
                        "OUTPUT_TOKENS_MAX max_output_tokens 99",
                        "TEMPERATURE temperature 0.5",
                        "TOP_P top_p 0.9",
                        "USER user \"u\"",
                        "SAFETY_IDENTIFIER safety_identifier \"s\"",
                        "PROMPT_CACHE_KEY prompt_cache_key \"k\"",
                        "METADATA metadata {\"a\":\"b\"}",
                        "SERVICE_TIER service_tier \"flex\"",
                        "STORE store true",
                        "VERBOSITY text.verbosity \"low\"");
        assertThat(asked.request.effort()).isEqualTo(new Effort(Effort.Level.XHIGH, -1));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsTheFormOfTheOutput() {
        assertThat(Asked.members("'text':{'format':{'type':'text'}}").request.format())
                .isNull();
        assertThat(Asked.members("'text':{'format':{'type':'json_object'}}")
                        .request
                        .format())
                .isEqualTo(new OutputFormat.JsonObject());
        assertThat(Asked.members("'text':{'format':{'type':'json_schema','name':'n','description':'d','schema':{},"
                                + "'strict':true}}")
                        .request
                        .format())
                .isEqualTo(new OutputFormat.JsonSchema(text("n"), text("d"), RawJson.of("{}"), true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Asks for nothing, or for what every answer has.
                "'include':['reasoning.encrypted_content'],'store':false,'truncation':'disabled','background':false|",
                "'reasoning':{'summary':'auto'},'service_tier':'auto','metadata':{},'previous_response_id':null|",
                "'stream_options':{'include_obfuscation':false},'tools':[],'prompt':null,'top_logprobs':0|",
                "'include':['message.output_text.logprobs']|dropped=include",
                "'truncation':'auto','top_logprobs':2|dropped=top_logprobs,truncation",
                "'max_tool_calls':3,'prompt':{'id':'p'}|dropped=max_tool_calls,prompt",
                "'reasoning':{'summary':'detailed','other':1}|dropped=reasoning.other;approximated=reasoning.summary",
                "'text':{'format':{'type':'text','x':1},'y':2}|dropped=text.format.x,text.y",
                "'prompt_cache_retention':'24h','stop':['x']|dropped=prompt_cache_retention,stop"
            })
    void reportsWhatIsNotCarriedOver(String members, String lost) {
        assertThat(Asked.members(members).lost()).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void reportsMembersOfItemsByTheirPathWithoutIndices() {
        Asked asked = Asked.items("{'role':'user','content':[{'type':'input_text','text':'a','x':1}],'name':'n'},"
                + "{'role':'assistant','phase':'commentary','content':[{'type':'output_text','text':'b',"
                + "'annotations':[{'type':'url_citation'}]}]}");

        assertThat(asked.lost()).isEqualTo("dropped=input.content.x,input.name,input.content.annotations,input.phase");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'m'}|input",
                "{'model':'m','input':7}|input",
                "{'model':'m','input':['x']}|input[0]",
                "{'model':'m','input':[{'content':'x'}]}|input[0].type",
                "{'model':'m','input':[{'role':'robot','content':'x'}]}|input[0].role",
                "{'model':'m','input':[{'role':'user','content':7}]}|input[0].content",
                "{'model':'m','input':[{'role':'user','content':[{'text':'x'}]}]}|input[0].content[0].type",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_image'}]}]}|input[0].content[0].image_url",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_file'}]}]}|input[0].content[0].file_data",
                "{'model':'m','input':[{'type':'function_call','name':'f'}]}|input[0].call_id",
                "{'model':'m','input':[{'type':'function_call_output','call_id':'c'}]}|input[0].output",
                "{'model':'m','input':[{'role':'user','content':'x'},{'type':'item_reference','id':'msg_1'}]}|input[1].id",
                "{'model':'m','input':[{'id':'msg_1'}]}|input[0].id",
                "{'model':'m','input':'x','previous_response_id':'resp_1'}|previous_response_id",
                "{'model':'m','input':'x','conversation':'conv_1'}|conversation",
                "{'model':'m','input':'x','conversation':{'id':'conv_1'}}|conversation",
                "{'model':'m','input':'x','background':true}|background",
                "{'model':'m','input':'x','tools':[{'type':'function'}]}|tools[0].name",
                "{'model':'m','input':'x','tools':[{'type':'function','name':'f','parameters':'x'}]}|tools[0].parameters",
                "{'model':'m','input':'x','tool_choice':'perhaps'}|tool_choice",
                "{'model':'m','input':'x','text':{'format':{'type':'xml'}}}|text.format.type",
                "{'model':'m','input':'x','text':{'format':{'type':'json_schema','name':'n'}}}|text.format.schema",
                "{'model':'m','input':'x','reasoning':{'effort':'hard'}}|reasoning.effort",
                "{'model':'m','input':'x','temperature':'hot'}|temperature",
                "{'model':'m','input':'x','text':{'verbosity':3}}|text.verbosity"
            })
    void refusesWhatCannotBeUnderstood(String body, String param) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> Asked.of(body))
                .satisfies(refused -> {
                    assertThat(refused.fault().kind()).isEqualTo(GatewayFault.Kind.INVALID_REQUEST);
                    assertThat(refused.fault().param()).isEqualTo(param);
                    assertThat(refused.fault().message())
                            .startsWith(param + ": ")
                            .contains("(expected: ");
                });
    }
}
