package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbeddingsTest {
    private static final int DIMENSIONS = 3072;

    @Test
    void asksForBase64OfItselfAndReadsIt() {
        try (Stage stage = Stage.answering(Answers.json(base64()))) {

            Stage.Seen<CreateEmbeddingResponse> seen = stage.sameOfBoth((client, model) -> client.embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model(model)
                            .inputOfArrayOfStrings(Collections.nCopies(2000, "a sentence of some length \u20ac"))
                            .build()));

            assertThat(Stage.json(seen.request()).path("encoding_format").asText())
                    .isEqualTo("base64");
            assertThat(seen.answer().data().get(0).embedding())
                    .hasSize(DIMENSIONS)
                    .startsWith(0.0f, 0.5f, 1.0f);
        }
    }

    @Test
    void readsNumbersWhereItAsksForThem() {
        try (Stage stage = Stage.answering(Answers.json(Answers.recorded("openai/embedding__openai-embedding.json")))) {

            CreateEmbeddingResponse answer = stage.sameOfBoth((client, model) -> client.embeddings()
                            .create(EmbeddingCreateParams.builder()
                                    .model(model)
                                    .inputOfArrayOfTokenArrays(List.of(List.of(1L, 2L), List.of(3L)))
                                    .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                                    .dimensions(5)
                                    .build()))
                    .answer();

            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().get(0).embedding()).startsWith(0.0057293195f, -0.012727811f);
        }
    }

    private static String base64() {
        ByteBuffer floats = ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < DIMENSIONS; i++) {
            floats.putFloat(i * 0.5f);
        }
        return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":\""
                + Base64.getEncoder().encodeToString(floats.array())
                + "\"}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":8,\"total_tokens\":8}}";
    }
}
