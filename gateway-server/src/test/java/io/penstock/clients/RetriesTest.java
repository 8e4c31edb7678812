package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.ScriptedUpstream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client tries again of itself; what tells it when has to reach it. */
final class RetriesTest {
    private static final String LIMITED =
            "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";

    private final RecordingSleeper sleeper = new RecordingSleeper();

    @ParameterizedTest
    @CsvSource({
        "429 Too Many Requests, Retry-After: 5, 5000",
        "429 Too Many Requests, retry-after-ms: 1250, 1250",
        "503 Service Unavailable, Retry-After: 3, 3000"
    })
    void waitsAsLongAsTheProviderAsks(String status, String field, long millis) {
        try (Stage stage = Stage.playing(failingOnce(status, field + "\r\n"))) {

            ChatCompletion answer = chat(retrying(stage));

            assertThat(answer.id()).isEqualTo("c2");
            assertThat(sleeper.sleeps()).containsExactly(Duration.ofMillis(millis));
            assertThat(stage.upstream().requests()).isEqualTo(2);
        }
    }

    @Test
    void triesAgainWhereTheProviderDiedWithoutAnAnswer() {
        try (Stage stage = Stage.playing(connection -> {
            connection.request();
            if (connection.n() > 1) {
                connection.send(Answers.json(Chat.whole("c2")));
                connection.awaitGone();
            }
        })) {

            ChatCompletion answer = chat(retrying(stage));

            assertThat(answer.id()).isEqualTo("c2");
            assertThat(sleeper.sleeps()).hasSize(1);
        }
    }

    @Test
    void doesNotTryAgainWhereTheProviderSaysThatItShouldNot() {
        try (Stage stage = Stage.playing(failingOnce("429 Too Many Requests", "x-should-retry: false\r\n"))) {

            assertThatThrownBy(() -> chat(retrying(stage))).isInstanceOf(RateLimitException.class);

            assertThat(sleeper.sleeps()).isEmpty();
            assertThat(stage.upstream().requests()).isEqualTo(1);
        }
    }

    private static ScriptedUpstream.Script failingOnce(String status, String fields) {
        return connection -> {
            for (int n = 1; connection.request() != null; n++) {
                connection.send(n == 1 ? Answers.error(status, fields, LIMITED) : Answers.json(Chat.whole("c" + n)));
            }
        };
    }

    private OpenAIClient retrying(Stage stage) {
        return stage.client(builder -> builder.sleeper(sleeper));
    }

    private static ChatCompletion chat(OpenAIClient client) {
        return client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(Stage.ROUTED_MODEL)
                        .addUserMessage("Hi")
                        .build());
    }
}
