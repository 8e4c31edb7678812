package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;
import org.junit.jupiter.api.Test;

final class ModerationsTest {
    private static final String CATEGORIES = "{\"harassment\":false,\"harassment/threatening\":false,\"hate\":false,"
            + "\"hate/threatening\":false,\"illicit\":false,\"illicit/violent\":false,\"self-harm\":false,"
            + "\"self-harm/instructions\":false,\"self-harm/intent\":false,\"sexual\":false,\"sexual/minors\":false,"
            + "\"violence\":true,\"violence/graphic\":false}";

    @Test
    void classifiesText() {
        try (Stage stage = Stage.answering(Answers.json("{\"id\":\"modr-1\",\"model\":\"omni-moderation-latest\","
                + "\"results\":[{\"flagged\":true,\"categories\":" + CATEGORIES + ",\"category_scores\":"
                + CATEGORIES.replace("false", "0.0125").replace("true", "0.875") + "}]}"))) {

            ModerationCreateResponse answer = stage.sameOfBoth((client, model) -> client.moderations()
                            .create(ModerationCreateParams.builder()
                                    .model(model)
                                    .input("I will break your \"pipe\"")
                                    .build()))
                    .answer();

            assertThat(answer.results().get(0).flagged()).isTrue();
            assertThat(answer.results().get(0).categoryScores().violence()).isEqualTo(0.875);
        }
    }
}
