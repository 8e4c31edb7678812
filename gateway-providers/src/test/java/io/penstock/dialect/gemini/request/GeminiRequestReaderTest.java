package io.penstock.dialect.gemini.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.StateLabel;
import io.penstock.dialect.gemini.GeminiDialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GeminiRequestReaderTest {
    private final LossReport loss = new LossReport();

    private ChatRequest read(String json) {
        ByteBuf body = Unpooled.copiedBuffer("  " + json.replace('\'', '"'), StandardCharsets.UTF_8);
        return GeminiDialect.INSTANCE.requestReader().read(body, 2, body.writerIndex(), loss);
    }

    /** The messages, each as its role and its parts. */
    private static String messages(ChatRequest request) {
        return request.messages().stream().map(GeminiRequestReaderTest::message).collect(Collectors.joining("; "));
    }

    private static String message(Message message) {
        return message.role() + " "
                + message.parts().stream().map(GeminiRequestReaderTest::part).collect(Collectors.joining(", "));
    }

    private static String part(Part part) {
        if (part instanceof Part.Text text) {
            return "'" + text.text() + "'"
                    + (text.state() == null ? "" : "^" + text.state().data());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return "(" + reasoning.text() + ")"
                    + (reasoning.state() == null ? "" : "^" + reasoning.state().data());
        }
        if (part instanceof Part.ToolCall call) {
            String state = call.state() == null ? "" : "^" + call.state().data();
            return call.id() + "=" + call.name() + call.arguments().toObject() + state;
        }
        if (part instanceof Part.ToolResult result) {
            String content =
                    result.content().stream().map(GeminiRequestReaderTest::part).collect(Collectors.joining("+"));
            return result.callId() + "->" + content + (result.isError() ? "!" : "");
        }
        if (part instanceof Part.Structured structured) {
            return structured.json().toString();
        }
        if (part instanceof Part.Media media) {
            return media.kind() + " " + media.mimeType() + " " + source(media.source());
        }
        return part instanceof Part.Opaque opaque ? opaque.type() + opaque.json() : part.toString();
    }

    private static String source(Part.Media.Source source) {
        if (source instanceof Part.Media.Source.Inline inline) {
            return "base64 " + inline.base64();
        }
        if (source instanceof Part.Media.Source.Link link) {
            return "link " + link.url();
        }
        return source instanceof Part.Media.Source.Stored stored ? "stored " + stored.fileId() : "";
    }

    @Test
    void readsInstructionContentsAndFlags() {
        ChatRequest request = read("{'system_instruction':{'parts':{'text':'be kind'}},"
                + "'contents':[{'role':'user','parts':[{'text':'hi'},{'text':'there'}]},"
                + "{'parts':[{'text':'model','thoughtSignature':null}],'role':'model'},{'parts':{'text':'more'}}]}");

        assertThat(messages(request)).isEqualTo("SYSTEM 'be kind'; USER 'hi', 'there'; ASSISTANT 'model'; USER 'more'");
        assertThat(request.isStream()).isFalse();
        assertThat(request.isUsageWanted()).isTrue();
        assertThat(loss.isEmpty()).isTrue();
    }

    @Test
    void takesASingleContentAndAStringForAnInstruction() {
        ChatRequest request = read("{'contents':{'role':'user','parts':{'text':'hi'}},'systemInstruction':'short'}");

        assertThat(messages(request)).isEqualTo("SYSTEM 'short'; USER 'hi'");
    }

    @Test
    void joinsWhatTheModelSaidInPiecesAndKeepsSignaturesWithTheirBlock() {
        ChatRequest request = read("{'contents':["
                + "{'role':'model','parts':[{'text':'think','thought':true}]},"
                + "{'role':'model','parts':[{'text':'ing','thought':true},{'text':'','thought':true,'thoughtSignature':'s1'}]},"
                + "{'role':'model','parts':[{'text':'Hel'}]},{'role':'model','parts':[{'text':'lo'}]},"
                + "{'role':'model','parts':[{'text':'','thoughtSignature':'s2'}]},"
                + "{'role':'model','parts':[{'thoughtSignature':'s3'},"
                + "{'functionCall':{'name':'f','args':{'a':1}},'thoughtSignature':'s4'}]}]}");

        assertThat(messages(request)).isEqualTo("ASSISTANT (thinking)^s1, 'Hello'^s2, ()^s3, call_0=f{\"a\":1}^s4");
    }

    @Test
    void readsCallsAndResultsWithAndWithoutIds() {
        ChatRequest request = read("{'contents':["
                + "{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}},{'functionCall':{'name':'g'}},"
                + "{'functionCall':{'id':'x','name':'f','args':{'b':2}}}]},"
                + "{'role':'user','parts':[{'text':'and'},{'functionResponse':{'name':'g','response':{'output':'yes'}}},"
                + "{'functionResponse':{'id':'x','name':'f','response':{'error':'no'}}},"
                + "{'functionResponse':{'name':'f','response':{'a':1,'b':2},'parts':[{'inlineData':"
                + "{'mimeType':'image/png','data':'AA'}}]}}]},"
                + "{'role':'function','parts':[]}]}");

        assertThat(messages(request))
                .isEqualTo(
                        "ASSISTANT call_0=f{}, call_1=g{}, x=f{\"b\":2}; "
                                + "TOOL call_1->'yes', x->'no'!, call_0->{\"a\":1,\"b\":2}+IMAGE image/png base64 AA; USER 'and'");
    }

    @Test
    void tellsMediaByTypeAndPlace() {
        ChatRequest request = read("{'contents':[{'parts':["
                + "{'inline_data':{'mime_type':'audio/wav','data':'AA'}},"
                + "{'inlineData':{'mimeType':'application/pdf','data':'BB','displayName':'a.pdf'}},"
                + "{'fileData':{'fileUri':'https://x/y.mp4','mimeType':'video/mp4'}},"
                + "{'fileData':{'fileUri':'gs://b/o'}},"
                + "{'fileData':{'fileUri':'https://generativelanguage.googleapis.com/v1beta/files/f'}}]}]}");

        assertThat(messages(request))
                .isEqualTo("USER AUDIO audio/wav base64 AA, DOCUMENT application/pdf base64 BB, "
                        + "VIDEO video/mp4 link https://x/y.mp4, IMAGE null stored gs://b/o, "
                        + "IMAGE null stored https://generativelanguage.googleapis.com/v1beta/files/f");
    }

    @Test
    void takesLabelsOffSignatures() {
        EscapedText data = EscapedText.of("EqQB");
        EscapedText label = Objects.requireNonNull(StateLabel.label(
                EscapedText.EMPTY,
                "anthropic",
                ModelTarget.of("a1", "m"),
                "signature",
                data.buffer(),
                data.start(),
                data.end()));
        String field = Base64.getUrlEncoder().encodeToString(label.decode().getBytes(StandardCharsets.US_ASCII));

        ChatRequest request =
                read("{'contents':[{'role':'model','parts':[{'text':'hm','thought':true," + "'thoughtSignature':'"
                        + field + "'},{'text':'x','thoughtSignature':'skip_thought_signature_validator'}]}]}");

        Part.Reasoning reasoning =
                (Part.Reasoning) request.messages().get(0).parts().get(0);
        Part.Text text = (Part.Text) request.messages().get(0).parts().get(1);
        assertThat(Objects.requireNonNull(reasoning.state()).maker()).isEqualTo("anthropic@a1");
        assertThat(reasoning.state().data()).isEqualTo(data);
        assertThat(text.state()).isNull();
    }

    @Test
    void readsTheConfiguration() {
        ChatRequest request = read(
                "{'contents':[],'generationConfig':{'maxOutputTokens':9,'temperature':0.5,'topP':1,"
                        + "'topK':40,'seed':-7,'frequencyPenalty':0.1,'presencePenalty':-0.1,'candidateCount':2,"
                        + "'responseLogprobs':true,'logprobs':3,'stopSequences':['a','b'],'responseModalities':['TEXT','IMAGE'],"
                        + "'thinkingConfig':{'thinkingBudget':2048,'includeThoughts':false}},'labels':{'k':'v'},'serviceTier':'flex'}");

        assertThat(request.settings().stream().map(each -> each.option() + "=" + each.value()))
                .containsExactlyInAnyOrder(
                        "OUTPUT_TOKENS_MAX=9",
                        "TEMPERATURE=0.5",
                        "TOP_P=1",
                        "TOP_K=40",
                        "SEED=-7",
                        "FREQUENCY_PENALTY=0.1",
                        "PRESENCE_PENALTY=-0.1",
                        "CHOICES=2",
                        "LOGPROBS=true",
                        "TOP_LOGPROBS=3",
                        "MODALITIES=[\"text\",\"image\"]",
                        "METADATA={\"k\":\"v\"}",
                        "SERVICE_TIER=\"flex\"");
        assertThat(request.stops()).hasSize(2);
        assertThat(request.effort()).isEqualTo(new Effort(null, 2048));
        assertThat(request.settings().get(0).name()).isEqualTo("generationConfig.maxOutputTokens");
        assertThat(request.setting(Option.SEED)).isNotNull();
        assertThat(loss.line()).isEqualTo("dropped=generationConfig.thinkingConfig.includeThoughts");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'thinkingLevel':'HIGH'}    | HIGH
            {'thinkingLevel':'minimal'} | MINIMAL
            {'thinkingBudget':0}        | NONE
            {'thinkingBudget':-1}       | none given
            {}                          | none given
            """)
    void readsHowMuchToThink(String thinking, String level) {
        Effort effort = read("{'contents':[],'generationConfig':{'thinkingConfig':" + thinking + "}}")
                .effort();

        assertThat(effort == null ? "none given" : effort.toLevel().name()).isEqualTo(level);
    }

    @Test
    void readsToolsWithTheirSchemasAsJsonSchema() {
        ChatRequest request = read("{'contents':[],'tools':[{'functionDeclarations':[{'name':'f','description':'d',"
                + "'parameters':{'type':'OBJECT','properties':{'a':{'type':'STRING','nullable':true,'enum':['x']},"
                + "'b':{'type':'ARRAY','items':{'type':'INTEGER'},'minItems':'2'},"
                + "'c':{'anyOf':[{'type':'NUMBER'}],'nullable':true}},'required':['a'],'propertyOrdering':['b','a']}}]},"
                + "{'function_declarations':{'name':'g','parametersJsonSchema':{'type':'object','$defs':{}}}},"
                + "{'googleSearch':{}}],"
                + "'toolConfig':{'functionCallingConfig':{'mode':'ANY','allowedFunctionNames':['f']}}}");

        assertThat(request.tools()).hasSize(2);
        assertThat(String.valueOf(request.tools().get(0).schema()))
                .isEqualTo(("{'type':'object','properties':{'a':{'type':['string','null'],'enum':['x',null]},"
                                + "'b':{'type':'array','items':{'type':'integer'},'minItems':2},"
                                + "'c':{'anyOf':[{'type':'number'},{'type':'null'}]}},'required':['a']}")
                        .replace('\'', '"'));
        assertThat(String.valueOf(request.tools().get(1).schema())).isEqualTo("{\"type\":\"object\",\"$defs\":{}}");
        ToolChoice choice = Objects.requireNonNull(request.toolChoice());
        assertThat(choice.mode()).isEqualTo(ToolChoice.Mode.REQUIRED);
        assertThat(choice.names()).containsExactly(EscapedText.of("f"));
        assertThat(loss.line()).isEqualTo("dropped=tools.googleSearch");
    }

    @Test
    void takesTheValidatedModeForStrictTools() {
        ChatRequest request = read("{'contents':[],'tools':{'functionDeclarations':[{'name':'f'}]},"
                + "'tool_config':{'function_calling_config':{'mode':'VALIDATED'}}}");

        assertThat(request.tools().get(0).isStrict()).isTrue();
        assertThat(Objects.requireNonNull(request.toolChoice()).mode()).isEqualTo(ToolChoice.Mode.AUTO);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'responseMimeType':'application/json'}                                       | object |
            {'responseMimeType':'application/json','responseSchema':{'type':'STRING'}}    | schema {"type":"string"} |
            {'responseMimeType':'application/json','responseJsonSchema':{'type':['a']}}   | schema {"type":["a"]} |
            {'responseMimeType':'text/plain'}                                             | text |
            {'responseMimeType':'text/x.enum','responseSchema':{'type':'STRING'}} | text | generationConfig.responseMimeType,generationConfig.responseSchema
            """)
    void readsTheFormOfTheOutput(String config, String form, String lost) {
        OutputFormat format =
                read("{'contents':[],'generationConfig':" + config + "}").format();

        String read = format instanceof OutputFormat.JsonSchema schema
                ? "schema " + schema.schema()
                : format == null ? "text" : "object";
        assertThat(read).isEqualTo(form);
        assertThat(String.join(",", loss.refusable())).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void keepsWhatOnlyItsOwnDialectKnowsAndReportsTheRest() {
        ChatRequest request = read("{'contents':[{'role':'model','parts':[{'executableCode':{'code':'1'}},"
                + "{'text':'a','videoMetadata':{'fps':1},'partMetadata':{}}],'x':1}],'safetySettings':[],"
                + "'model':'models/m','generationConfig':{'speechConfig':{},'mediaResolution':null}}");

        assertThat(messages(request)).isEqualTo("ASSISTANT executableCode{\"executableCode\":{\"code\":\"1\"}}, 'a'");
        assertThat(loss.refusable())
                .containsExactly(
                        "contents.parts.partMetadata",
                        "contents.parts.videoMetadata",
                        "contents.x",
                        "safetySettings",
                        "generationConfig.speechConfig");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'contents':[{'role':'system','parts':[]}]}                             | contents[0].role
            {'contents':[{'role':7,'parts':[]}]}                                    | contents[0].role
            {'contents':['hi']}                                                     | contents[0]
            {'contents':[{'parts':['hi']}]}                                         | contents[0].parts[0]
            {'contents':[{'parts':[{'text':5}]}]}                                   | contents[0].parts[0].text
            {'contents':[{'parts':[{'functionCall':{'args':{}}}]}]}                 | contents[0].parts[0].functionCall.name
            {'contents':[{'parts':[{'functionCall':{'name':'f','args':7}}]}]}       | contents[0].parts[0].functionCall.args
            {'contents':[{'parts':[{'functionResponse':{'name':'f'}}]}]}            | contents[0].parts[0].functionResponse.name
            {'contents':[{'parts':[{'inlineData':{'mimeType':'image/png'}}]}]}      | contents[0].parts[0].inlineData.data
            {'contents':[{'parts':[{'inlineData':'x'}]}]}                           | contents[0].parts[0].inlineData
            {'contents':[],'generationConfig':{'temperature':'hot'}}                | generationConfig.temperature
            {'contents':[],'generationConfig':7}                                    | generationConfig
            {'contents':[],'generationConfig':{'stopSequences':[7]}}                | generationConfig.stopSequences
            {'contents':[],'tools':[{'functionDeclarations':[{}]}]}                 | tools.functionDeclarations.name
            {'contents':[],'toolConfig':{'functionCallingConfig':{'mode':'MAYBE'}}} | toolConfig.functionCallingConfig.mode
            {'contents':[],'cachedContent':'cachedContents/x'}                      | cachedContent
            """)
    void refusesWhatCannotBeUnderstood(String json, String param) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> read(json));

        assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_REQUEST);
        assertThat(refused.fault().param()).isEqualTo(param);
        assertThat(refused.fault().message()).startsWith(param + ": ").contains("(expected: ");
    }

    @Test
    void thousandsOfFragmentsAreJoinedInOnePass() {
        StringBuilder contents = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            contents.append(i == 0 ? "" : ",").append("{'role':'model','parts':[{'text':'word '}]}");
        }

        ChatRequest request = read("{'contents':[" + contents + "]}");

        assertThat(request.messages()).hasSize(1);
        assertThat(request.messages().get(0).role()).isEqualTo(Role.ASSISTANT);
        assertThat(request.messages().get(0).parts()).hasSize(1);
    }
}
