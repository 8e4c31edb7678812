package io.penstock.dialect.anthropic.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicRequestReaderTest {
    private final LossReport loss = new LossReport();

    private ChatRequest read(String json) {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuf buffer = Unpooled.buffer().writeZero(2).writeBytes(body);
        return new AnthropicRequestReader().read(buffer, 2, buffer.writerIndex(), loss);
    }

    private List<Part> parts(String role, String blocks) {
        List<Message> messages = read("{'messages':[{'role':'" + role + "','content':[" + blocks + "]}]}")
                .messages();
        assertThat(messages).hasSize(1);
        return messages.get(0).parts();
    }

    private static EscapedText text(String text) {
        return EscapedText.of(text);
    }

    private static Part.Text said(String text) {
        return new Part.Text(text(text));
    }

    @Test
    void readsWhoSaidWhat() {
        ChatRequest request = read("{'model':'m','max_tokens':9,'system':[{'type':'text','text':'Be.'}],'messages':["
                + "{'role':'user','content':'Hi'},{'content':[{'text':'Yo','type':'text'}],'role':'assistant'},"
                + "{'role':'system','content':'Now.'},{'role':'user','content':[]}],'stream':true}");

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, List.of(said("Be."))),
                        new Message(Role.USER, List.of(said("Hi"))),
                        new Message(Role.ASSISTANT, List.of(said("Yo"))),
                        new Message(Role.SYSTEM, List.of(said("Now."))),
                        new Message(Role.USER, List.of()));
        assertThat(request.isStream()).isTrue();
        assertThat(request.isUsageWanted()).isTrue();
        assertThat(request.settings())
                .containsExactly(new Setting(Option.OUTPUT_TOKENS_MAX, "max_tokens", RawJson.of("9")));
        assertThat(loss.line()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBO'}}            | IMAGE    | image/png       | Inline[base64=iVBO]  |
            {'type':'image','source':{'type':'url','url':'https://x'}}                                    | IMAGE    |                 | Link[url=https://x]  |
            {'type':'image','source':{'type':'file','file_id':'f'}}                                       | IMAGE    |                 | Stored[fileId=f]     |
            {'type':'document','title':'T','source':{'type':'base64','media_type':'application/pdf','data':'JVBE'}} | DOCUMENT | application/pdf | Inline[base64=JVBE] | T
            {'type':'document','source':{'type':'text','media_type':'text/plain','data':'words'}}         | DOCUMENT | text/plain      | Plain[text=words]    |
            {'type':'document','source':{'type':'url','url':'https://x.pdf'}}                             | DOCUMENT |                 | Link[url=https://x.pdf] |
            {'type':'document','source':{'type':'file','file_id':'f'}}                                    | DOCUMENT |                 | Stored[fileId=f]     |
            {'type':'document','source':{'type':'content','content':'words'}}                             | DOCUMENT | text/plain      | Plain[text=words]    |
            {'type':'document','source':{'type':'content','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}} | DOCUMENT | text/plain | Plain[text=a-b] |
            """)
    void readsImagesAndDocumentsWhereverTheyAre(
            String block, Part.Media.Kind kind, @Nullable String mimeType, String source, @Nullable String name) {
        Part.Media media = (Part.Media) parts("user", block).get(0);

        assertThat(media.kind()).isEqualTo(kind);
        assertThat(media.mimeType()).isEqualTo(mimeType == null ? null : text(mimeType));
        assertThat(media.source().toString().replace('\n', '-')).isEqualTo(source);
        assertThat(media.name()).isEqualTo(name == null ? null : text(name));
    }

    @Test
    void keepsWhatOnlyItsOwnDialectKnows() {
        String search =
                "{'type':'search_result','source':'s','title':'t','content':[],'cache_control':{'type':'ephemeral'}}";
        String mixed = "{'type':'document','source':{'type':'content','content':[{'type':'image'}]}}";

        List<Part> parts = parts("user", search + "," + mixed);

        assertThat(parts)
                .containsExactly(
                        new Part.Opaque("anthropic", "search_result", RawJson.of(search.replace('\'', '"'))),
                        new Part.Opaque("anthropic", "document", RawJson.of(mixed.replace('\'', '"'))));
        assertThat(loss.line()).isEmpty();
    }

    @Test
    void putsWhatTheToolsSaidAheadOfTheUser() {
        ChatRequest request = read("{'messages':[{'role':'assistant','content':[{'type':'text','text':'I look.'},"
                + "{'type':'tool_use','id':'t1','name':'f','input':{'a':1},'caller':{'type':'direct'}},"
                + "{'type':'tool_use','id':'t2','name':'g'},{'type':'server_tool_use','id':'s'}]},"
                + "{'role':'user','content':[{'type':'text','text':'So?'},"
                + "{'type':'tool_result','tool_use_id':'t1','content':'ok','cache_control':{'type':'ephemeral','ttl':'1h'}},"
                + "{'type':'tool_result','tool_use_id':'t2','is_error':true,'content':[{'type':'text','text':'no'},"
                + "{'type':'image','source':{'type':'url','url':'u'}}]}]}]}");

        List<Message> messages = request.messages();
        assertThat(messages).hasSize(3);
        assertThat(messages.get(0).parts().subList(0, 3))
                .containsExactly(
                        said("I look."),
                        new Part.ToolCall(text("t1"), text("f"), json("{\"a\":1}"), null),
                        new Part.ToolCall(text("t2"), text("g"), json("{}"), null));
        assertThat(messages.get(0).parts().get(3)).isInstanceOf(Part.Opaque.class);
        assertThat(messages.get(1))
                .isEqualTo(new Message(
                        Role.TOOL,
                        List.of(
                                new Part.ToolResult(
                                        text("t1"), null, List.of(said("ok"), new Part.CachePoint(text("1h"))), false),
                                new Part.ToolResult(
                                        text("t2"),
                                        null,
                                        List.of(
                                                said("no"),
                                                new Part.Media(
                                                        Part.Media.Kind.IMAGE,
                                                        null,
                                                        new Source.Link(text("u")),
                                                        null,
                                                        null)),
                                        true))));
        assertThat(messages.get(2)).isEqualTo(new Message(Role.USER, List.of(said("So?"))));
        assertThat(loss.line()).isEqualTo("dropped=messages.content.caller");
    }

    private static Part.Arguments json(String object) {
        return new Part.Arguments.Json(RawJson.of(object));
    }

    @Test
    void readsCachePointsBehindWhatTheyCache() {
        ChatRequest request = read(
                "{'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}],"
                        + "'tools':[{'name':'f','input_schema':{},'cache_control':{'type':'ephemeral','ttl':'5m'}}],"
                        + "'messages':[{'role':'user','content':[{'type':'text','text':'b','cache_control':{'type':'ephemeral','ttl':'1h'}}]}]}");

        assertThat(request.messages().get(0).parts()).containsExactly(said("a"), new Part.CachePoint(null));
        assertThat(request.messages().get(1).parts()).containsExactly(said("b"), new Part.CachePoint(text("1h")));
        assertThat(request.tools().get(0).cache()).isEqualTo(new Part.CachePoint(text("5m")));
        assertThat(loss.line()).isEmpty();
    }

    @Test
    void keepsStateOfItsOwnAndTakesTheLabelsOfOthersOff() {
        EscapedText data = text("d");
        String alone = label("", "responses");
        String ofText = label("text", "gemini");
        String ofCall = label("call", "gemini");
        String behindId = label("t9", "gemini");

        List<Part> parts = parts(
                "assistant",
                "{'type':'thinking','thinking':'a','signature':'c2ln'},{'type':'redacted_thinking','data':'eA'},"
                        + "{'type':'thinking','thinking':'b','signature':''},"
                        + "{'type':'thinking','thinking':'','signature':'" + alone + "'},{'type':'text','text':'c'},"
                        + "{'type':'thinking','thinking':'','signature':'" + ofText + "'},"
                        + "{'type':'thinking','thinking':'','signature':'" + ofCall + "'},"
                        + "{'type':'tool_use','id':'t1','name':'f','input':{}},"
                        + "{'type':'tool_use','id':'" + behindId + "','name':'f','input':{}}");

        ReasoningState gemini = new ReasoningState("gemini@p", "k", data);
        assertThat(parts)
                .containsExactly(
                        new Part.Reasoning(text("a"), new ReasoningState("anthropic", "signature", text("c2ln"))),
                        new Part.Reasoning(
                                EscapedText.EMPTY, new ReasoningState("anthropic", "redacted_thinking", text("eA"))),
                        new Part.Reasoning(text("b"), null),
                        new Part.Reasoning(EscapedText.EMPTY, new ReasoningState("responses@p", "k", data)),
                        new Part.Text(text("c"), gemini),
                        new Part.ToolCall(text("t1"), text("f"), json("{}"), gemini),
                        new Part.ToolCall(text("t9"), text("f"), json("{}"), gemini));
    }

    private static String label(String mark, String dialect) {
        EscapedText data = text("d");
        return String.valueOf(StateLabel.inField(
                text(mark), dialect, ModelTarget.of("p", "m"), "k", data.buffer(), data.start(), data.end()));
    }

    @Test
    void takesTheLabelOffTheIdOfAResultToo() {
        ChatRequest request = read("{'messages':[{'role':'user','content':[{'type':'tool_result','tool_use_id':'"
                + label("t9", "gemini") + "'}]}]}");

        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.ToolResult(text("t9"), null, List.of(), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'type':'auto'}                                    | AUTO     |   |
            {'type':'any','disable_parallel_tool_use':true}    | REQUIRED |   | false
            {'type':'tool','name':'f'}                         | REQUIRED | f |
            {'type':'none','disable_parallel_tool_use':false}  | NONE     |   | true
            """)
    void readsHowToChooseAmongTools(String choice, Mode mode, @Nullable String name, @Nullable Boolean isParallel) {
        ChatRequest request = read("{'messages':[],'tool_choice':" + choice + "}");

        assertThat(request.toolChoice())
                .isEqualTo(new ToolChoice(mode, name == null ? List.of() : List.of(text(name)), isParallel));
    }

    @Test
    void readsToolsAndReportsThoseOfTheProvidersOwn() {
        ChatRequest request =
                read("{'messages':[],'tools':[{'name':'f','description':'d','input_schema':{'type':'object'},"
                        + "'strict':true,'eager_input_streaming':true},{'type':'custom','name':'g'},"
                        + "{'type':'web_search_20250305','name':'web_search','max_uses':3}]}");

        assertThat(request.tools())
                .containsExactly(
                        new Tool(text("f"), text("d"), RawJson.of("{\"type\":\"object\"}"), true, null),
                        new Tool(text("g"), null, null, null, null));
        assertThat(loss.line()).isEqualTo("dropped=tools.eager_input_streaming,tools.web_search_20250305");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'thinking':{'type':'enabled','budget_tokens':2000}                               |        | 2000 |
            'thinking':{'type':'disabled'}                                                   | NONE   | -1   |
            'thinking':{'type':'adaptive','display':'summarized'}                            | HIGH   | -1   | dropped=thinking.display
            'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}                  | MAX    | -1   |
            'output_config':{'effort':'low'}                                                 | LOW    | -1   |
            'thinking':{'type':'enabled','budget_tokens':2000},'output_config':{'effort':'low'} | LOW | 2000 |
            'thinking':{'type':'disabled'},'output_config':{'effort':'low','task_budget':{'total':1}} | NONE | -1 | dropped=output_config.effort,output_config.task_budget
            'thinking':{'type':'later'},'output_config':{'effort':'xhigh'}                   | XHIGH  | -1   | dropped=thinking
            """)
    void readsHowMuchToThink(String members, @Nullable Level level, long budget, @Nullable String lost) {
        ChatRequest request = read("{'messages':[]," + members + "}");

        assertThat(request.effort()).isEqualTo(new Effort(level, budget));
        assertThat(loss.line()).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void readsTheFormOfTheOutputByBothItsNames() {
        String format = "{'type':'json_schema','schema':{'type':'object'}}";
        ChatRequest now = read("{'messages':[],'output_config':{'format':" + format + "}}");
        ChatRequest before = read("{'messages':[],'output_format':" + format + "}");

        OutputFormat expected = new OutputFormat.JsonSchema(null, null, RawJson.of("{\"type\":\"object\"}"), null);
        assertThat(now.format()).isEqualTo(expected);
        assertThat(before.format()).isEqualTo(expected);
    }

    @Test
    void readsSettingsInOrderAndReportsWhatHasNoPlace() {
        ChatRequest request =
                read("{'top_k':5,'temperature':0.5,'messages':[],'top_p':0.9,'metadata':{'user_id':'u','x':1},"
                        + "'stop_sequences':['a','b'],'service_tier':'standard_only','container':'c','mcp_servers':[],'seed':null,"
                        + "'inference_geo':'eu'}");

        assertThat(request.settings())
                .containsExactly(
                        new Setting(Option.TOP_K, "top_k", RawJson.of("5")),
                        new Setting(Option.TEMPERATURE, "temperature", RawJson.of("0.5")),
                        new Setting(Option.TOP_P, "top_p", RawJson.of("0.9")),
                        new Setting(Option.USER, "metadata.user_id", RawJson.of("\"u\"")),
                        new Setting(Option.SERVICE_TIER, "service_tier", RawJson.of("\"default\"")));
        assertThat(request.stops()).containsExactly(text("a"), text("b"));
        assertThat(loss.line()).isEqualTo("dropped=metadata.x,container,inference_geo");
    }

    @Test
    void reportsWhatItDoesNotKnowOfAMessageWithoutIndices() {
        read(
                "{'messages':[{'role':'user','name':'n','content':[{'type':'text','text':'a','citations':[{'type':'x'}]},"
                        + "{'type':'document','context':'c','citations':{'enabled':true},'source':{'type':'url','url':'u'}}]}]}");

        assertThat(loss.line()).isEqualTo("dropped=messages.content.citations,messages.content.context,messages.name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                        | messages                        | messages: missing (expected: an array of messages)
            {'messages':{}}                                           | messages                        | messages: an object (expected: an array of messages)
            {'messages':[1]}                                          | messages[0]                     | messages[0]: a number (expected: an object)
            {'messages':[{'content':'x'}]}                            | messages[0].role                | messages[0].role: missing (expected: a string)
            {'messages':[{'role':'tool','content':'x'}]}              | messages[0].role                | messages[0].role: tool (expected: user, assistant or system)
            {'messages':[{'role':'user'}]}                            | messages[0].content             | messages[0].content: missing (expected: a string or an array of blocks)
            {'messages':[{'role':'user','content':5}]}                | messages[0].content             | messages[0].content: a number (expected: a string or an array of blocks)
            {'messages':[{'role':'user','content':[{'text':'x'}]}]}   | messages[0].content[0].type     | messages[0].content[0].type: missing (expected: a string)
            {'messages':[{'role':'user','content':[{'type':'text','text':1}]}]} | messages[0].content[0].text | messages[0].content[0].text: a number (expected: a string)
            {'messages':[{'role':'user','content':[{'type':'image'}]}]} | messages[0].content[0].source | messages[0].content[0].source: missing (expected: an object)
            {'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'x','name':'f','input':'{}'}]}]} | messages[0].content[0].input | messages[0].content[0].input: a string (expected: an object)
            {'messages':[],'tools':[{'description':'x'}]}             | tools[0].name                   | tools[0].name: missing (expected: a string)
            {'messages':[],'tool_choice':{'type':'some'}}             | tool_choice.type                | tool_choice.type: some (expected: auto, any, tool or none)
            {'messages':[],'temperature':'hot'}                       | temperature                     | temperature: a string (expected: a number)
            {'messages':[],'stop_sequences':'x'}                      | stop_sequences                  | stop_sequences: a string (expected: an array of strings)
            {'messages':[],'thinking':{'type':'enabled'}}             | thinking.budget_tokens          | thinking.budget_tokens: missing (expected: a count of tokens)
            {'messages':[],'output_config':{'format':{'type':'json_schema'}}} | output_config.format.schema | output_config.format.schema: missing (expected: a JSON Schema, an object)
            """)
    void refusesWhatCannotBeUnderstood(String body, String param, String message) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> read(body));

        assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(refused.fault().param()).isEqualTo(param);
        assertThat(refused.fault().message()).isEqualTo(message);
    }
}
