package io.penstock.dialect.bedrock.request;

import static io.penstock.dialect.bedrock.request.Ask.call;
import static io.penstock.dialect.bedrock.request.Ask.result;
import static io.penstock.dialect.bedrock.request.Ask.text;
import static io.penstock.dialect.bedrock.request.Asked.CLAUDE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.ReasoningState;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BedrockRequestWriterTest {
    private static final String LLAMA = "us.meta.llama3-3-70b-instruct-v1:0";
    private static final String NOVA = "amazon.nova-pro-v1:0";
    private static final String MISTRAL = "mistral.mistral-large-2407-v1:0";
    private static final String OPUS_4_6 = "us.anthropic.claude-opus-4-6-v1";
    private static final String HAIKU_3 = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final String PROFILE =
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'system':[{'text':'Be brief'},{'cachePoint':{'type':'default','ttl':'1h'}}],"
                        + "'messages':[{'role':'user','content':[{'text':'Hi'}]}],'inferenceConfig':{'maxTokens':9,"
                        + "'temperature':0.5,'stopSequences':['END']},"
                        + "'additionalModelRequestFields':{'top_k':3},"
                        + "'additionalModelResponseFieldPaths':['/stop_sequence'],"
                        + "'requestMetadata':{'team':'x'},'serviceTier':{'type':'priority'}}",
                "{'messages':[{'role':'user','content':[{'text':'See'},{'image':{'format':'png','source':{'bytes':'AAAA'}}},"
                        + "{'document':{'format':'pdf','name':'Report (1)','source':{'bytes':'BBBB'}}},"
                        + "{'video':{'format':'mp4','source':{'s3Location':{'uri':'s3://b/k.mp4'}}}},"
                        + "{'audio':{'format':'wav','source':{'bytes':'CCCC'}}},{'hologram':{'x':1}}]}]}",
                "{'messages':[{'role':'user','content':[{'text':'Hi'}]},{'role':'assistant','content':["
                        + "{'reasoningContent':{'reasoningText':{'text':'Hm','signature':'c2ln'}}},"
                        + "{'reasoningContent':{'redactedContent':'cmVk'}},{'text':'Wait'},"
                        + "{'toolUse':{'toolUseId':'tooluse_a.b:c-d','name':'f','input':{'x':[1]}}}]},"
                        + "{'role':'user','content':[{'toolResult':{'toolUseId':'tooluse_a.b:c-d','content':["
                        + "{'json':{'y':2}},{'text':'ok'},{'image':{'format':'png','source':{'bytes':'AAAA'}}}],"
                        + "'status':'error'}},{'cachePoint':{'type':'default'}},{'text':'So?'}]}],"
                        + "'toolConfig':{'tools':[{'toolSpec':{'name':'f','description':'d','inputSchema':{'json':"
                        + "{'type':'object','properties':{}}},'strict':true}},{'cachePoint':{'type':'default'}}],"
                        + "'toolChoice':{'any':{}}}}",
                "{'messages':[{'role':'user','content':[{'text':'Hi'}]}],'additionalModelRequestFields':"
                        + "{'thinking':{'type':'enabled','budget_tokens':2000}},'outputConfig':{'textFormat':{'type':"
                        + "'json_schema','structure':{'jsonSchema':{'schema':'{}','name':'n','description':'d'}}}}}"
            })
    void writesWhatWasRead(String json) {
        Asked asked = Asked.of(json);

        String written = asked.written(CLAUDE);

        assertThat(Asked.json(written.replace('\'', '"'))).isEqualTo(Asked.json(json.replace('\'', '"')));
        assertThat(asked.lost()).isEmpty();
    }

    @Test
    void putsTheConversationInOrder() {
        Asked asked = new Ask()
                .says(Role.SYSTEM, text("Be brief"))
                .says(Role.ASSISTANT, text("Hello"))
                .says(Role.USER, text("a"), text(" "))
                .says(Role.USER, text("b"))
                .says(Role.SYSTEM, text("Be kind"))
                .says(Role.ASSISTANT, call("c1", "f", "{\"x\":1}"), text("Wait"))
                .says(Role.TOOL, result("c1", false, text("42")))
                .says(Role.USER, text("So?"))
                .says(Role.ASSISTANT, text("It is  "))
                .tool("f", null)
                .asked();

        assertThat(asked.member(CLAUDE, "system")).isEqualTo("[{'text':'Be brief'},{'text':'Be kind'}]");
        assertThat(asked.member(CLAUDE, "messages"))
                .isEqualTo(
                        "[{'role':'user','content':[{'text':'.'}]},{'role':'assistant','content':[{'text':'Hello'}]},"
                                + "{'role':'user','content':[{'text':'a'},{'text':'b'}]},"
                                + "{'role':'assistant','content':[{'text':'Wait'},{'toolUse':{'toolUseId':'c1','name':'f','input':{'x':1}}}]},"
                                + "{'role':'user','content':[{'toolResult':{'toolUseId':'c1','content':[{'text':'42'}]}},{'text':'So?'}]},"
                                + "{'role':'assistant','content':[{'text':'It is'}]}]");
        assertThat(asked.lost()).isEqualTo("defaulted=messages;approximated=messages.role");
    }

    @Test
    void writesNothingButMessagesWhereNothingElseIsAsked() {
        assertThat(Ask.hi().asked().written(CLAUDE))
                .isEqualTo("{'messages':[{'role':'user','content':[{'text':'Hi'}]}]}");
    }

    @Test
    void makesIdsAndNamesThatTheProviderTakes() {
        Ask ask = Ask.hi()
                .says(Role.ASSISTANT, call("id with spaces", "my.tool", ""))
                .says(Role.TOOL, result("id with spaces", false, text("ok")))
                .tool("my.tool", null)
                .tool("my_tool", null)
                .tool("x".repeat(70), null);
        Asked asked = ask.asked();

        String written = asked.written(CLAUDE);

        assertThat(written)
                .containsPattern(
                        "'toolUse':\\{'toolUseId':'call_[\\w-]{24}','name':'my_tool_[\\w-]{12}','input':\\{\\}\\}")
                .containsPattern("'toolResult':\\{'toolUseId':'call_[\\w-]{24}'")
                .containsPattern("'toolSpec':\\{'name':'my_tool_[\\w-]{12}'")
                .contains("'toolSpec':{'name':'my_tool',")
                .containsPattern("'toolSpec':\\{'name':'x{51}_[\\w-]{12}'");
        assertThat(asked.lost()).isEqualTo("approximated=tools.name");
        assertThat(ask.asked().written(MISTRAL))
                .containsPattern("'toolUse':\\{'toolUseId':'[A-Za-z0-9]{9}'")
                .containsPattern("'toolResult':\\{'toolUseId':'[A-Za-z0-9]{9}'");
        assertThat(ask.asked().written(new ModelTarget("s", CLAUDE, Map.of(), Set.of(Trait.NINE_LETTER_TOOL_IDS))))
                .containsPattern("'toolUse':\\{'toolUseId':'[A-Za-z0-9]{9}'");
    }

    @Test
    void tellsObjectsAsJsonAndEverythingElseAsText() {
        Asked asked = Ask.hi()
                .says(Role.ASSISTANT, call("a", "f", "not json"))
                .says(
                        Role.TOOL,
                        result(
                                "a",
                                false,
                                new Part.Structured(RawJson.of("{\"x\":1}")),
                                new Part.Structured(RawJson.of("[\"y\"]")),
                                new Part.Structured(RawJson.of("{\"__type\":\"t\"}")),
                                text("")))
                .tool("f", null)
                .asked();

        assertThat(asked.written(CLAUDE))
                .contains("'input':{'rawInvalidInput':'not json'}")
                .contains("'content':[{'json':{'x':1}},{'text':'[\\'y\\']'},{'text':'{\\'__type\\':\\'t\\'}'}]");
    }

    @Test
    void saysThatAToolFailedAsTheModelUnderstandsIt() {
        Ask ask = Ask.hi()
                .says(Role.ASSISTANT, call("a", "f", "{}"))
                .says(Role.TOOL, result("a", true, text("boom")))
                .tool("f", null);
        Asked llama = ask.asked();

        assertThat(ask.asked().written(NOVA)).contains("'content':[{'text':'boom'}],'status':'error'}");
        assertThat(llama.written(LLAMA)).contains("'content':[{'text':'Error:'},{'text':'boom'}]}");
        assertThat(llama.lost()).isEqualTo("approximated=is_error");
    }

    @Test
    void sendsStateToItsMakerOnly() {
        ReasoningState own = new ReasoningState("bedrock@some", "signature", EscapedText.of("c2ln"));
        ReasoningState unlabelled = new ReasoningState("bedrock", "redactedContent", EscapedText.of("cmVk"));
        ReasoningState otherProvider = new ReasoningState("bedrock@other", "signature", EscapedText.of("bm8"));
        ReasoningState otherDialect = new ReasoningState("gemini@g", "thought_signature", EscapedText.of("bm8"));
        Asked asked = Ask.hi()
                .says(
                        Role.ASSISTANT,
                        new Part.Reasoning(EscapedText.of("Hm"), own),
                        new Part.Reasoning(EscapedText.EMPTY, unlabelled),
                        new Part.Reasoning(EscapedText.of("unsigned"), null),
                        new Part.Reasoning(EscapedText.of("foreign"), otherProvider),
                        new Part.Text(EscapedText.of("Yes"), otherDialect))
                .asked();

        assertThat(asked.member(CLAUDE, "messages"))
                .endsWith(
                        "{'role':'assistant','content':[{'reasoningContent':{'reasoningText':{'text':'Hm','signature':'c2ln'}}},"
                                + "{'reasoningContent':{'redactedContent':'cmVk'}},{'text':'Yes'}]}]");
        assertThat(asked.loss().refusable()).containsExactly("reasoning", "reasoning_state");
    }

    @Test
    void namesDocumentsAsTheProviderWantsThem() {
        Asked asked = Ask.user(
                        document("Q3_report (final).pdf", "application/pdf"),
                        document("plan.docx", null),
                        document("plan.pdf", "application/pdf"),
                        document("\u8a08\u753b.pdf", "application/pdf"),
                        document(null, "application/pdf"))
                .asked();

        String messages = asked.member(CLAUDE, "messages");

        assertThat(messages)
                .contains("{'document':{'format':'pdf','name':'Q3 report (final)','source':{'bytes':'AAAA'}}}")
                .contains("'format':'docx','name':'plan',")
                .contains("'format':'pdf','name':'plan 2',")
                .contains("'format':'pdf','name':'document',")
                .contains("'format':'pdf','name':'document 2',")
                .endsWith("{'text':'See the document.'}]}]");
        assertThat(asked.lost()).isEqualTo("defaulted=filename,messages.content;approximated=filename");
    }

    private static Part document(@Nullable String name, @Nullable String mimeType) {
        return new Media(
                Kind.DOCUMENT,
                mimeType == null ? null : EscapedText.of(mimeType),
                new Source.Inline(EscapedText.of("AAAA")),
                name == null ? null : EscapedText.of(name),
                null);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            IMAGE    | image/jpg                 | /9j/AAAA | {'image':{'format':'jpeg','source':{'bytes':'/9j/AAAA'}}}
            IMAGE    |                           | R0lGAAAA | {'image':{'format':'gif','source':{'bytes':'R0lGAAAA'}}}
            IMAGE    | IMAGE/PNG; q=1            | AAAA     | {'image':{'format':'png','source':{'bytes':'AAAA'}}}
            VIDEO    | video/quicktime           | AAAA     | {'video':{'format':'mov','source':{'bytes':'AAAA'}}}
            AUDIO    | audio/wav                 | AAAA     | {'audio':{'format':'wav','source':{'bytes':'AAAA'}}}
            DOCUMENT |                           | JVBEAAAA | {'document':{'format':'pdf','name':'document','source':{'bytes':'JVBEAAAA'}}}
            DOCUMENT | application/json          | AAAA     | {'document':{'format':'txt','name':'document','source':{'bytes':'AAAA'}}}
            """)
    void writesMediaByTheirFormats(Kind kind, @Nullable String mimeType, String base64, String block) {
        Media media = new Media(
                kind,
                mimeType == null ? null : EscapedText.of(mimeType),
                new Source.Inline(EscapedText.of(base64)),
                null,
                null);

        assertThat(Ask.user(text("See"), media).asked().member(CLAUDE, "messages"))
                .isEqualTo("[{'role':'user','content':[{'text':'See'}," + block + "]}]");
    }

    @Test
    void writesPlainTextAsBytesAndTheProvidersStoreAsALocation() {
        Media plain = new Media(Kind.DOCUMENT, null, new Source.Plain(EscapedText.of("a\"b\n")), null, null);
        Media stored = new Media(Kind.VIDEO, null, new Source.Link(EscapedText.of("s3://bucket/film.mp4")), null, null);

        assertThat(Ask.user(text("See"), plain, stored).asked().member(CLAUDE, "messages"))
                .contains("{'document':{'format':'txt','name':'document','source':{'bytes':'YSJiCg=='}}}")
                .contains("{'video':{'format':'mp4','source':{'s3Location':{'uri':'s3://bucket/film.mp4'}}}}");
    }

    @Test
    void refusesMediaThatTheModelCannotGet() {
        Media linked = new Media(
                Kind.IMAGE,
                EscapedText.of("image/png"),
                new Source.Link(EscapedText.of("https://example.com/a.png")),
                null,
                null);
        Media stored = new Media(
                Kind.IMAGE, EscapedText.of("image/png"), new Source.Stored(EscapedText.of("file-1")), null, null);
        Media unknown = new Media(
                Kind.IMAGE, EscapedText.of("image/bmp"), new Source.Inline(EscapedText.of("Qk0")), null, null);

        assertRefused(linked, "messages: a link (expected: the file itself, in base64, or an s3:// location)");
        assertRefused(stored, "messages: a file that is stored elsewhere (expected: the file itself, in base64)");
        assertRefused(unknown, "messages: image/bmp (expected: png, jpeg, gif, webp)");
    }

    private static void assertRefused(Media media, String message) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> Ask.user(media).asked().written(CLAUDE))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            REQUIRED |   | us.anthropic.claude-sonnet-4-5-20250929-v1:0 | {'any':{}}            | f g | ''
            REQUIRED | g | us.anthropic.claude-sonnet-4-5-20250929-v1:0 | {'tool':{'name':'g'}} | f g | ''
            AUTO     |   | us.anthropic.claude-sonnet-4-5-20250929-v1:0 | {'auto':{}}           | f g | ''
            AUTO     | g | us.anthropic.claude-sonnet-4-5-20250929-v1:0 | {'auto':{}}           | g   | ''
            REQUIRED |   | mistral.mistral-large-2407-v1:0              | {'any':{}}            | f g | ''
            REQUIRED | g | mistral.mistral-large-2407-v1:0              | {'any':{}}            | g   | ''
            REQUIRED |   | us.meta.llama3-3-70b-instruct-v1:0           | none                  | f g | dropped=tool_choice
            REQUIRED | g | us.meta.llama3-3-70b-instruct-v1:0           | none                  | g   | dropped=tool_choice
            AUTO     |   | us.meta.llama3-3-70b-instruct-v1:0           | none                  | f g | ''
            """)
    void choosesAmongToolsAsFarAsTheModelCan(
            Mode mode, @Nullable String name, String model, String choice, String tools, String lost) {
        Ask ask = Ask.hi().tool("f", null).tool("g", null);
        Asked asked = (name == null ? ask.choose(mode, null) : ask.choose(mode, null, name)).asked();

        String config = asked.member(model, "toolConfig");

        String spec = "{'toolSpec':{'name':'g','inputSchema':{'json':{'type':'object','properties':{}}}}}";
        String specs = tools.equals("g") ? spec : spec.replace("'g'", "'f'") + "," + spec;
        assertThat(config)
                .isEqualTo("{'tools':[" + specs + "]" + (choice.equals("none") ? "" : ",'toolChoice':" + choice) + "}");
        assertThat(asked.lost()).isEqualTo(lost);
    }

    @Test
    void leavesToolsOutThatAreNotToBeCalledUnlessSomeWereBefore() {
        Ask fresh = Ask.hi().tool("f", null).choose(Mode.NONE, null);
        Ask called =
                Ask.hi().says(Role.ASSISTANT, call("a", "f", "{}")).says(Role.TOOL, result("a", false, text("ok")));
        Asked withTools = called.tool("f", null).choose(Mode.NONE, null).asked();

        assertThat(fresh.asked().member(CLAUDE, "toolConfig")).isEqualTo("none");
        assertThat(withTools.member(CLAUDE, "toolConfig"))
                .isEqualTo(
                        "{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{'type':'object','properties':{}}}}}]}");
        assertThat(withTools.lost()).isEqualTo("dropped=tool_choice");
    }

    @Test
    void makesAToolUpWhereCallsWereMadeAndThereIsNone() {
        Asked asked = Ask.hi()
                .says(Role.ASSISTANT, call("a", "f", "{}"))
                .says(Role.TOOL, result("a", false, text("ok")))
                .asked();

        assertThat(asked.member(CLAUDE, "toolConfig"))
                .isEqualTo("{'tools':[{'toolSpec':{'name':'no_tool','description':'Does nothing. Never call it.',"
                        + "'inputSchema':{'json':{'type':'object','properties':{}}}}}]}");
        assertThat(asked.lost()).isEqualTo("defaulted=tools");
    }

    @Test
    void tellsClaudeToMakeOneCallAtATimeInItsOwnWords() {
        Ask ask = Ask.hi().tool("f", null).choose(Mode.REQUIRED, false, "f");
        Asked nova = ask.asked();

        assertThat(ask.asked().member(CLAUDE, "additionalModelRequestFields"))
                .isEqualTo("{'tool_choice':{'type':'tool','name':'f','disable_parallel_tool_use':true}}");
        assertThat(ask.asked().member(CLAUDE, "toolConfig")).doesNotContain("toolChoice");
        assertThat(nova.member(NOVA, "toolConfig")).contains("'toolChoice':{'tool':{'name':'f'}}");
        assertThat(nova.lost()).isEqualTo("dropped=parallel_tool_calls");
        assertThat(Ask.hi().choose(Mode.AUTO, false).asked().written(CLAUDE)).doesNotContain("tool_choice");
    }

    @Test
    void givesEverySchemaATypeAndReportsStrictnessThatIsLost() {
        Tool strict = new Tool(EscapedText.of("f"), EscapedText.of(""), null, true, null);
        Asked old = Ask.hi().tool(strict).asked();

        assertThat(Ask.hi().tool("f", "{}").asked().member(CLAUDE, "toolConfig"))
                .contains("{'json':{'type':'object','properties':{}}}");
        assertThat(Ask.hi().tool("f", "{'properties':{}}").asked().member(CLAUDE, "toolConfig"))
                .contains("{'json':{'type':'object','properties':{}}}");
        assertThat(old.member(HAIKU_3, "toolConfig")).doesNotContain("strict").doesNotContain("description");
        assertThat(old.lost()).isEqualTo("dropped=tools.strict");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            us.anthropic.claude-sonnet-4-5-20250929-v1:0 | HIGH    | 0    | {'thinking':{'type':'enabled','budget_tokens':4096}}                                           | ''
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | LOW     | 8000 | {'thinking':{'type':'enabled','budget_tokens':1024}}                                           | ''
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | MAX     | 5000 | {'thinking':{'type':'enabled','budget_tokens':4999}}                                           | approximated=reasoning_effort
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | MAX     | 1000 | none                                                                                           | dropped=reasoning_effort
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | NONE    | 0    | none                                                                                           | ''
            us.anthropic.claude-opus-4-6-v1              | HIGH    | 0    | {'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}                             | ''
            us.anthropic.claude-opus-4-6-v1              | XHIGH   | 0    | {'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}}                              | approximated=reasoning_effort
            global.anthropic.claude-opus-4-7-v1          | XHIGH   | 0    | {'thinking':{'type':'adaptive','display':'summarized'},'output_config':{'effort':'xhigh'}}     | ''
            anthropic.claude-3-haiku-20240307-v1:0       | HIGH    | 0    | none                                                                                           | dropped=reasoning_effort
            openai.gpt-oss-120b-1:0                      | XHIGH   | 0    | {'reasoning_effort':'high'}                                                                    | approximated=reasoning_effort
            openai.gpt-oss-120b-1:0                      | NONE    | 0    | {'reasoning_effort':'low'}                                                                     | approximated=reasoning_effort
            global.amazon.nova-2-lite-v1:0               | HIGH    | 0    | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'high'}}                             | ''
            global.amazon.nova-2-lite-v1:0               | HIGH    | 900  | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'medium'}}                           | approximated=reasoning_effort
            amazon.nova-pro-v1:0                         | LOW     | 0    | none                                                                                           | dropped=reasoning_effort
            us.meta.llama3-3-70b-instruct-v1:0           | NONE    | 0    | none                                                                                           | ''
            """)
    void tellsEachFamilyHowMuchToThink(String model, Level level, int maxTokens, String fields, String lost) {
        Ask ask = Ask.hi().effort(level, -1);
        Asked asked = (maxTokens > 0 ? ask.set(Option.OUTPUT_TOKENS_MAX, "" + maxTokens) : ask).asked();

        assertThat(asked.member(model, "additionalModelRequestFields")).isEqualTo(fields);
        assertThat(asked.lost()).isEqualTo(lost);
    }

    @Test
    void doesNotThinkWhereACallIsForcedOrWhatWasThoughtIsGone() {
        Asked forced = Ask.hi()
                .tool("f", null)
                .choose(Mode.REQUIRED, null)
                .effort(Level.HIGH, -1)
                .asked();
        Asked interrupted = Ask.hi()
                .says(Role.ASSISTANT, call("a", "f", "{}"))
                .says(Role.TOOL, result("a", false, text("ok")))
                .tool("f", null)
                .effort(Level.HIGH, -1)
                .asked();

        assertThat(forced.member(CLAUDE, "additionalModelRequestFields")).isEqualTo("none");
        assertThat(interrupted.member(CLAUDE, "additionalModelRequestFields")).isEqualTo("none");
        assertThat(forced.lost()).isEqualTo("dropped=reasoning_effort");
        assertThat(interrupted.lost()).isEqualTo("dropped=reasoning_effort");
        assertThat(interrupted.member(OPUS_4_6, "additionalModelRequestFields")).contains("adaptive");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | false | {'temperature':0.5,'topP':0.9}  | {'top_k':5}                       | ''
            us.anthropic.claude-sonnet-4-5-20250929-v1:0 | false | {'temperature':0.5}             | {'top_k':5}                       | dropped=top_p
            global.anthropic.claude-opus-4-7-v1          | false | none                            | none                              | dropped=temperature,top_p,top_k
            us.anthropic.claude-3-7-sonnet-20250219-v1:0 | true  | none                            | {'thinking':{'type':'enabled','budget_tokens':1024}} | dropped=temperature,top_p,top_k
            amazon.nova-pro-v1:0                         | false | {'temperature':0.5,'topP':0.9}  | {'inferenceConfig':{'topK':5}}    | ''
            mistral.mistral-large-2407-v1:0              | false | {'temperature':0.5,'topP':0.9}  | {'top_k':5}                       | ''
            cohere.command-r-plus-v1:0                   | false | {'temperature':0.5,'topP':0.9}  | {'k':5}                           | ''
            us.meta.llama3-3-70b-instruct-v1:0           | false | {'temperature':0.5,'topP':0.9}  | none                              | dropped=top_k
            """)
    void samplesAsEachFamilyCan(String model, boolean isThinking, String config, String fields, String lost) {
        Ask ask =
                Ask.hi().set(Option.TEMPERATURE, "0.5").set(Option.TOP_P, "0.9").set(Option.TOP_K, "5");
        Asked asked = (isThinking ? ask.effort(Level.LOW, -1) : ask).asked();

        assertThat(asked.member(model, "inferenceConfig")).isEqualTo(config);
        assertThat(asked.lost()).isEqualTo(lost);
        assertThat(asked.member(model, "additionalModelRequestFields")).isEqualTo(fields);
    }

    @Test
    void writesSettingsAndReportsThoseThatHaveNoPlace() {
        Asked asked = Ask.hi()
                .set(Option.OUTPUT_TOKENS_MAX, "100")
                .set(Option.TEMPERATURE, "1.5")
                .set(Option.SEED, "1")
                .set(Option.FREQUENCY_PENALTY, "0")
                .set(Option.PRESENCE_PENALTY, "0.5")
                .set(Option.LOGPROBS, "true")
                .set(Option.CHOICES, "2")
                .set(Option.USER, "'u'")
                .set(Option.METADATA, "{'team':'a-1','note':'\u00e4','n':7}")
                .set(Option.SERVICE_TIER, "'scale'")
                .set(Option.STORE, "false")
                .stop("END")
                .stop(" ")
                .stream()
                .asked();

        String written = asked.written(CLAUDE);

        assertThat(written)
                .contains("'inferenceConfig':{'maxTokens':100,'temperature':1,'stopSequences':['END']}")
                .contains("'additionalModelResponseFieldPaths':['/delta/stop_sequence']")
                .contains("'requestMetadata':{'team':'a-1'}")
                .doesNotContain("serviceTier");
        assertThat(asked.lost())
                .isEqualTo("dropped=stop,seed,presence_penalty,logprobs,choices,user,metadata,service_tier;"
                        + "approximated=temperature");
        assertThat(Ask.hi().stop("x").asked().written(LLAMA)).doesNotContain("additionalModelResponseFieldPaths");
        assertThat(Ask.hi().set(Option.SERVICE_TIER, "'flex'").asked().member(CLAUDE, "serviceTier"))
                .isEqualTo("{'type':'flex'}");
    }

    @Test
    void leavesOutWhatTheProviderRefusesByTheCatalogue() {
        Asked asked = Ask.hi()
                .set(Option.TEMPERATURE, "0.5")
                .set(Option.OUTPUT_TOKENS_MAX, "9")
                .stop("x")
                .asked();
        ModelTarget target = new ModelTarget(
                "some", NOVA, Map.of("temperature", "", "stopSequences", "", "maxTokens", ""), Set.of());

        assertThat(asked.written(target)).doesNotContain("inferenceConfig");
        assertThat(asked.lost()).isEqualTo("dropped=temperature,output_tokens_max,stop");
    }

    @Test
    void holdsTheModelToASchemaOrAsksItToKeepToOne() {
        OutputFormat schema =
                new OutputFormat.JsonSchema(EscapedText.of("n"), null, RawJson.of("{\"type\":\"object\"}"), true);
        Asked old = Ask.hi().format(schema).asked();
        Asked anyJson = Ask.hi().format(new OutputFormat.JsonObject()).asked();

        assertThat(Ask.hi().format(schema).asked().member(CLAUDE, "outputConfig"))
                .isEqualTo("{'textFormat':{'type':'json_schema','structure':{'jsonSchema':"
                        + "{'schema':'{\\'type\\':\\'object\\'}','name':'n'}}}}");
        assertThat(old.written(HAIKU_3))
                .contains(
                        "{'text':'Answer with JSON and nothing else, no text around it. It has to fit this JSON Schema: "
                                + "{\\'type\\':\\'object\\'}'}")
                .doesNotContain("outputConfig");
        assertThat(old.lost()).isEqualTo("approximated=response_format");
        assertThat(anyJson.member(CLAUDE, "system"))
                .isEqualTo("[{'text':'Answer with one JSON object and nothing else, no text around it.'}]");
        assertThat(anyJson.lost()).isEqualTo("approximated=response_format");
    }

    @Test
    void cachesWhatTheModelCanCache() {
        Part.CachePoint hour = new Part.CachePoint(EscapedText.of("1h"));
        Tool tool = new Tool(EscapedText.of("f"), null, null, null, hour);
        Ask ask = new Ask()
                .says(Role.SYSTEM, text("Be brief"), hour)
                .says(Role.USER, text("Hi"), hour)
                .tool(tool);
        Asked nova = ask.asked();
        Asked llama = ask.asked();

        String point = "{'cachePoint':{'type':'default','ttl':'1h'}}";
        assertThat(ask.asked().written(CLAUDE))
                .contains("'system':[{'text':'Be brief'}," + point + "]", "{'text':'Hi'}," + point + "]")
                .contains("}}}}," + point + "]}");
        assertThat(nova.written(NOVA))
                .contains("{'cachePoint':{'type':'default'}}")
                .doesNotContain("ttl");
        assertThat(nova.lost()).isEqualTo("approximated=cache_control");
        assertThat(llama.written(LLAMA)).doesNotContain("cachePoint");
        assertThat(llama.lost()).isEqualTo("dropped=cache_control");
    }

    @Test
    void reportsPartsThatHaveNoPlace() {
        Media closely = new Media(
                Kind.IMAGE,
                EscapedText.of("image/png"),
                new Source.Inline(EscapedText.of("AAAA")),
                null,
                EscapedText.of("high"));
        Asked asked = Ask.user(closely, new Part.Opaque("openai", "hologram", RawJson.of("{}")), text("See"))
                .says(Role.ASSISTANT, new Part.Refusal(EscapedText.of("No.")))
                .asked();

        assertThat(asked.member(CLAUDE, "messages"))
                .endsWith("{'text':'See'}]},{'role':'assistant','content':[{'text':'No.'}]}]");
        assertThat(asked.lost()).isEqualTo("dropped=hologram,detail;approximated=refusal");
    }

    @Test
    void trustsAProfileThatDoesNotSayItsModel() {
        Ask ask = Ask.hi().tool("f", null).choose(Mode.REQUIRED, null, "f");

        assertThat(ask.asked().member(PROFILE, "toolConfig")).contains("'toolChoice':{'tool':{'name':'f'}}");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            anthropic.claude-v2:1,                              NONE,            BOTH
            anthropic.claude-instant-v1,                        NONE,            BOTH
            anthropic.claude-3-5-sonnet-20241022-v2:0,          NONE,            BOTH
            us.anthropic.claude-opus-4-20250514-v1:0,           BUDGET,          BOTH
            us.anthropic.claude-opus-4-1-20250805-v1:0,         BUDGET,          ONE
            anthropic.claude-haiku-4-5-20251001-v1:0,           BUDGET,          ONE
            global.anthropic.claude-sonnet-4-6,                 ADAPTIVE,        ONE
            us.anthropic.claude-sonnet-5,                       ADAPTIVE_HIDDEN, NONE
            arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0, BUDGET, ONE
            deepseek.r1-v1:0,                                   NONE,            BOTH
            qwen.qwen3-235b-a22b-2507-v1:0,                     NONE,            BOTH
            """)
    void knowsModelsByTheirNames(String model, ModelFamily.Thinking thinking, ModelFamily.Sampling sampling) {
        ModelFamily family = ModelFamily.of(model);

        assertThat(family.thinking()).isEqualTo(thinking);
        assertThat(family.sampling()).isEqualTo(sampling);
    }
}
