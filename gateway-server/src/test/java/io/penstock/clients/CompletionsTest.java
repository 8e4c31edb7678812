package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import io.penstock.server.testing.Chat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompletionsTest {

    @Test
    void completesText() {
        byte[] recorded = Answers.recorded("openai/completion__openai-completion-text.json");
        try (Stage stage = Stage.answering(Answers.json(recorded))) {

            Completion answer = stage.sameOfBoth((client, model) ->
                            client.completions().create(params(model).build()))
                    .answer();

            assertThat(answer.choices().get(0).text()).contains("Gratitude Day");
        }
    }

    @Test
    void streamsText() {
        byte[] recorded = Answers.recorded("openai/envoy-completion-streaming.sse");
        try (Stage stage = Stage.answering(Chat.chunked(recorded))) {
            ChatCompletionStreamOptions usage =
                    ChatCompletionStreamOptions.builder().includeUsage(true).build();

            List<Completion> answer = stage.sameOfBoth((client, model) -> {
                        try (StreamResponse<Completion> response = client.completions()
                                .createStreaming(
                                        params(model).streamOptions(usage).build())) {
                            return response.stream().toList();
                        }
                    })
                    .answer();

            assertThat(answer).hasSizeGreaterThan(20);
        }
    }

    private static CompletionCreateParams.Builder params(String model) {
        return CompletionCreateParams.builder()
                .model(model)
                .prompt("Invent a holiday")
                .maxTokens(16);
    }
}
