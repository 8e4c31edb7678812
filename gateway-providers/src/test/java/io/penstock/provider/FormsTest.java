package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.retrieval.Conversion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each form of an embedding or a ranking makes of each other's. Texts are in single quotes, for the sake of reading. */
final class FormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Operation EMBEDDINGS = Operation.EMBEDDINGS;
    private static final Operation RERANK = Operation.RERANK;

    private static final String OPENAI = "{'model':'m','input':['a','b \\\"\\u00e9'],'encoding_format':'base64',"
            + "'dimensions':256,'user':'u','input_type':'query','x':1}";
    private static final String COHERE = "{'model':'m','texts':['a','b'],'input_type':'search_document',"
            + "'embedding_types':['float'],'truncate':'START','output_dimension':512}";
    private static final String GEMINI = "{'requests':[{'model':'models/m','content':{'role':'user','parts':"
            + "[{'text':'a'}]},'taskType':'SEMANTIC_SIMILARITY','title':'t','outputDimensionality':3}]}";
    private static final String RANKED = "{'model':'m','query':'q','documents':['a',{'text':'b','k':'v'}],'top_n':1,"
            + "'return_documents':true,'max_tokens_per_doc':9}";

    static Stream<Arguments> requestsOfOpenAi() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        OPENAI,
                        "{'model':'m','texts':['a','b \\\"\\u00e9'],'input_type':'search_query','output_dimension':256,"
                                + "'embedding_types':['float']}",
                        "dropped=x,user"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "gemini",
                        OPENAI,
                        "{'requests':[{'model':'models/m','content':{'parts':[{'text':'a'}]},'taskType':'RETRIEVAL_QUERY',"
                                + "'outputDimensionality':256},{'model':'models/m','content':{'parts':[{'text':'b \\\"\\u00e9'}]},"
                                + "'taskType':'RETRIEVAL_QUERY','outputDimensionality':256}]}",
                        "dropped=x,user"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "gemini-one",
                        "{'input':'a'}",
                        "{'content':{'parts':[{'text':'a'}]}}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':'a'}",
                        "{'model':'m','texts':['a'],'input_type':'search_document','embedding_types':['float']}",
                        "defaulted=input_type"));
    }

    static Stream<Arguments> requestsOfOpenAiToTheClouds() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "vertex",
                        OPENAI,
                        "{'instances':[{'content':'a','task_type':'RETRIEVAL_QUERY'},"
                                + "{'content':'b \\\"\\u00e9','task_type':'RETRIEVAL_QUERY'}],"
                                + "'parameters':{'outputDimensionality':256}}",
                        "dropped=x,user"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "titan",
                        "{'input':'a','dimensions':256}",
                        "{'inputText':'a','dimensions':256}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "nova",
                        "{'input':['a']}",
                        "{'taskType':'SINGLE_EMBEDDING','singleEmbeddingParams':{'embeddingPurpose':'GENERIC_INDEX',"
                                + "'text':{'truncationMode':'NONE','value':'a'}}}",
                        "defaulted=input_type,truncate"));
    }

    static Stream<Arguments> requestsOfCohere() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "openai",
                        COHERE,
                        "{'model':'m','input':['a','b'],'dimensions':512}",
                        "dropped=input_type,truncate"),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "openai",
                        "{'inputs':[{'content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}",
                        "{'model':'m','input':['ab']}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "cohere-invoked",
                        COHERE,
                        "{'texts':['a','b'],'input_type':'search_document','output_dimension':512,'truncate':'START',"
                                + "'embedding_types':['float']}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "gemini",
                        "{'texts':['a'],'truncate':'END'}",
                        "{'requests':[{'model':'models/m','content':{'parts':[{'text':'a'}]}}]}",
                        "dropped=truncate"));
    }

    static Stream<Arguments> requestsOfCohereToTheClouds() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "titan",
                        "{'texts':['a'],'truncate':'NONE','input_type':'clustering'}",
                        "{'inputText':'a'}",
                        "dropped=input_type"),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "nova",
                        "{'texts':['a'],'truncate':'END','input_type':'search_query','output_dimension':384}",
                        "{'taskType':'SINGLE_EMBEDDING','singleEmbeddingParams':{'embeddingPurpose':'GENERIC_RETRIEVAL',"
                                + "'embeddingDimension':384,'text':{'truncationMode':'END','value':'a'}}}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "vertex",
                        COHERE,
                        "{'instances':[{'content':'a','task_type':'RETRIEVAL_DOCUMENT'},"
                                + "{'content':'b','task_type':'RETRIEVAL_DOCUMENT'}],'parameters':{'outputDimensionality':512}}",
                        "dropped=truncate"));
    }

    static Stream<Arguments> requestsOfGemini() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS,
                        "gemini",
                        "vertex",
                        GEMINI,
                        "{'instances':[{'content':'a','task_type':'SEMANTIC_SIMILARITY','title':'t'}],"
                                + "'parameters':{'outputDimensionality':3}}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini",
                        "cohere",
                        GEMINI,
                        "{'model':'m','texts':['a'],'input_type':'clustering','output_dimension':3,"
                                + "'embedding_types':['float']}",
                        "dropped=title;approximated=input_type"),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini",
                        "gemini-one",
                        GEMINI,
                        "{'content':{'parts':[{'text':'a'}]},'taskType':'SEMANTIC_SIMILARITY','title':'t',"
                                + "'outputDimensionality':3}",
                        ""),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini-one",
                        "openai",
                        "{'content':{'parts':[{'text':'a'},{'text':'b'}]},'autoTruncate':false}",
                        "{'model':'m','input':['ab']}",
                        "dropped=truncate;approximated=content.parts"));
    }

    static Stream<Arguments> requestsForRankings() {
        return Stream.of(
                Arguments.of(
                        RERANK,
                        "cohere",
                        "voyage",
                        RANKED,
                        "{'model':'m','query':'q','documents':['a','b'],'top_k':1}",
                        "dropped=documents.k,max_tokens_per_doc"),
                Arguments.of(
                        RERANK,
                        "cohere",
                        "openai",
                        "{'query':'q','documents':['a']}",
                        "{'model':'m','query':'q','documents':['a'],'return_documents':false}",
                        ""),
                Arguments.of(
                        RERANK,
                        "cohere",
                        "invoked",
                        "{'query':'q','documents':['a'],'top_n':2}",
                        "{'query':'q','documents':['a'],'top_n':2}",
                        ""),
                Arguments.of(
                        RERANK,
                        "openai",
                        "cohere",
                        "{'query':'q','documents':['a'],'top_k':2,'max_tokens_per_doc':5,'truncation':true}",
                        "{'model':'m','query':'q','documents':['a'],'top_n':2,'max_tokens_per_doc':5}",
                        "dropped=truncation"),
                Arguments.of(
                        RERANK,
                        "openai",
                        "vertex",
                        "{'query':'q','documents':['a','b'],'top_n':2}",
                        "{'model':'m','query':'q','records':[{'id':'0','content':'a'},{'id':'1','content':'b'}],'topN':2,"
                                + "'ignoreRecordDetailsInResponse':true}",
                        ""));
    }

    @ParameterizedTest(name = "{0}: {1} to {2}")
    @MethodSource({
        "requestsOfOpenAi",
        "requestsOfOpenAiToTheClouds",
        "requestsOfCohere",
        "requestsOfCohereToTheClouds",
        "requestsOfGemini",
        "requestsForRankings"
    })
    void writesARequestAndTellsWhatItLost(
            Operation operation, String client, String provider, String asked, String expected, String loss)
            throws JsonProcessingException {
        Conversion<?, ?> conversion = conversion(operation, client, provider, asked, 0);

        assertThat(JSON.readTree(written(conversion, 0))).isEqualTo(JSON.readTree(quoted(expected)));
        assertThat(conversion.loss().line()).isEqualTo(loss);
    }

    @Test
    void namesAModelOfBedrocksAgentsByItsArnAndWhatCohereOnBedrockNeeds() throws JsonProcessingException {
        String arn = "arn:aws:bedrock:us-west-2::foundation-model/cohere.rerank-v3-5:0";
        String asked = "{'query':'q','documents':['a'],'top_n':1}";

        String agent = written(to("bedrock", arn, RERANK, asked), 0);
        String invoked = written(to("invoked", "us.cohere.rerank-v3-5:0", RERANK, asked), 0);

        assertThat(JSON.readTree(agent))
                .isEqualTo(JSON.readTree(quoted("{'queries':[{'type':'TEXT','textQuery':{'text':'q'}}],"
                        + "'sources':[{'type':'INLINE','inlineDocumentSource':{'type':'TEXT','textDocument':{'text':'a'}}}],"
                        + "'rerankingConfiguration':{'type':'BEDROCK_RERANKING_MODEL','bedrockRerankingConfiguration':"
                        + "{'numberOfResults':1,'modelConfiguration':{'modelArn':'" + arn + "'}}}}")));
        assertThat(JSON.readTree(invoked).path("api_version").asInt()).isEqualTo(2);
        assertThat(fault(() -> written(to("bedrock", "cohere.rerank-v3-5:0", RERANK, asked), 0)))
                .contains("model: cohere.rerank-v3-5:0 (expected: the ARN of a model");
    }

    @Test
    void cutsATextForCohereOnBedrockInTheWordsOfTheModelsVersion() {
        String asked = "{'texts':['a'],'truncate':'END','input_type':'search_query'}";

        assertThat(written(to("cohere-invoked", "cohere.embed-english-v3", EMBEDDINGS, asked), 0))
                .contains("\"truncate\":\"END\"");
        assertThat(written(to("cohere-invoked", "us.cohere.embed-v4:0", EMBEDDINGS, asked), 0))
                .contains("\"truncate\":\"RIGHT\"");
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        "openai",
                        "{'data':[{'index':1,'embedding':[3,4]},{'index':0,'embedding':[1.10,-2E-7]}],"
                                + "'usage':{'prompt_tokens':7,'total_tokens':7}}",
                        7),
                Arguments.of(
                        "cohere",
                        "{'id':'i','embeddings':{'float':[[1.10,-2E-7],[3,4]]},'meta':{'billed_units':{'input_tokens':7}}}",
                        7),
                Arguments.of("cohere-invoked", "{'embeddings':[[1.10,-2E-7],[3,4]],'texts':['a','b']}", -1),
                Arguments.of("gemini", "{'embeddings':[{'values':[1.10,-2E-7]},{'values':[3,4]}]}", -1),
                Arguments.of(
                        "vertex",
                        "{'predictions':[{'embeddings':{'values':[1.10,-2E-7],'statistics':{'token_count':3}}},"
                                + "{'embeddings':{'values':[3,4],'statistics':{'token_count':4}}}]}",
                        7));
    }

    @ParameterizedTest(name = "of {0}")
    @MethodSource("answers")
    void passesNumbersOnDigitForDigit(String provider, String answered, long tokens) {
        Conversion<?, ?> conversion = conversion(EMBEDDINGS, "openai", provider, "{'input':['a','b']}", 0);

        String answer = answer(conversion, List.of(answered));

        assertThat(answer)
                .isEqualTo(quoted("{'object':'list','data':[{'object':'embedding','index':0,'embedding':[1.10,-2E-7]},"
                        + "{'object':'embedding','index':1,'embedding':[3,4]}],'model':'m',"
                        + "'usage':{'prompt_tokens':" + Math.max(0, tokens) + ",'total_tokens':" + Math.max(0, tokens)
                        + "}}"));
        assertThat(conversion.usage()).isEqualTo(tokens < 0 ? null : new Usage(tokens, 0, 0, 0, 0, 0));
    }

    static Stream<Arguments> clients() {
        return Stream.of(
                Arguments.of(
                        "openai",
                        "{'input':['a'],'encoding_format':'base64'}",
                        "{'object':'list','data':[{'object':'embedding','index':0,'embedding':'AACAPwAAAMA='}],'model':'m',"
                                + "'usage':{'prompt_tokens':5,'total_tokens':5}}"),
                Arguments.of(
                        "cohere",
                        "{'texts':['a'],'embedding_types':['base64','float']}",
                        "{'id':'x','texts':['a'],'embeddings':{'float':[[1.0,-2]],'base64':['AACAPwAAAMA=']},"
                                + "'meta':{'api_version':{'version':'2'},'billed_units':{'input_tokens':5}},"
                                + "'response_type':'embeddings_by_type'}"),
                Arguments.of(
                        "gemini",
                        GEMINI,
                        "{'embeddings':[{'values':[1.0,-2]}],'usageMetadata':{'promptTokenCount':5,'totalTokenCount':5}}"),
                Arguments.of(
                        "gemini-one",
                        "{'content':{'parts':[{'text':'a'}]}}",
                        "{'embedding':{'values':[1.0,-2]},'usageMetadata':{'promptTokenCount':5,'totalTokenCount':5}}"));
    }

    @ParameterizedTest(name = "to {0}")
    @MethodSource("clients")
    void answersEachClientInItsForm(String client, String asked, String expected) {
        Conversion<?, ?> conversion = conversion(EMBEDDINGS, client, "titan", asked, 1);

        String answer = answer(conversion, List.of("{'embedding':[1.0,-2],'inputTextTokenCount':5}"));

        assertThat(answer).isEqualTo(quoted(expected));
    }

    @Test
    void asksInPartsAndJoinsTheAnswersInTheirOrder() {
        Conversion<?, ?> conversion = conversion(EMBEDDINGS, "gemini", "nova", batch("a", "b", "c"), 1);

        assertThat(conversion.calls()).isEqualTo(3);
        assertThat(written(conversion, 2)).contains("\"value\":\"c\"");
        String answer = answer(
                conversion,
                List.of(
                        "{'embeddings':[{'embeddingType':'TEXT','embedding':[1]}],'inputTokenCount':2}",
                        "{'embeddings':[{'embeddingType':'TEXT','embedding':[2]}]}",
                        "{'embeddings':[{'embeddingType':'TEXT','embedding':[3]}],'inputTokenCount':4}"));

        assertThat(answer)
                .isEqualTo(quoted("{'embeddings':[{'values':[1]},{'values':[2]},{'values':[3]}],"
                        + "'usageMetadata':{'promptTokenCount':6,'totalTokenCount':6}}"));
    }

    private static String batch(String... texts) {
        List<String> requests = new ArrayList<>();
        for (String text : texts) {
            requests.add("{'content':{'parts':[{'text':'" + text + "'}]}}");
        }
        return "{'requests':[" + String.join(",", requests) + "]}";
    }

    static Stream<Arguments> rankings() {
        return Stream.of(
                Arguments.of(
                        "cohere",
                        "{'id':'i','results':[{'index':1,'relevance_score':0.90},{'index':0,'relevance_score':1e-3}],"
                                + "'meta':{'billed_units':{'search_units':1}}}"),
                Arguments.of(
                        "voyage",
                        "{'object':'list','data':[{'relevance_score':0.90,'index':1},{'relevance_score':1e-3,'index':0}],"
                                + "'model':'m','usage':{'total_tokens':26}}"),
                Arguments.of(
                        "openai",
                        "{'model':'m','results':[{'index':1,'relevance_score':0.90,'document':{'text':'b'}},"
                                + "{'index':0,'relevance_score':1e-3}],'usage':{'total_tokens':26}}"),
                Arguments.of("vertex", "{'records':[{'id':'1','score':0.90,'content':'b'},{'id':'0','score':1e-3}]}"),
                Arguments.of(
                        "bedrock", "{'results':[{'index':1,'relevanceScore':0.90},{'index':0,'relevanceScore':1e-3}]}"),
                Arguments.of(
                        "invoked",
                        "{'results':[{'index':1,'relevance_score':0.90},{'index':0,'relevance_score':1e-3}]}"));
    }

    @ParameterizedTest(name = "of {0}")
    @MethodSource("rankings")
    void givesARankingWithItsScoresAsTheyAreAndTheClientsOwnDocuments(String provider, String answered) {
        Conversion<?, ?> cohere = conversion(RERANK, "cohere", provider, RANKED, 0);
        Conversion<?, ?> common = conversion(RERANK, "openai", provider, "{'query':'q','documents':['a','b']}", 0);

        String withDocuments = answer(cohere, List.of(answered));
        String without = answer(common, List.of(answered));

        assertThat(withDocuments)
                .contains(
                        quoted(
                                "'results':[{'index':1,'relevance_score':0.90,'document':{'text':'b','k':'v'}},"
                                        + "{'index':0,'relevance_score':1e-3,'document':{'text':'a'}}],'meta':{'api_version':{'version':'2'}"));
        assertThat(without)
                .contains(quoted("{'id':'x','model':'m','results':[{'index':1,'relevance_score':0.90},"
                        + "{'index':0,'relevance_score':1e-3}],'usage':{'total_tokens':"));
    }

    static Stream<Arguments> refusalsOfOpenAi() {
        return Stream.of(
                Arguments.of(EMBEDDINGS, "openai", "cohere", "{}", "input: missing (expected: a string, an array"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':[]}",
                        "input: an empty array (expected: 1 or more inputs)"),
                Arguments.of(EMBEDDINGS, "openai", "cohere", "{'input':7}", "input: a number (expected: a string"),
                Arguments.of(
                        EMBEDDINGS, "openai", "cohere", "{'input':['a',{}]}", "input: an object (expected: an array"),
                Arguments.of(
                        EMBEDDINGS, "openai", "cohere", "{'input':[1,'a']}", "input: a string (expected: a string"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':[1,2]}",
                        "input: an array of tokens (expected: texts, since p takes no tokens)"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "vertex",
                        "{'input':[[1,2],[3]]}",
                        "input: an array of tokens (expected: texts, since p takes no tokens)"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':'a','dimensions':0}",
                        "dimensions: 0 (expected: a whole number from 1)"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':'a','encoding_format':'int8'}",
                        "encoding_format: int8 (expected: float or base64)"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        "cohere",
                        "{'input':'a','input_type':'x'}",
                        "input_type: x (expected: query"));
    }

    static Stream<Arguments> refusalsOfOthers() {
        return Stream.of(
                Arguments.of(
                        EMBEDDINGS, "cohere", "openai", "{'texts':[]}", "texts: missing (expected: 1 or more texts)"),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "openai",
                        "{'images':['data:image/png;base64,aaaa']}",
                        "images: an image (expected: texts"),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "openai",
                        "{'texts':['a'],'embedding_types':['int8']}",
                        "embedding_types: int8 (expected: float or base64"),
                Arguments.of(
                        EMBEDDINGS,
                        "cohere",
                        "openai",
                        "{'texts':['a'],'truncate':'LEFT'}",
                        "truncate: LEFT (expected: NONE, START or END)"),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini",
                        "openai",
                        "{'requests':[{'content':{'parts':[{'inlineData':{}}]}}]}",
                        "requests[0].content.parts[0].text: missing"),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini",
                        "openai",
                        "{'requests':[{'content':{'parts':[{'text':'a'}]},'taskType':'CLUSTERING'},"
                                + "{'content':{'parts':[{'text':'b'}]}}]}",
                        "requests.taskType: several (expected: the same in each request"),
                Arguments.of(
                        EMBEDDINGS,
                        "gemini-one",
                        "openai",
                        "{'content':{'parts':[{'text':'a'}]},'taskType':'X'}",
                        "taskType: X (expected: a task type"));
    }

    static Stream<Arguments> refusalsOfRankings() {
        return Stream.of(
                Arguments.of(
                        RERANK,
                        "cohere",
                        "voyage",
                        "{'query':'q'}",
                        "documents: missing (expected: an array of texts)"),
                Arguments.of(
                        RERANK,
                        "cohere",
                        "voyage",
                        "{'query':'q','documents':[]}",
                        "documents: an empty array (expected: 1 or more"),
                Arguments.of(
                        RERANK,
                        "cohere",
                        "voyage",
                        "{'query':'q','documents':[1]}",
                        "documents[0]: a number (expected: a string)"),
                Arguments.of(RERANK, "openai", "cohere", "{'documents':['a']}", "query: missing (expected: a string)"));
    }

    @ParameterizedTest(name = "{1} to {2}: {3}")
    @MethodSource({"refusalsOfOpenAi", "refusalsOfOthers", "refusalsOfRankings"})
    void refusesWhatItCannotTellWithTheFieldAtFault(
            Operation operation, String client, String provider, String asked, String message) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> written(conversion(operation, client, provider, asked, 0), 0))
                .satisfies(refused -> {
                    assertThat(refused.fault().kind()).isEqualTo(Kind.INVALID_REQUEST);
                    assertThat(refused.fault().message()).startsWith(message);
                });
    }

    static Stream<Arguments> malformed() {
        String two = "{'input':['a','b']}";
        String ranked = "{'query':'q','documents':['a','b']}";
        return Stream.of(
                Arguments.of(EMBEDDINGS, "openai", two, ""),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':[1]},{'embedding':[2]}]"),
                Arguments.of(EMBEDDINGS, "openai", two, "[]"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':[1]}]}"),
                Arguments.of(
                        EMBEDDINGS,
                        "openai",
                        two,
                        "{'data':[{'embedding':[1],'index':1},{'embedding':[2],'index':1}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':[1],'index':9},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':'AAAA'},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':'?'},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':'AADAfw=='},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':''},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':[]},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "openai", two, "{'data':[{'embedding':['a']},{'embedding':[2]}]}"),
                Arguments.of(EMBEDDINGS, "cohere", two, "{'embeddings':{'int8':[[1],[2]]}}"),
                Arguments.of(EMBEDDINGS, "cohere", two, "{'embeddings':{'float':[[1],[2],[3]]}}"),
                Arguments.of(EMBEDDINGS, "gemini", two, "{'embeddings':[{'values':[1]},{}]}"),
                Arguments.of(EMBEDDINGS, "gemini-one", "{'input':'a'}", "{'embeddings':[]}"),
                Arguments.of(EMBEDDINGS, "vertex", two, "{'predictions':[1,2]}"),
                Arguments.of(EMBEDDINGS, "titan", "{'input':'a'}", "{'message':'x'}"),
                Arguments.of(EMBEDDINGS, "nova", "{'input':'a'}", "{'embeddings':[]}"),
                Arguments.of(RERANK, "cohere", ranked, "{'results':[{'index':2,'relevance_score':1}]}"),
                Arguments.of(RERANK, "cohere", ranked, "{'results':[{'index':-1,'relevance_score':1}]}"),
                Arguments.of(
                        RERANK,
                        "cohere",
                        ranked,
                        "{'results':[{'index':1,'relevance_score':1},{'index':1,'relevance_score':0}]}"),
                Arguments.of(RERANK, "cohere", ranked, "{'results':[{'index':1,'relevance_score':'high'}]}"),
                Arguments.of(RERANK, "voyage", ranked, "{'results':[]}"),
                Arguments.of(RERANK, "vertex", ranked, "{'records':[{'id':'x','score':1}]}"),
                Arguments.of(RERANK, "bedrock", ranked, "{'results':[{'relevanceScore':1}]}"));
    }

    @ParameterizedTest(name = "{1} answers {3}")
    @MethodSource("malformed")
    void saysThatAProviderIsAtFaultWhoDoesNotAnswerWhatWasAsked(
            Operation operation, String provider, String asked, String answered) {
        Conversion<?, ?> conversion = conversion(operation, "openai", provider, asked, 0);

        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> answer(conversion, List.of(answered)))
                .satisfies(broken -> {
                    assertThat(broken.fault().kind()).isEqualTo(Kind.UPSTREAM_BROKEN);
                    assertThat(broken.fault().message()).startsWith("the provider's answer: ");
                });
    }

    private static String fault(Runnable work) {
        try {
            work.run();
        } catch (FaultException refused) {
            return refused.fault().message();
        }
        throw new AssertionError("nothing was refused");
    }

    private static Conversion<?, ?> conversion(
            Operation operation, String client, String provider, String asked, int itemsMax) {
        return Forms.convert(
                operation,
                client,
                new FormPath(provider, "/", itemsMax, List.of()),
                ModelTarget.of("p", "m"),
                RawJson.of(quoted(asked)));
    }

    private static Conversion<?, ?> to(String provider, String model, Operation operation, String asked) {
        return Forms.convert(
                operation, "cohere", FormPath.of(provider, "/"), ModelTarget.of("p", model), RawJson.of(quoted(asked)));
    }

    private static String written(Conversion<?, ?> conversion, int call) {
        JsonWriter out = JsonWriter.into(Unpooled.buffer());
        conversion.writeRequest(call, out);
        return out.finish().get(0).toString(StandardCharsets.UTF_8);
    }

    /** Answers all calls and writes the client's answer; whatever comes of it, no buffer is left. */
    private static String answer(Conversion<?, ?> conversion, List<String> answers) {
        List<ByteBuf> given = new ArrayList<>();
        try {
            for (String answered : answers) {
                assertThat(conversion.isWhole()).isFalse();
                ByteBuf bytes = ByteBufAllocator.DEFAULT.buffer();
                bytes.writeCharSequence(quoted(answered), StandardCharsets.UTF_8);
                given.add(bytes);
                conversion.onAnswer(bytes);
            }
            assertThat(conversion.isWhole()).isTrue();
            ByteBuf out = Unpooled.buffer();
            conversion.writeAnswer("x", out);
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            conversion.release();
            assertThat(given).allMatch(bytes -> bytes.refCnt() == 0);
        }
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }
}
