package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.models.images.ImageCreateVariationParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImagesTest {
    private static final String PAYLOAD = "iVBORw0KGgo".repeat(30_000);
    private static final String ANSWER =
            "{\"created\":1770935200,\"data\":[{\"b64_json\":\"" + PAYLOAD + "\"}],\"usage\":{\"input_tokens\":3,"
                    + "\"input_tokens_details\":{\"image_tokens\":0,\"text_tokens\":3},\"output_tokens\":4,\"total_tokens\":7}}";

    @Test
    void drawsWhatIsDescribed() {
        try (Stage stage = Stage.answering(Answers.json(ANSWER))) {

            ImagesResponse answer = stage.sameOfBoth((client, model) -> client.images()
                            .generate(ImageGenerateParams.builder()
                                    .model(model)
                                    .prompt("a sea otter")
                                    .build()))
                    .answer();

            assertThat(answer.data().orElseThrow().get(0).b64Json()).contains(PAYLOAD);
        }
    }

    @Test
    void streamsPartsOfWhatItDraws() {
        String common = "\"b64_json\":\"" + PAYLOAD + "\",\"background\":\"opaque\",\"created_at\":1,"
                + "\"output_format\":\"png\",\"quality\":\"low\",\"size\":\"1024x1024\"";
        try (Stage stage = Stage.answering(Answers.typedStream(List.of(
                "{\"type\":\"image_generation.partial_image\",\"partial_image_index\":0," + common + "}",
                "{\"type\":\"image_generation.completed\",\"usage\":{\"input_tokens\":3,\"input_tokens_details\":"
                        + "{\"image_tokens\":0,\"text_tokens\":3},\"output_tokens\":4,\"total_tokens\":7}," + common
                        + "}")))) {

            List<ImageGenStreamEvent> answer = stage.sameOfBoth((client, model) -> {
                        try (StreamResponse<ImageGenStreamEvent> response = client.images()
                                .generateStreaming(ImageGenerateParams.builder()
                                        .model(model)
                                        .prompt("a sea otter")
                                        .partialImages(1)
                                        .build())) {
                            return response.stream().toList();
                        }
                    })
                    .answer();

            assertThat(answer).hasSize(2);
            assertThat(answer.get(1).asGenerationCompleted().b64Json()).isEqualTo(PAYLOAD);
        }
    }

    @Test
    void editsImages() {
        try (Stage stage = Stage.answering(Answers.json(ANSWER))) {

            Stage.Seen<ImagesResponse> seen = stage.sameOfBoth((client, model) -> client.images()
                    .edit(ImageEditParams.builder()
                            .image(MultipartField.<ImageEditParams.Image>builder()
                                    .value(ImageEditParams.Image.ofInputStream(png()))
                                    .filename("otter.png")
                                    .contentType("image/png")
                                    .build())
                            .prompt("with a \"hat\"")
                            .model(model)
                            .build()));

            assertThat(seen.answer().data().orElseThrow()).hasSize(1);
            assertThat(seen.request().text()).contains("filename=\"otter.png\"", "with a \"hat\"", Stage.MODEL);
        }
    }

    @Test
    @SuppressWarnings("deprecation") // by the client; programs still call it
    void variesAnImage() {
        try (Stage stage = Stage.answering(Answers.json(ANSWER))) {

            ImagesResponse answer = stage.sameOfBoth((client, model) -> client.images()
                            .createVariation(ImageCreateVariationParams.builder()
                                    .image(png())
                                    .model(model)
                                    .n(1)
                                    .build()))
                    .answer();

            assertThat(answer.data().orElseThrow()).hasSize(1);
        }
    }

    /** Bytes of all values, those of line ends and boundaries among them. */
    private static InputStream png() {
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 256);
        }
        return new ByteArrayInputStream(bytes);
    }
}
