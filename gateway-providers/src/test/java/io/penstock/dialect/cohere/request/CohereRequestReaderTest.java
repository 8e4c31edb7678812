package io.penstock.dialect.cohere.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CohereRequestReaderTest {
    private final LossReport loss = new LossReport();

    @Test
    void readsEveryMessage() {
        ChatRequest request = read("{'model':'m','messages':["
                + "{'role':'system','content':'Be brief.'},{'role':'developer','content':[{'type':'text','text':'Please.'}]},"
                + "{'role':'user','content':[{'type':'text','text':'What is it?'},"
                + "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,QUJD','detail':'low'}},"
                + "{'type':'image_url','image_url':'https://x/y.png'}]},"
                + "{'role':'assistant','tool_plan':'I will look.','content':[{'type':'thinking','thinking':'Hm'}],"
                + "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                + "{'id':'c2','type':'function','function':{'name':'g','arguments':'null'}}]},"
                + "{'role':'tool','tool_call_id':'c1','content':'42'},"
                + "{'role':'tool','tool_call_id':'c2','content':[{'type':'document','document':{'data':{'a':1}}}]},"
                + "{'role':'assistant','content':'It is.'}]}");

        List<ChatRequest.Message> messages = request.messages();
        assertThat(messages)
                .extracting(ChatRequest.Message::role)
                .hasToString("[SYSTEM, SYSTEM, USER, ASSISTANT, TOOL, ASSISTANT]");
        assertThat(messages.get(0).parts()).hasToString("[Text[text=Be brief., state=null]]");
        assertThat(messages.get(2).parts())
                .hasToString(
                        "[Text[text=What is it?, state=null],"
                                + " Media[kind=IMAGE, mimeType=image/jpeg, source=Inline[base64=QUJD], name=null, detail=low],"
                                + " Media[kind=IMAGE, mimeType=null, source=Link[url=https://x/y.png], name=null, detail=null]]");
        assertThat(messages.get(3).parts())
                .hasToString("[Reasoning[text=I will look., state=null], Reasoning[text=Hm, state=null],"
                        + " ToolCall[id=c1, name=f, arguments=Text[text={}], state=null],"
                        + " ToolCall[id=c2, name=g, arguments=Text[text=], state=null]]");
        assertThat(messages.get(4).parts())
                .hasToString("[ToolResult[callId=c1, name=null, content=[Text[text=42, state=null]], isError=false],"
                        + " ToolResult[callId=c2, name=null, content=[Structured[json={\"a\":1}]], isError=false]]");
        assertThat(messages.get(5).parts()).hasToString("[Text[text=It is., state=null]]");
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void readsTools() {
        ChatRequest request = read(
                "{'messages':[],'strict_tools':true,'tool_choice':'REQUIRED','tools':[{'type':'function',"
                        + "'function':{'name':'f','description':'d','parameters':{'type':'object'}}},{'type':'function','function':{'name':'g'}}]}");

        assertThat(request.tools())
                .hasToString("[Tool[name=f, description=d, schema={\"type\":\"object\"}, isStrict=true, cache=null],"
                        + " Tool[name=g, description=null, schema=null, isStrict=true, cache=null]]");
        assertThat(request.toolChoice()).hasToString("ToolChoice[mode=REQUIRED, names=[], isParallel=null]");
        assertThat(read("{'messages':[],'tool_choice':'NONE'}").toolChoice())
                .hasToString("ToolChoice[mode=NONE, names=[], isParallel=null]");
        assertThat(read("{'messages':[]}").toolChoice()).isNull();
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void readsSettings() {
        ChatRequest request =
                read("{'messages':[],'max_tokens':9,'temperature':0.5,'p':0.7,'k':40,'seed':1,'frequency_penalty':0.1,"
                        + "'presence_penalty':0.2,'logprobs':true,'stop_sequences':['a','b'],'stream':true}");

        assertThat(request.setting(Option.OUTPUT_TOKENS_MAX)).hasToString("9");
        assertThat(request.setting(Option.TEMPERATURE)).hasToString("0.5");
        assertThat(request.setting(Option.TOP_P)).hasToString("0.7");
        assertThat(request.setting(Option.TOP_K)).hasToString("40");
        assertThat(request.setting(Option.SEED)).hasToString("1");
        assertThat(request.setting(Option.FREQUENCY_PENALTY)).hasToString("0.1");
        assertThat(request.setting(Option.PRESENCE_PENALTY)).hasToString("0.2");
        assertThat(request.setting(Option.LOGPROBS)).hasToString("true");
        assertThat(request.stops()).hasToString("[a, b]");
        assertThat(request.isStream()).isTrue();
        assertThat(request.isUsageWanted()).isTrue();
        assertThat(read("{'messages':[],'k':0,'frequency_penalty':0.0,'logprobs':false,'seed':null}")
                        .settings())
                .isEmpty();
        assertThat(loss.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'text'} | null",
                "{'type':'json_object'} | JsonObject[]",
                "{'type':'json_object','json_schema':{'type':'object'}} | JsonSchema[name=null, description=null, schema={\"type\":\"object\"}, isStrict=null]",
                "{'type':'json_object','schema':{}} | JsonSchema[name=null, description=null, schema={}, isStrict=null]"
            })
    void readsTheFormOfTheOutput(String format, String expected) {
        assertThat(String.valueOf(
                        read("{'messages':[],'response_format':" + format + "}").format()))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'enabled','token_budget':500} | Effort[level=null, budgetTokens=500]",
                "{'type':'enabled'} | Effort[level=MEDIUM, budgetTokens=-1]",
                "{'type':'disabled'} | Effort[level=NONE, budgetTokens=-1]"
            })
    void readsHowMuchToThink(String thinking, String expected) {
        assertThat(read("{'messages':[],'thinking':" + thinking + "}").effort()).hasToString(expected);
    }

    @Test
    void putsDocumentsBeforeWhatTheUserSaidLast() {
        ChatRequest request = read("{'messages':[{'role':'user','content':'A?'},{'role':'assistant','content':'B.'},"
                + "{'role':'user','content':'C?'}],'documents':['plain',{'id':'d1','data':{'text':'words','title':'T'}},"
                + "{'data':{'snippet':'s','n':1}},{'data':'bare'}]}");

        assertThat(request.messages().get(0).parts()).hasSize(1);
        assertThat(request.messages().get(2).parts())
                .hasToString("[" + document("plain", "null") + ", " + document("words", "T") + ", "
                        + document("{\"snippet\":\"s\",\"n\":1}", "null") + ", " + document("bare", "null")
                        + ", Text[text=C?, state=null]]");
        assertThat(loss.line()).isEqualTo("approximated=documents");
        assertThat(read("{'messages':[],'documents':['plain']}").messages()).hasSize(1);
    }

    private static String document(String text, String title) {
        return "Media[kind=DOCUMENT, mimeType=null, source=Plain[text=" + text + "], name=" + title + ", detail=null]";
    }

    @Test
    void reportsWhatIsNotCarriedOver() {
        read(
                "{'messages':[{'role':'assistant','name':'x','content':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}],"
                        + "'citations':[{'start':0}],'tool_calls':[]},{'role':'user','content':[{'type':'image_url','image_url':{'url':'u','alt':'x'}}]}],"
                        + "'safety_mode':'STRICT','priority':3,'citation_options':{'mode':'FAST'},'new_thing':{'a':1},'empty':{},"
                        + "'tools':[{'type':'web_search'},{'type':'function','function':{'name':'f','strict':true}}],"
                        + "'thinking':{'type':'enabled','note':'x'}}");

        assertThat(loss.line())
                .isEqualTo("dropped=messages.content.cache_control,messages.name,messages.citations,"
                        + "messages.content.image_url.alt,tools.web_search,tools.function.strict,thinking.note,"
                        + "citation_options.mode,safety_mode,priority,new_thing,empty");
    }

    @Test
    void reportsNothingOfWhatAsksForNothing() {
        read("{'messages':[],'citation_options':{'mode':'OFF'},'tool_choice':null,'documents':[],'tools':[]}");

        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void keepsPartsThatOnlyThisDialectKnows() {
        ChatRequest request = read("{'messages':[{'role':'user','content':[{'type':'hologram','x':1}]}]}");

        assertThat(request.messages().get(0).parts())
                .hasToString("[Opaque[dialect=cohere, type=hologram, json={\"type\":\"hologram\",\"x\":1}]]");
    }

    @Test
    void takesStateOffTheIdsOfCalls() {
        String id = label(
                        label(label(EscapedText.of("c1"), "thought_signature", "own"), "block.signature", "sig"),
                        "text.thought_signature",
                        "txt")
                .decode();
        ChatRequest request = read(
                "{'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'Hm'},{'type':'text','text':'Hi'}],"
                        + "'tool_calls':[{'id':'" + id
                        + "','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'" + id + "','content':'1'}]}");

        List<Part> parts = request.messages().get(0).parts();
        assertThat(((Part.Reasoning) parts.get(0)).state()).isEqualTo(state("signature", "sig"));
        assertThat(((Part.Text) parts.get(1)).state()).isEqualTo(state("thought_signature", "txt"));
        assertThat(((Part.ToolCall) parts.get(2)).state()).isEqualTo(state("thought_signature", "own"));
        assertThat(((Part.ToolCall) parts.get(2)).id().decode()).isEqualTo("c1");
        assertThat(((Part.ToolResult) request.messages().get(1).parts().get(0))
                        .callId()
                        .decode())
                .isEqualTo("c1");
    }

    @Test
    void keepsStateOfReasoningThatTheClientLeftOut() {
        String id =
                label(EscapedText.of("c1"), "block.redacted_thinking", "red").decode();
        ChatRequest request = read("{'messages':[{'role':'assistant','content':'Hi','tool_calls':[{'id':'" + id
                + "','function':{'name':'f'}}]}]}");

        assertThat(request.messages().get(0).parts())
                .hasToString(
                        "[Reasoning[text=, state=ReasoningState[maker=anthropic@p, kind=redacted_thinking, data=red, tag=]],"
                                + " Text[text=Hi, state=null], ToolCall[id=c1, name=f, arguments=Text[text=], state=null]]");
    }

    private static EscapedText label(EscapedText id, String kind, String data) {
        ByteBuf bytes = Unpooled.copiedBuffer(data, StandardCharsets.UTF_8);
        EscapedText labelled =
                StateLabel.label(id, "anthropic", ModelTarget.of("p", "m"), kind, bytes, 0, bytes.writerIndex());
        return labelled == null ? EscapedText.EMPTY : labelled;
    }

    private static ReasoningState state(String kind, String data) {
        return new ReasoningState("anthropic@p", kind, EscapedText.of(data));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | body | body: an array (expected: an object)",
                "{} | messages | messages: missing (expected: an array of messages)",
                "{'messages':'hi'} | messages | messages: a string (expected: an array)",
                "{'messages':['hi']} | messages[0] | messages[0]: a string (expected: an object)",
                "{'messages':[{'content':'x'}]} | messages[0].role | messages[0].role: missing (expected: a string)",
                "{'messages':[{'role':'robot'}]} | messages[0].role | messages[0].role: robot (expected: system, user, assistant or tool)",
                "{'messages':[{'role':'user','content':7}]} | messages[0].content | messages[0].content: a number (expected: a string or an array of parts)",
                "{'messages':[{'role':'user','content':[{'text':'x'}]}]} | messages[0].content[0].type | messages[0].content[0].type: missing (expected: a string)",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png,x'}}]}]} | messages[0].content[0].image_url.url | messages[0].content[0].image_url.url: a data URL without base64 (expected: data:<type>;base64,<data>)",
                "{'messages':[{'role':'tool','content':'x'}]} | messages[0].tool_call_id | messages[0].tool_call_id: missing (expected: a string)",
                "{'messages':[{'role':'assistant','tool_calls':[{'id':'a'}]}]} | messages[0].tool_calls[0].function | messages[0].tool_calls[0].function: missing (expected: an object)",
                "{'messages':[],'tools':[{'function':{}}]} | tools[0].function.name | tools[0].function.name: missing (expected: a string)",
                "{'messages':[],'tool_choice':'SOMETIMES'} | tool_choice | tool_choice: SOMETIMES (expected: REQUIRED or NONE)",
                "{'messages':[],'response_format':{'type':'xml'}} | response_format.type | response_format.type: xml (expected: text or json_object)",
                "{'messages':[],'thinking':{'type':'maybe'}} | thinking.type | thinking.type: maybe (expected: enabled or disabled)",
                "{'messages':[],'thinking':{'type':'enabled','token_budget':-1}} | thinking.token_budget | thinking.token_budget: a number (expected: a count of tokens)",
                "{'messages':[],'max_tokens':'many'} | max_tokens | max_tokens: a string (expected: a number)",
                "{'messages':[],'logprobs':1} | logprobs | logprobs: a number (expected: true or false)",
                "{'messages':[],'stop_sequences':'x'} | stop_sequences | stop_sequences: a string (expected: an array)",
                "{'messages':[],'stream':1} | stream | stream: a number (expected: true or false)",
                "{'messages':[],'documents':[7]} | documents[0] | documents[0]: a number (expected: an object)"
            })
    void refusesWhatItCannotUnderstand(String body, String param, String message) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> read(body));

        assertThat(refused.fault().param()).isEqualTo(param);
        assertThat(refused.fault().message()).isEqualTo(message);
        assertThat(refused.fault().status()).isEqualTo(400);
    }

    private ChatRequest read(String quoted) {
        ByteBuf body = Unpooled.copiedBuffer(quoted.replace('\'', '"'), StandardCharsets.UTF_8);
        return new CohereRequestReader().read(body, 0, body.writerIndex(), loss);
    }
}
