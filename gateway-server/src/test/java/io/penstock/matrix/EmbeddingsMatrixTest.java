package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cohere.api.Cohere;
import com.cohere.api.resources.v2.requests.V2EmbedRequest;
import com.cohere.api.types.EmbedByTypeResponse;
import com.cohere.api.types.EmbedInputType;
import com.cohere.api.types.EmbeddingType;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.RateLimitException;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings: every client that has them, every provider that has them in a form of its own. */
final class EmbeddingsMatrixTest {
    /** What clients call the models: names that every dialect can carry. */
    private static final Map<String, String> MODELS = Map.of(
            "of-openai", "openai/text-embedding-3-small",
            "of-cohere", "cohere/embed-v4.0",
            "of-google", "google/gemini-embedding-001",
            "of-bedrock", "bedrock/amazon.titan-embed-text-v2:0");

    private final VectorProviders providers = new VectorProviders();
    private final RunningGateway gateway = providers.gateway(MODELS);

    @AfterEach
    void stop() {
        gateway.close();
        providers.close();
    }

    static List<Arguments> pairs() {
        return List.of("OpenAI", "Cohere", "Gemini").stream()
                .flatMap(client -> MODELS.keySet().stream().map(model -> Arguments.of(client, model)))
                .toList();
    }

    @ParameterizedTest(name = "{0} asks {1}")
    @MethodSource("pairs")
    void givesAClientTheVectorsOfItsTextsInTheirOrder(String client, String model) {
        List<String> texts = texts(3);

        List<List<Float>> vectors = ask(client, model, texts);

        assertVectors(vectors, 3);
    }

    private List<List<Float>> ask(String client, String model, List<String> texts) {
        return switch (client) {
            case "OpenAI" ->
                openAi(model, texts).data().stream()
                        .sorted(Comparator.comparing(Embedding::index))
                        .map(Embedding::embedding)
                        .toList();
            case "Cohere" ->
                cohere(model, texts).getEmbeddings().getFloat().orElseThrow().stream()
                        .map(vector -> vector.stream().map(Double::floatValue).toList())
                        .toList();
            default ->
                gemini(model, texts).embeddings().orElseThrow().stream()
                        .map(each -> each.values().orElseThrow())
                        .toList();
        };
    }

    @Test
    void splitsWhatAProviderDoesNotTakeInOneCallAndAddsUpItsUsage() {
        CreateEmbeddingResponse answer = openAi("of-cohere", texts(200));

        assertVectors(answer.data().stream().map(each -> each.embedding()).toList(), 200);
        assertThat(answer.usage().promptTokens()).isEqualTo(600);
        assertThat(answer.model()).isEqualTo("embed-v4.0");
        assertThat(providers.asked()).hasSize(3);
        assertThat(gateway.nextLine().path("input_tokens").asInt()).isEqualTo(600);
    }

    @Test
    void answersWithTheFaultOfTheCallThatFailedAndNoPart() {
        providers.fail(2);

        assertThatThrownBy(() -> openAi("of-cohere", texts(200)))
                .isInstanceOfSatisfying(RateLimitException.class, refused -> {
                    assertThat(refused.getMessage()).contains("slow down");
                    assertThat(refused.headers().values("retry-after")).containsExactly("7");
                });
        assertThat(providers.asked()).hasSize(2);
    }

    @Test
    void makesNoFurtherCallForAClientThatHasGone() throws IOException {
        CountDownLatch isGone = new CountDownLatch(1);
        providers.hold(2, isGone);
        String body = "{\"model\":\"of-cohere\",\"input\":[" + String.join(",", Collections.nCopies(200, "\"text 1\""))
                + "]}";

        try (RawClient client = gateway.connect()) {
            client.send(
                    "POST /v1/embeddings HTTP/1.1\r\nhost: a\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            providers.awaitCalls(2);
        }

        assertThat(gateway.nextLine().path("outcome").asText()).isEqualTo("abandoned");
        isGone.countDown();
        assertThat(providers.asked()).hasSize(2);
    }

    @Test
    void refusesWhatATextModelCannotTakeInTheClientsWords() {
        OpenAIClient client = OpenAiChat.newClient(gateway.port());

        assertThatThrownBy(() -> client.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("of-cohere")
                                .inputOfArrayOfTokens(List.of(1L, 2L))
                                .build()))
                .isInstanceOfSatisfying(BadRequestException.class, refused -> {
                    assertThat(refused.getMessage())
                            .contains("input: an array of tokens (expected: texts, since cohere");
                    assertThat(refused.param()).hasValue("input");
                });
        assertThat(providers.asked()).isEmpty();
        client.close();
    }

    @Test
    void tellsInTheHeadWhatTheRequestLost() {
        OpenAIClient client = OpenAiChat.newClient(gateway.port());

        try (var answer = client.embeddings()
                .withRawResponse()
                .create(EmbeddingCreateParams.builder()
                        .model("of-bedrock")
                        .input("text 4")
                        .user("somebody")
                        .build())) {

            assertThat(answer.headers().values("x-penstock-loss")).containsExactly("dropped=user");
        }
        client.close();
    }

    @Test
    void givesACohereClientBothEncodings() {
        EmbedByTypeResponse answer = cohere("of-google", texts(2));

        assertThat(answer.getEmbeddings().getFloat().orElseThrow()).hasSize(2);
        assertThat(answer.getEmbeddings().getBase64().orElseThrow()).hasSize(2);
        assertThat(answer.getTexts()).hasValue(texts(2));
    }

    private CreateEmbeddingResponse openAi(String model, List<String> texts) {
        OpenAIClient client = OpenAiChat.newClient(gateway.port());
        try {
            return client.embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model(model)
                            .inputOfArrayOfStrings(texts)
                            .build());
        } finally {
            client.close();
        }
    }

    private EmbedByTypeResponse cohere(String model, List<String> texts) {
        return Cohere.builder()
                .token(Client.KEY)
                .url("http://127.0.0.1:" + gateway.port())
                .maxRetries(0)
                .build()
                .v2()
                .embed(V2EmbedRequest.builder()
                        .model(model)
                        .inputType(EmbedInputType.SEARCH_QUERY)
                        .texts(texts)
                        .embeddingTypes(List.of(EmbeddingType.FLOAT, EmbeddingType.valueOf("base64")))
                        .build());
    }

    private EmbedContentResponse gemini(String model, List<String> texts) {
        try (com.google.genai.Client client = GeminiContent.newClient(gateway.port())) {
            return client.models.embedContent(
                    model,
                    texts,
                    EmbedContentConfig.builder().taskType("RETRIEVAL_QUERY").build());
        }
    }

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(i -> "text \"" + i + "\"").toList();
    }

    private static void assertVectors(List<List<Float>> vectors, int count) {
        assertThat(vectors).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(vectors.get(i)).containsExactly((float) i, 0.00625f, -1.5e-3f);
        }
    }
}
