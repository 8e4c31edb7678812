package io.penstock.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cohere.api.Cohere;
import com.cohere.api.core.CohereApiException;
import com.cohere.api.resources.v2.requests.V2RerankRequest;
import com.cohere.api.resources.v2.types.V2RerankResponse;
import com.cohere.api.resources.v2.types.V2RerankResponseResultsItem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rankings: Cohere's client and the common URL, before providers that have them in forms of their own. */
final class RerankMatrixTest {
    private static final Map<String, String> MODELS = Map.of(
            "of-cohere", "cohere/rerank-v3.5",
            "of-voyage", "voyage/rerank-2.5",
            "of-llamacpp", "llamacpp/bge-reranker",
            "of-bedrock", "bedrock/cohere.rerank-v3-5:0");

    private final VectorProviders providers = new VectorProviders();
    private final RunningGateway gateway = providers.gateway(MODELS);

    @AfterEach
    void stop() {
        gateway.close();
        providers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"of-cohere", "of-voyage", "of-llamacpp", "of-bedrock"})
    void givesCoheresClientTheOrderAndTheScores(String model) {
        V2RerankResponse answer = cohere(model);

        assertThat(answer.getResults())
                .extracting(V2RerankResponseResultsItem::getIndex)
                .containsExactly(2, 0);
        assertThat(answer.getResults())
                .extracting(V2RerankResponseResultsItem::getRelevanceScore)
                .containsExactly(0.98f, 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"of-cohere", "of-voyage", "of-llamacpp", "of-bedrock"})
    void givesTheCommonUrlTheOrderAndTheScores(String model) throws IOException {
        String body = "{\"model\":\"" + model + "\",\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"top_n\":2}";

        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/rerank HTTP/1.1\r\nhost: a\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            JsonNode results = new ObjectMapper().readTree(answer.text()).path("results");
            assertThat(results.findValuesAsText("index")).containsExactly("2", "0");
            assertThat(results.findValuesAsText("relevance_score")).containsExactly("0.98", "1.0E-5");
        }
    }

    @Test
    void passesWhatIsCoheresOnBothSidesAsItIs() {
        cohere("of-cohere");

        assertThat(providers.asked().get(0).text())
                .contains("\"max_tokens_per_doc\":77")
                .contains("\"model\":\"rerank-v3.5\"");
    }

    @Test
    void tellsCoheresClientTheFaultOfAnotherProvider() {
        providers.fail(1);

        assertThatThrownBy(() -> cohere("of-voyage")).isInstanceOfSatisfying(CohereApiException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(String.valueOf(refused.body())).contains("slow down");
        });
    }

    private V2RerankResponse cohere(String model) {
        return Cohere.builder()
                .token(Client.KEY)
                .url("http://127.0.0.1:" + gateway.port())
                .maxRetries(0)
                .build()
                .v2()
                .rerank(V2RerankRequest.builder()
                        .model(model)
                        .query("q")
                        .documents(List.of("a", "b", "c"))
                        .topN(2)
                        .maxTokensPerDoc(77)
                        .build());
    }
}
