package io.penstock.dialect.openai.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
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
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiRequestReaderTest {

    @ParameterizedTest
    @CsvSource({"system, SYSTEM", "developer, SYSTEM", "user, USER", "assistant, ASSISTANT"})
    void knowsEachRole(String name, Role role) {
        Asked asked = Asked.message("{'content':'Hi','role':'" + name + "'}");

        assertThat(asked.message(0).role()).isEqualTo(role);
        assertThat(asked.parts(0)).containsExactly(new Part.Text(text("Hi")));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void reportsTheNameOfWhoSpeaks() {
        Asked asked = Asked.message("{'role':'user','name':'ann','content':'Hi'}");

        assertThat(asked.lost()).isEqualTo("dropped=messages.name");
    }

    @Test
    void readsContentPartsOfEveryKind() {
        Asked asked = Asked.message("{'role':'user','content':["
                + "{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}},"
                + "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,AAAA','detail':'low'}},"
                + "{'type':'image_url','image_url':'https://h/i.png'},"
                + "{'type':'input_audio','input_audio':{'data':'BBBB','format':'mp3'}},"
                + "{'type':'file','file':{'filename':'f.pdf','file_data':'data:application/pdf;base64,CCCC'}},"
                + "{'type':'file','file':{'file_id':'file-1'}},"
                + "{'type':'video_url','video_url':{'url':'https://h/v.mp4'}},"
                + "{'type':'hologram','depth':3}]}");

        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.Text(text("a")),
                        new Part.CachePoint(text("1h")),
                        new Media(Kind.IMAGE, text("image/jpeg"), new Source.Inline(text("AAAA")), null, text("low")),
                        new Media(Kind.IMAGE, null, new Source.Link(text("https://h/i.png")), null, null),
                        new Media(Kind.AUDIO, text("audio/mpeg"), new Source.Inline(text("BBBB")), null, null),
                        new Media(
                                Kind.DOCUMENT,
                                text("application/pdf"),
                                new Source.Inline(text("CCCC")),
                                text("f.pdf"),
                                null),
                        new Media(Kind.DOCUMENT, null, new Source.Stored(text("file-1")), null, null),
                        new Media(Kind.VIDEO, null, new Source.Link(text("https://h/v.mp4")), null, null),
                        new Part.Opaque("openai", "hologram", RawJson.of("{\"type\":\"hologram\",\"depth\":3}")));
        assertThat(asked.lost()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "data:image/png;charset=x;base64:AA, image/png",
        "DATA:Image/PNG;BASE64:AA, image/png",
        "data:;base64:AA,",
        "data:image\\/jpeg;base64:AA, image/jpeg"
    })
    void readsDataUrlsHoweverTheyAreSpelt(String url, String mimeType) {
        // The comma is the table's own.
        String given = url.replace(":AA", ",AA");

        Asked asked =
                Asked.message("{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + given + "'}}]}");

        EscapedText expected = mimeType == null ? null : text(mimeType);
        assertThat(asked.parts(0))
                .containsExactly(new Media(Kind.IMAGE, expected, new Source.Inline(text("AA")), null, null));
    }

    @Test
    void takesWhatAnAnswerWasInOrder() {
        Asked asked = Asked.message("{'role':'assistant','content':'Look','refusal':null,'annotations':[],'audio':null,"
                + "'reasoning_content':'Hm','reasoning':'Hm','tool_calls':[{'id':'c1','type':'function','index':0,"
                + "'function':{'name':'f','arguments':'{\\\"a\\\":1}'}},"
                + "{'id':'c2','type':'function','function':{'name':'g','arguments':''}},"
                + "{'id':'c3','type':'custom','custom':{'name':'h','input':'x y'}}]}");

        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.Reasoning(text("Hm"), null),
                        new Part.Text(text("Look")),
                        call("c1", "f", "{\"a\":1}"),
                        call("c2", "g", ""),
                        new Part.ToolCall(
                                text("c3"),
                                text("h"),
                                new Part.Arguments.Json(RawJson.of("{\"input\":\"x y\"}")),
                                null));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsARefusalAndReasoningWithinTheContent() {
        Asked asked = Asked.message("{'role':'assistant','content':[{'type':'thinking','thinking':"
                + "[{'type':'text','text':'Hm'}]},{'type':'refusal','refusal':'No'}],'refusal':'Never'}");

        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.Reasoning(text("Hm"), null),
                        new Part.Refusal(text("No")),
                        new Part.Refusal(text("Never")));
    }

    @Test
    void putsWhatTheToolsSaidIntoOneMessage() {
        Asked asked = Asked.message("{'role':'tool','tool_call_id':'c1','content':'1','name':'f'},"
                + "{'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'2'}]},"
                + "{'role':'user','content':'And?'}");

        assertThat(asked.request.messages()).hasSize(2);
        assertThat(asked.message(0).role()).isEqualTo(Role.TOOL);
        assertThat(asked.parts(0))
                .containsExactly(
                        new Part.ToolResult(text("c1"), text("f"), List.of(new Part.Text(text("1"))), false),
                        new Part.ToolResult(text("c2"), null, List.of(new Part.Text(text("2"))), false));
    }

    @Test
    void makesCallsAndToolsOfTheFunctionsOfOld() {
        Asked asked = Asked.of("{'model':'m','messages':["
                + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'1'},"
                + "{'role':'assistant','function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'2'}],"
                + "'functions':[{'name':'f','parameters':{}}],'function_call':{'name':'f'}}");

        Part.ToolCall first = (Part.ToolCall) asked.parts(0).get(0);
        Part.ToolCall second = (Part.ToolCall) asked.parts(2).get(0);
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(((Part.ToolResult) asked.parts(1).get(0)).callId()).isEqualTo(first.id());
        assertThat(((Part.ToolResult) asked.parts(3).get(0)).callId()).isEqualTo(second.id());
        assertThat(asked.request.tools()).extracting(Tool::name).containsExactly(text("f"));
        assertThat(asked.request.toolChoice()).isEqualTo(new ToolChoice(Mode.REQUIRED, List.of(text("f")), null));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void takesStateOffTheIdsOfCalls() {
        EscapedText labelled = label("c1", "gemini", "google", "thought_signature", "c2ln");

        Asked asked = Asked.message("{'role':'assistant','tool_calls':[{'id':'" + labelled
                + "','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'" + labelled
                + "','content':'1'}");

        Part.ToolCall call = (Part.ToolCall) asked.parts(0).get(0);
        assertThat(call.id()).isEqualTo(text("c1"));
        assertThat(call.state()).isEqualTo(new ReasoningState("gemini@google", "thought_signature", text("c2ln")));
        assertThat(((Part.ToolResult) asked.parts(1).get(0)).callId()).isEqualTo(text("c1"));
    }

    @Test
    void givesTheStateOfReasoningBackToIt() {
        EscapedText labelled = label("c1", "anthropic", "anthropic", "block.signature", "c2ln");

        Asked asked = Asked.message("{'role':'assistant','reasoning_content':'Hm','tool_calls':[{'id':'" + labelled
                + "','function':{'name':'f','arguments':'{}'}}]}");

        ReasoningState state = new ReasoningState("anthropic@anthropic", "signature", text("c2ln"));
        assertThat(asked.parts(0)).containsExactly(new Part.Reasoning(text("Hm"), state), call("c1", "f", "{}"));
    }

    @Test
    void givesTheStateOfATextBackToIt() {
        EscapedText labelled = label("c1", "gemini", "google", "text.thought_signature", "c2ln");

        Asked asked = Asked.message("{'role':'assistant','content':'Hi','tool_calls':[{'id':'" + labelled
                + "','function':{'name':'f','arguments':'{}'}}]}");

        ReasoningState state = new ReasoningState("gemini@google", "thought_signature", text("c2ln"));
        assertThat(asked.parts(0)).containsExactly(new Part.Text(text("Hi"), state), call("c1", "f", "{}"));
    }

    @Test
    void readsTheSignatureWhereGoogleHasIt() {
        Asked asked = Asked.message("{'role':'assistant','tool_calls':[{'id':'c1','extra_content':{'google':"
                + "{'thought_signature':'c2ln'}},'function':{'name':'f','arguments':'{}'}}]}");

        Part.ToolCall call = (Part.ToolCall) asked.parts(0).get(0);
        assertThat(call.state()).isEqualTo(new ReasoningState("gemini", "thought_signature", text("c2ln")));
    }

    @Test
    void readsTools() {
        Asked asked = Asked.members("'tools':[{'type':'function','function':{'name':'f','description':'d',"
                + "'parameters':{'type':'object'},'strict':true},'cache_control':{'type':'ephemeral'}},"
                + "{'type':'custom','custom':{'name':'c','format':{'type':'text'}}},{'type':'web_search'}]");

        Tool tool = asked.request.tools().get(0);
        assertThat(tool.name()).isEqualTo(text("f"));
        assertThat(tool.description()).isEqualTo(text("d"));
        assertThat(tool.schema()).hasToString("{\"type\":\"object\"}");
        assertThat(tool.isStrict()).isTrue();
        assertThat(tool.cache()).isEqualTo(new Part.CachePoint(null));
        assertThat(asked.request.tools().get(1).schema()).isEqualTo(CustomTools.SCHEMA);
        assertThat(asked.lost()).isEqualTo("dropped=tools.custom.format,tools.web_search;approximated=tools.custom");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'tool_choice':'auto' | AUTO | |",
                "'tool_choice':'none' | NONE | |",
                "'tool_choice':'required' | REQUIRED | |",
                "'tool_choice':'any','parallel_tool_calls':false | REQUIRED | | false",
                "'parallel_tool_calls':false | AUTO | | false",
                "'tool_choice':{'type':'function','function':{'name':'f'}} | REQUIRED | f |",
                "'tool_choice':{'type':'function','name':'f'} | REQUIRED | f |",
                "'tool_choice':{'type':'custom','custom':{'name':'f'}} | REQUIRED | f |",
                "'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':"
                        + "[{'type':'function','function':{'name':'f'}}]}} | AUTO | f |",
            })
    void readsHowToChoose(String members, Mode mode, String name, Boolean isParallel) {
        Asked asked = Asked.of(("{'messages':[]," + members + "}").replace("''", "'"));

        List<EscapedText> names = name == null ? List.of() : List.of(text(name));
        assertThat(asked.request.toolChoice()).isEqualTo(new ToolChoice(mode, names, isParallel));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsTheFormOfTheOutput() {
        Asked object = Asked.members("'response_format':{'type':'json_object'}");
        Asked schema = Asked.members("'response_format':{'type':'json_schema','json_schema':{'name':'n',"
                + "'schema':{'type':'object'},'strict':true,'note':1}}");
        Asked text = Asked.members("'response_format':{'type':'text'}");

        assertThat(object.request.format()).isEqualTo(new OutputFormat.JsonObject());
        assertThat(schema.request.format())
                .isEqualTo(new OutputFormat.JsonSchema(text("n"), null, RawJson.of("{\"type\":\"object\"}"), true));
        assertThat(schema.lost()).isEqualTo("dropped=response_format.json_schema.note");
        assertThat(text.request.format()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"reasoning_effort\":\"xhigh\" | XHIGH | -1",
                "\"reasoning_effort\":\"none\" | NONE | -1",
                "\"reasoning\":{\"effort\":\"low\"} | LOW | -1",
                "\"reasoning\":{\"max_tokens\":3000} | | 3000",
                "\"reasoning\":{\"enabled\":false} | NONE | -1",
                "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000} | | 2000",
                "\"thinking\":{\"type\":\"disabled\"} | NONE | -1",
                "\"thinking\":{\"type\":\"enabled\"} | MEDIUM | -1",
            })
    void readsHowMuchToThink(String members, Effort.Level level, long budget) {
        Asked asked = Asked.members(members);

        assertThat(asked.request.effort()).isEqualTo(new Effort(level, budget));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void readsEveryOption() {
        Asked asked = Asked.members("'max_completion_tokens':9,'temperature':0.5,'top_p':0.9,'top_k':5,'seed':-1,"
                + "'frequency_penalty':0.1,'presence_penalty':0.2,'logit_bias':{'1':2},'logprobs':true,"
                + "'top_logprobs':3,'n':2,'verbosity':'low','user':'u','safety_identifier':'s',"
                + "'prompt_cache_key':'k','metadata':{'a':'b'},'service_tier':'flex','store':false,"
                + "'modalities':['text','audio']");

        assertThat(asked.request.settings()).extracting(Setting::option).containsExactly(Option.values());
        assertThat(asked.request.settings().get(0).name()).isEqualTo("max_completion_tokens");
        assertThat(asked.request.setting(Option.SEED)).hasToString("-1");
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void passesOverWhatAsksForNothing() {
        Asked asked = Asked.members("'n':1,'logprobs':false,'top_logprobs':0,'frequency_penalty':0.0,"
                + "'presence_penalty':0,'logit_bias':{},'service_tier':'auto','modalities':['text'],'stop':null,"
                + "'tools':[],'stream':false,'temperature':null");

        assertThat(asked.request.settings()).isEmpty();
        assertThat(asked.request.isStream()).isFalse();
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void prefersTheNewerNameOfTheOutputsLength() {
        Asked asked = Asked.members("'max_tokens':5,'max_completion_tokens':9");

        assertThat(asked.request.setting(Option.OUTPUT_TOKENS_MAX)).hasToString("9");
        assertThat(asked.lost()).isEqualTo("dropped=max_tokens");
    }

    @Test
    void readsStopsAndTheStream() {
        ChatRequest one = Asked.members("'stop':'\\n','stream':true").request;
        ChatRequest two =
                Asked.members("'stop':['a','b'],'stream':true,'stream_options':{'include_usage':true}").request;

        assertThat(one.stops()).containsExactly(text("\n"));
        assertThat(one.isStream()).isTrue();
        assertThat(one.isUsageWanted()).isFalse();
        assertThat(two.stops()).containsExactly(text("a"), text("b"));
        assertThat(two.isUsageWanted()).isTrue();
    }

    @Test
    void reportsEveryMemberThatItDoesNotCarryOver() {
        Asked asked = Asked.of("{'messages':[{'role':'assistant','content':[{'type':'text','text':'a','x':1}],"
                + "'audio':{'id':'a1'},'tool_calls':[{'id':'c','function':{'name':'f','arguments':'','y':1},'z':2}]}],"
                + "'prediction':{'type':'content'},'web_search_options':{},'audio':{'voice':'v'},"
                + "'stream_options':{'include_obfuscation':true},'moderation':null}");

        assertThat(asked.lost())
                .isEqualTo("dropped=messages.tool_calls.function.y,messages.tool_calls.z,messages.content.x,"
                        + "messages.audio,stream_options.include_obfuscation,prediction,"
                        + "web_search_options,audio");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | messages: missing (expected: an array of messages) | messages",
                "{\"messages\":{}} | messages: an object (expected: an array) | messages",
                "{\"messages\":[1]} | messages[0]: a number (expected: an object) | messages[0]",
                "{\"messages\":[{}]} | messages[0].role: missing (expected: a string) | messages[0].role",
                "{\"messages\":[{\"role\":\"judge\"}]} | messages[0].role: judge (expected: system, developer, user,"
                        + " assistant, tool or function) | messages[0].role",
                "{\"messages\":[{\"role\":\"user\",\"content\":1}]} | messages[0].content: a number (expected: a string"
                        + " or an array of parts) | messages[0].content",
                "{\"messages\":[{\"role\":\"user\",\"content\":[\"a\"]}]} | messages[0].content[0]: a string"
                        + " (expected: an object) | messages[0].content[0]",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0].type: missing"
                        + " (expected: the kind of the part) | messages[0].content[0].type",
                "{\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]} | messages[0].tool_call_id: missing"
                        + " (expected: a string) | messages[0].tool_call_id",
                "{\"messages\":[{\"role\":\"function\",\"name\":\"f\"}]} | messages[0].name: f (expected: a function"
                        + " that was called before) | messages[0].name",
                "{\"messages\":[],\"temperature\":\"hot\"} | temperature: a string (expected: a number) | temperature",
                "{\"messages\":[],\"tool_choice\":\"maybe\"} | tool_choice: maybe (expected: none, auto, required or an"
                        + " object that names a tool) | tool_choice",
                "{\"messages\":[],\"response_format\":{\"type\":\"poem\"}} | response_format.type: poem (expected: text,"
                        + " json_object or json_schema) | response_format.type",
                "{\"messages\":[],\"reasoning_effort\":\"huge\"} | reasoning_effort: huge (expected: none, minimal, low,"
                        + " medium, high, xhigh or max) | reasoning_effort",
                "{\"messages\":[],\"stop\":1} | stop: a number (expected: a string or an array of strings) | stop",
            })
    void refusesWhatCannotBeUnderstood(String json, String message, String param) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> Asked.of(json))
                .satisfies(refused -> {
                    GatewayFault fault = refused.fault();
                    assertThat(fault.kind()).isEqualTo(GatewayFault.Kind.INVALID_REQUEST);
                    assertThat(fault.message()).isEqualTo(message);
                    assertThat(fault.param()).isEqualTo(param);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:image/png,AAAA", "data:image/png;base64"})
    void refusesADataUrlWithoutData(String url) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> Asked.message(
                        "{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + url + "'}}]}"))
                .satisfies(refused ->
                        assertThat(refused.fault().param()).isEqualTo("messages[0].content[0].image_url.url"));
    }

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static EscapedText label(String id, String dialect, String provider, String kind, String data) {
        EscapedText state = text(data);
        return Objects.requireNonNull(StateLabel.label(
                text(id), dialect, ModelTarget.of(provider, "m"), kind, state.buffer(), state.start(), state.end()));
    }

    private static Part call(String id, String name, String arguments) {
        return new Part.ToolCall(text(id), text(name), new Part.Arguments.Text(text(arguments)), null);
    }
}
