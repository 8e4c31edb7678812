package io.penstock.dialect.gemini.answer;

import static io.penstock.dialect.gemini.Answers.parts;
import static io.penstock.dialect.gemini.Answers.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiAnswerReaderTest {

    private static final String STOP = "{'candidates':[{'finishReason':'STOP'}]}";

    @Test
    void readsTextUsageAndEndOfAStream() {
        String stream = stream(
                "{'candidates':[{'content':{'parts':[{'text':'Hel'}],'role':'model'}}],"
                        + "'usageMetadata':{'trafficType':'ON_DEMAND'},'modelVersion':'gemini-2.5-pro','responseId':'r1',"
                        + "'createTime':'2026-04-02T17:03:50.399550Z'}",
                "{'candidates':[{'content':{'parts':[{'text':'lo\\n'}]},'finishReason':'STOP','index':0}],"
                        + "'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':2,'totalTokenCount':16,"
                        + "'thoughtsTokenCount':5,'cachedContentTokenCount':4},'modelVersion':'gemini-2.5-pro'}");

        List<Verdict> verdicts = new ArrayList<>();
        Heard heard = new Heard();
        Feed.stream(new GeminiAnswerReader(), stream.getBytes(StandardCharsets.UTF_8), heard, verdicts);

        assertThat(verdicts).containsExactly(Verdict.OUTPUT, Verdict.OUTPUT);
        assertThat(heard.id()).isEqualTo("r1");
        assertThat(heard.model()).isEqualTo("gemini-2.5-pro");
        assertThat(heard.created()).isEqualTo(1775149430);
        assertThat(heard.choice(0).text()).isEqualTo("Hello\n");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.STOP);
        assertThat(heard.usage()).isEqualTo(new Usage(5, 4, 0, 0, 2, 5));
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void readsThoughtsAndTheSignatureBehindThem() {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        parts("{'thought':true,'text':'hm'}"),
                        parts("{'text':'42'}"),
                        parts("{'text':'','thoughtSignature':'c2ln'}"),
                        STOP));

        assertThat(heard.choice(0).blocks().toString()).isEqualTo("[reasoning: hm, text: 42]");
        assertThat(heard.choice(0).states()).containsExactly("gemini thought_signature c2ln");
    }

    @Test
    void readsWholeCallsWithTheirSignatureAndSaysToolCalls() {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        parts(
                                "{'thoughtSignature':'s1','functionCall':{'name':'a','args':{'x':[1,2]}}}",
                                "{'functionCall':{'id':'fc_2','name':'b'}}"),
                        parts("{'functionCall':{'name':'a','args':{}}}"),
                        "{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]}"));

        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call(null, "a", "{\"x\":[1,2]}"),
                        new Heard.Call("fc_2", "b", "{}"),
                        new Heard.Call(null, "a", "{}"));
        assertThat(heard.choice(0).states()).containsExactly("gemini thought_signature s1");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void putsStreamedArgumentsTogetherByTheirPath() {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        parts("{'functionCall':{'name':'f','willContinue':true}}"),
                        partial("{'jsonPath':'$.to[0].city','stringValue':'S\\u00e3o \\ud83d','willContinue':true}"),
                        partial("{'jsonPath':'$.to[0].city','stringValue':'\\ude00\\n','willContinue':true}"),
                        partial("{'jsonPath':'$.to[0].city','stringValue':''}"),
                        partial("{'jsonPath':'$.to[1].n','numberValue':-1.5e3},{'jsonPath':'$.ok','boolValue':false}"),
                        partial("{'jsonPath':'$[\\\"a b\\\"]','nullValue':null}"),
                        parts("{'functionCall':{}}"),
                        parts("{'functionCall':{'name':'g','willContinue':true}}"),
                        STOP));

        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call(
                                null,
                                "f",
                                "{\"to\":[{\"city\":\"São 😀\\n\"},{\"n\":-1.5e3}],\"ok\":false,\"a b\":null}"),
                        new Heard.Call(null, "g", "{}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    private static String partial(String values) {
        return parts("{'functionCall':{'partialArgs':[" + values + "],'willContinue':true}}");
    }

    @Test
    void keepsCandidatesApartWhereverTheirIndexStands() {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        "{'candidates':[{'index':1,'content':{'parts':[{'text':'one'}]}},"
                                + "{'content':{'parts':[{'text':'zero'}]},'index':0}]}",
                        "{'candidates':[{'finishReason':'MAX_TOKENS','index':1,'content':{'parts':[{'functionCall':"
                                + "{'name':'f'}}]}}]}",
                        "{'candidates':[{'finishReason':'SAFETY','content':{}}]}"));

        assertThat(heard.essence())
                .contains("0 text zero\n", "0 finish CONTENT_FILTER", "1 text one\n", "1 finish LENGTH", "1 call f {}");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP, false",
        "MAX_TOKENS, LENGTH, false",
        "SAFETY, CONTENT_FILTER, false",
        "RECITATION, CONTENT_FILTER, true",
        "LANGUAGE, CONTENT_FILTER, true",
        "BLOCKLIST, CONTENT_FILTER, true",
        "PROHIBITED_CONTENT, CONTENT_FILTER, true",
        "SPII, CONTENT_FILTER, true",
        "IMAGE_SAFETY, CONTENT_FILTER, true",
        "IMAGE_PROHIBITED_CONTENT, CONTENT_FILTER, true",
        "IMAGE_RECITATION, CONTENT_FILTER, true",
        "MALFORMED_FUNCTION_CALL, STOP, true",
        "UNEXPECTED_TOOL_CALL, STOP, true",
        "OTHER, STOP, true",
        "NO_IMAGE, STOP, true",
        "SOMETHING_NEW, STOP, true"
    })
    void saysWhyItStopped(String name, FinishReason reason, boolean isVague) {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(), stream("{'candidates':[{'finishReason':'" + name + "','index':0}]}"));

        assertThat(heard.choice(0).finish()).isEqualTo(reason);
        assertThat(heard.extras()).isEqualTo(isVague ? List.of("0 finishReason \"" + name + "\"") : List.of());
    }

    @Test
    void takesAReasonInEveryEventForTheLastOne() {
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}",
                        "{'candidates':[{'content':{'parts':[{'text':'b'}]},'finishReason':'MAX_TOKENS'}]}"));

        assertThat(heard.choice(0).text()).isEqualTo("ab");
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void tellsABlockedPromptAsOneChoiceThatWasFiltered() {
        String blocked = "{'candidates':[],'promptFeedback':{'blockReason':'SAFETY'},"
                + "'usageMetadata':{'promptTokenCount':12,'totalTokenCount':12}}";

        Heard stream = Feed.stream(new GeminiAnswerReader(), stream(blocked));
        Heard body = Feed.body(new GeminiAnswerReader(), blocked.replace('\'', '"'));

        assertThat(stream.essence()).isEqualTo(body.essence());
        assertThat(stream.choice(0).finish()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(stream.usage()).isEqualTo(new Usage(12, 0, 0, 0, 0, 0));
        assertThat(body.isEnded()).isTrue();
    }

    @Test
    void readsMediaAndIgnoresWhatGoogleRanItself() {
        Heard heard = Feed.body(
                new GeminiAnswerReader(),
                ("{'candidates':[{'content':{'parts':[{'executableCode':{'language':'PYTHON','code':'1'}},"
                                + "{'codeExecutionResult':{'outcome':'OUTCOME_OK'}},{'text':'see '},"
                                + "{'inlineData':{'data':'iVBORw0=','mimeType':'image/png'}},{'text':'?'}]},"
                                + "'finishReason':'STOP'}]}")
                        .replace('\'', '"'));

        assertThat(heard.choice(0).blocks().toString()).isEqualTo("[text: see , media: image/png iVBORw0=, text: ?]");
    }

    @Test
    void tellsEachSourceOnceWithTheTextItStandsBehind() {
        String grounding = "{'groundingChunks':[{'web':{'uri':'https://a','title':'A'}},{'web':{'uri':'https://b'}}],"
                + "'groundingSupports':[{'segment':{'startIndex':0,'endIndex':4,'text':'said'},"
                + "'groundingChunkIndices':[0,9]}]}";
        Heard heard = Feed.stream(
                new GeminiAnswerReader(),
                stream(
                        "{'candidates':[{'content':{'parts':[{'text':'said'}]},'groundingMetadata':" + grounding
                                + "}]}",
                        "{'candidates':[{'finishReason':'STOP','groundingMetadata':" + grounding + ","
                                + "'citationMetadata':{'citationSources':[{'uri':'https://c','startIndex':1}]}}]}"));

        assertThat(heard.choice(0).citations().stream()
                        .map(citation -> citation.url() + " " + citation.title() + " " + citation.quote()))
                .containsExactly("https://a A said", "https://b null null", "https://c null null");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'promptTokenCount':10,'candidatesTokenCount':3,'totalTokenCount':13}                         | 10 0 3 0
            {'promptTokenCount':10,'candidatesTokenCount':3,'thoughtsTokenCount':5,'totalTokenCount':18}  | 10 0 3 5
            {'promptTokenCount':10,'cachedContentTokenCount':8,'candidatesTokenCount':3}                  | 2 8 3 0
            {'promptTokenCount':10,'toolUsePromptTokenCount':7,'candidatesTokenCount':3,'totalTokenCount':20} | 17 0 3 0
            {'promptTokenCount':7,'candidatesTokenCount':12,'totalTokenCount':402}                        | 7 0 12 383
            {'promptTokenCount':7,'totalTokenCount':9}                                                    | 7 0 2 0
            {'promptTokenCount':-4,'candidatesTokenCount':1e99,'totalTokenCount':9}                       | 0 0 9 0
            """)
    void countsInDisjointBuckets(String usage, String buckets) {
        Heard heard = Feed.body(
                new GeminiAnswerReader(),
                ("{'candidates':[{'finishReason':'STOP'}],'usageMetadata':" + usage + "}").replace('\'', '"'));

        Usage counted = Objects.requireNonNull(heard.usage());
        assertThat(counted.input() + " " + counted.cacheRead() + " " + counted.output() + " " + counted.reasoning())
                .isEqualTo(buckets);
    }

    @Test
    void knowsWhatAnEventIs() {
        assertThat(verdict(": comment\r\n\r\n")).isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict("data: \r\n\r\n")).isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict(stream("{'responseId':'r','candidates':[]}"))).isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict(stream("{'candidates':[{'content':{'role':'model'}}]}")))
                .isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict(stream("{'usageMetadata':{'promptTokenCount':1}}"))).isEqualTo(Verdict.USAGE);
        assertThat(verdict(stream(parts("{'text':''}")))).isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict(stream(parts("{'text':'a'}")))).isEqualTo(Verdict.OUTPUT);
        assertThat(verdict(stream(STOP))).isEqualTo(Verdict.OUTPUT);
        assertThat(verdict("data: {\"candidates\":[{\"content\":\ndata: {\"parts\":[{\"text\":\"a\"}]}}]}\n\n"))
                .isEqualTo(Verdict.OUTPUT);
    }

    private static Verdict verdict(String event) {
        ByteBuf buffer = Unpooled.copiedBuffer(event, StandardCharsets.UTF_8);
        return new GeminiAnswerReader().onEvent(buffer, 0, buffer.writerIndex(), new Heard());
    }

    @Test
    void aStreamWithoutAReasonToStopIsNotFinished() {
        GeminiAnswerReader reader = new GeminiAnswerReader();
        Heard heard = Feed.stream(
                reader,
                stream(
                        "{'candidates':[{'content':{'parts':[{'text':'a'}]},'index':1}]}",
                        "{'candidates':[{'finishReason':'STOP','index':0}]}"));

        assertThat(reader.isFinished()).isFalse();
        assertThat(heard.isEnded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'candidates':[{'content':{'parts':[{'text':'a'},{'text':'\\x'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'text':'a'},{'text':'\u0001'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'text':'a'}]}}",
                "{'candidates':[{'content':{'parts':[{'text':'a'}]}}]}}",
                "{'candidates':[{'content':{'parts':[{'text':5}]}}]}",
                "{'candidates':[{'content':{'parts':['a']}}]}",
                "{'candidates':[{'content':{'parts':{'text':'a'}}}]}",
                "{'candidates':[{'content':'a'}]}",
                "{'candidates':{}}",
                "{'candidates':[7]}",
                "{'candidates':[{'index':64,'content':{'parts':[{'text':'a'}]}}]}",
                "{'candidates':[{'index':-1,'content':{'parts':[{'text':'a'}]}}]}",
                "{'candidates':[{'index':'x','content':{'parts':[{'text':'a'}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':7}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'args':{}}}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':[1]}}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','args':{'a':01}}}]}}]}",
                "{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f','partialArgs':7}}]}}]}",
                "{'candidates':[{'content':{'parts':[{'inlineData':'x'}]}}]}",
                "nope",
                "7",
                "{'error':'no'}"
            })
    void tellsNothingOfAnEventThatCannotBeRead(String event) {
        GeminiAnswerReader reader = new GeminiAnswerReader();
        Heard heard = new Heard();
        List<Verdict> verdicts = new ArrayList<>();

        Feed.stream(reader, stream(event, STOP).getBytes(StandardCharsets.UTF_8), heard, verdicts);

        assertThat(verdicts).containsExactly(Verdict.ERROR);
        assertThat(heard.choiceCount()).isZero();
        assertThat(reader.isFinished()).isFalse();
        assertThat(reader.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'jsonPath':'location','stringValue':'x'}",
                "{'jsonPath':'$','stringValue':'x'}",
                "{'jsonPath':'$.','stringValue':'x'}",
                "{'jsonPath':'$.a[99999]','stringValue':'x'}",
                "{'jsonPath':'$.a[-1]','stringValue':'x'}",
                "{'jsonPath':'$.a[1','stringValue':'x'}",
                "{'stringValue':'x'}",
                "{'jsonPath':'$.a','numberValue':'x'}",
                "{'jsonPath':'$.a','numberValue':1e}",
                "{'jsonPath':'$.a[0]','nullValue':null},{'jsonPath':'$.a.b','nullValue':null}",
                "7"
            })
    void refusesStreamedArgumentsThatHaveNoPlace(String value) {
        String event = parts("{'functionCall':{'name':'f','willContinue':true,'partialArgs':[" + value + "]}}");

        assertThat(verdict(stream(event))).isEqualTo(Verdict.ERROR);
    }

    @Test
    void boundsWhatStreamedArgumentsTakeUp() {
        String deep = "$" + ".a".repeat(60);
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            values.append(i == 0 ? "" : ",").append("{'jsonPath':'" + deep + i + ".b','nullValue':null}");
        }
        GeminiAnswerReader reader = new GeminiAnswerReader();
        List<String> events = new ArrayList<>(List.of(parts("{'functionCall':{'name':'f','willContinue':true}}")));
        for (int i = 0; i < 40; i++) {
            events.add(partial(values.toString().replace(".a0", ".x" + i)));
        }

        List<Verdict> verdicts = new ArrayList<>();
        Feed.stream(
                reader, stream(events.toArray(new String[0])).getBytes(StandardCharsets.UTF_8), new Heard(), verdicts);

        assertThat(verdicts).contains(Verdict.ERROR);
    }

    @Test
    void readsAnErrorInTheStreamInEitherShape() {
        String error = "{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}";
        for (String event : List.of(error, "[" + error + "]")) {
            GeminiAnswerReader reader = new GeminiAnswerReader();

            Feed.stream(reader, stream(parts("{'text':'a'}"), event));

            GatewayFault fault = reader.fault();
            assertThat(fault.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(fault.status()).isEqualTo(503);
            assertThat(fault.message()).isEqualTo("overloaded");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | INVALID_ARGUMENT    |                 | INVALID_REQUEST  | 400
            400 | FAILED_PRECONDITION |                 | INVALID_REQUEST  | 400
            400 | INVALID_ARGUMENT    | API_KEY_INVALID | UNAUTHENTICATED  | 401
            401 | UNAUTHENTICATED     |                 | UNAUTHENTICATED  | 401
            403 | PERMISSION_DENIED   |                 | FORBIDDEN        | 403
            404 | NOT_FOUND           |                 | MODEL_NOT_FOUND  | 404
            429 | RESOURCE_EXHAUSTED  |                 | RATE_LIMITED     | 429
            500 | INTERNAL            |                 | UPSTREAM_BROKEN  | 500
            503 | UNAVAILABLE         |                 | OVERLOADED       | 503
            504 | DEADLINE_EXCEEDED   |                 | UPSTREAM_TIMEOUT | 504
            """)
    void saysWhatAnErrorAnswerMeans(int status, String name, String reason, Kind kind, int told) {
        String body = "[{'error':{'code':" + status + ",'message':'m','status':'" + name + "','details':["
                + "{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'" + reason + "'},"
                + "{'@type':'type.googleapis.com/google.rpc.RetryInfo','retryDelay':'34.4s'}]}}]";

        GatewayFault fault = fault(status, body.replace('\'', '"'));

        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.status()).isEqualTo(told);
        assertThat(fault.retryAfterSeconds()).isEqualTo(35);
    }

    @Test
    void makesTheMostOfErrorsThatAreNoJson() {
        assertThat(fault(502, "<html>bad gateway at host</html>").message()).doesNotContain("html");
        assertThat(fault(502, "").kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
        assertThat(fault(429, "{\"error\":\"slow down\"}").message()).isEqualTo("slow down");
        assertThat(fault(429, "{\"error\":{}}").kind()).isEqualTo(Kind.RATE_LIMITED);
    }

    private static GatewayFault fault(int status, String body) {
        ByteBuf buffer = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        return new GeminiAnswerReader().fault(status, buffer, 0, buffer.writerIndex());
    }

    @Test
    void readsAWholeAnswerAndOneThatIsAnArray() {
        String[] responses = {
            parts("{'text':'Hel'}"), "{'candidates':[{'content':{'parts':[{'text':'lo'}]},'finishReason':'STOP'}]}"
        };
        String array = "[" + String.join("\r\n,\r\n", Arrays.asList(responses)) + "]";

        Heard heard = Feed.body(new GeminiAnswerReader(), array.replace('\'', '"'));

        assertThat(heard.choice(0).text()).isEqualTo("Hello");
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void aWholeAnswerWithoutCandidatesIsAnError() {
        GeminiAnswerReader reader = new GeminiAnswerReader();
        Heard heard = Feed.body(reader, "{\"usageMetadata\":{\"promptTokenCount\":3}}");

        assertThat(heard.isEnded()).isFalse();
        assertThat(reader.fault().message()).contains("no candidates");
    }
}
