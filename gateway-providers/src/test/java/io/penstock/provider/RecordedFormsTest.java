package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Fixtures;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Operation;
import io.penstock.dialect.retrieval.Conversion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded vectors and rankings, read in their provider's form and written for clients of another. */
final class RecordedFormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource({
        "openai, openai/embedding__openai-embedding.json, /data, /embedding, 12",
        "openai, openai/envoy-embeddings-basic.json, /data, /embedding, 7",
        "openai, voyage/voyage-embedding.json, /data, /embedding, 12",
        "vertex, vertex/agw-vertex-embeddings.json, /predictions, /embeddings/values, 9",
    })
    void writesForACohereClientWhatWasRecorded(String form, String file, String items, String values, long tokens)
            throws IOException {
        byte[] recorded = recorded(file);
        List<JsonNode> vectors = new ArrayList<>();
        JSON.readTree(recorded).at(items).forEach(item -> vectors.add(item.at(values)));
        String texts = String.join(",", Collections.nCopies(vectors.size(), "\"a\""));
        Conversion<?, ?> conversion =
                conversion(Operation.EMBEDDINGS, form, "{\"texts\":[" + texts + "],\"input_type\":\"search_query\"}");

        JsonNode answer = answer(conversion, recorded);

        assertThat(answer.at("/embeddings/float")).containsExactlyElementsOf(vectors);
        assertThat(answer.at("/meta/billed_units/input_tokens").asLong()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/envoy-embeddings-dimensions.json, 5",
        "openai/envoy-embeddings-large-text.json, 111",
        "openai/envoy-embeddings-tokens.json, 7",
    })
    void losesNoBitOfBase64OnItsWayThroughNumbers(String file, long tokens) throws IOException {
        byte[] recorded = recorded(file);
        Conversion<?, ?> conversion = conversion(
                Operation.EMBEDDINGS,
                "openai",
                "{\"texts\":[\"a\"],\"input_type\":\"search_query\",\"embedding_types\":[\"base64\"]}");

        JsonNode answer = answer(conversion, recorded);

        assertThat(answer.at("/embeddings/base64/0"))
                .isEqualTo(JSON.readTree(recorded).at("/data/0/embedding"));
        assertThat(answer.at("/meta/billed_units/input_tokens").asLong()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, bedrock/agw-bedrock-rerank.json, 3, 2 0, 0.9 0.1",
        "cohere, cohere/reranking__cohere-reranking.1.json, 2, 1 0, 0.10183054 0.03762639",
    })
    void givesTheRankingThatWasRecorded(String form, String file, int documents, String indices, String scores)
            throws IOException {
        String texts = String.join(",", Collections.nCopies(documents, "\"a\""));
        Conversion<?, ?> conversion =
                conversion(Operation.RERANK, form, "{\"query\":\"q\",\"documents\":[" + texts + "]}");

        JsonNode answer = answer(conversion, recorded(file));

        assertThat(String.join(" ", answer.path("results").findValuesAsText("index")))
                .isEqualTo(indices);
        assertThat(String.join(" ", answer.path("results").findValuesAsText("relevance_score")))
                .isEqualTo(scores);
    }

    private static Conversion<?, ?> conversion(Operation operation, String form, String asked) {
        return Forms.convert(operation, "cohere", FormPath.of(form, "/"), ModelTarget.of("p", "m"), RawJson.of(asked));
    }

    private static byte[] recorded(String file) {
        Fixtures.Row row = Fixtures.rows().stream()
                .filter(each -> each.file().equals(file))
                .findFirst()
                .orElseThrow();
        return Fixtures.bytes(row);
    }

    private static JsonNode answer(Conversion<?, ?> conversion, byte[] recorded) throws IOException {
        conversion.onAnswer(Unpooled.wrappedBuffer(recorded));
        ByteBuf out = Unpooled.buffer();
        conversion.writeAnswer("x", out);
        conversion.release();
        return JSON.readTree(out.toString(StandardCharsets.UTF_8));
    }
}
