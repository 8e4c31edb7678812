package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorsTest {
    private static final String WRONG_KEY = "{\"error\":{\"message\":\"Incorrect API key provided: \\\"sk-***\\\".\","
            + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}";

    static List<Arguments> errors() {
        return List.of(
                Arguments.of("400 Bad Request", BadRequestException.class),
                Arguments.of("401 Unauthorized", UnauthorizedException.class),
                Arguments.of("403 Forbidden", PermissionDeniedException.class),
                Arguments.of("404 Not Found", NotFoundException.class),
                Arguments.of("422 Unprocessable Entity", UnprocessableEntityException.class),
                Arguments.of("429 Too Many Requests", RateLimitException.class),
                Arguments.of("500 Internal Server Error", InternalServerException.class),
                Arguments.of("529 Overloaded", InternalServerException.class));
    }

    /**
     * What a program can read of an error.
     *
     * @param body as the client shows it
     */
    private record Told(
            Class<?> type, int status, Optional<String> code, Optional<String> param, String body, String message) {
        static Told by(OpenAIServiceException error) {
            return new Told(
                    error.getClass(),
                    error.statusCode(),
                    error.code(),
                    error.param(),
                    error.body().toString(),
                    String.valueOf(error.getMessage()));
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void isThrownTheErrorThatTheProviderMeant(String status, Class<? extends OpenAIServiceException> type) {
        try (Stage stage = Stage.answering(Answers.error(status, "", WRONG_KEY))) {

            Told told = stage.sameOfBoth((client, model) -> thrown(client, model, OpenAIServiceException.class))
                    .answer();

            assertThat(told.type()).isEqualTo(type);
            assertThat(told.code()).contains("invalid_api_key");
        }
    }

    @Test
    void isThrownTheErrorInPlaceOfAStream() {
        try (Stage stage = Stage.answering(Answers.error("400 Bad Request", "", WRONG_KEY))) {

            Told told = stage.sameOfBoth((client, model) -> {
                        OpenAIServiceException error = catchThrowableOfType(
                                OpenAIServiceException.class, () -> streamed(client, model, new ArrayList<>()));
                        return Told.by(error);
                    })
                    .answer();

            assertThat(told.type()).isEqualTo(BadRequestException.class);
        }
    }

    @Test
    void readsAnErrorThatIsNoJson() {
        byte[] page = Answers.whole(
                "503 Service Unavailable", "text/html", "<h1>Sorry</h1>".getBytes(StandardCharsets.UTF_8));
        try (Stage stage = Stage.answering(page)) {

            Told told = stage.sameOfBoth((client, model) -> thrown(client, model, InternalServerException.class))
                    .answer();

            assertThat(told.status()).isEqualTo(503);
        }
    }

    @Test
    void readsTheIdAndTheLimitsThatComeWithAnError() {
        String fields = String.join(
                "\r\n",
                "Retry-After: 7",
                "x-ratelimit-remaining-requests: 0",
                "x-ratelimit-reset-requests: 6m0s",
                "x-request-id: req_1",
                "openai-organization: org-secret",
                "");
        try (Stage stage = Stage.answering(Answers.error("429 Too Many Requests", fields, WRONG_KEY))) {

            RateLimitException error =
                    catchThrowableOfType(RateLimitException.class, () -> chat(stage.client(), Stage.ROUTED_MODEL));

            assertThat(error.headers().values("retry-after")).containsExactly("7");
            assertThat(error.headers().values("x-ratelimit-remaining-requests")).containsExactly("0");
            assertThat(error.headers().values("x-ratelimit-reset-requests")).containsExactly("6m0s");
            assertThat(error.headers().values("x-request-id")).hasSize(1).doesNotContain("req_1");
            assertThat(error.headers().values("x-upstream-request-id")).containsExactly("req_1");
            assertThat(error.headers().values("openai-organization")).isEmpty();
        }
    }

    @Test
    void isToldHowToNameAModelThatNobodyHas() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(Answers.json(Chat.whole("c1")));
        try (Stage stage = Stage.of(
                upstream,
                settings -> settings.variable("GROQ_API_KEY", "gsk-1")
                        .variable("GROQ_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1"))) {

            NotFoundException error =
                    catchThrowableOfType(NotFoundException.class, () -> chat(stage.client(), "no-such-model"));

            assertThat(error.code()).contains("model_not_found");
            assertThat(error.param()).contains("model");
            assertThat(error.type()).contains("invalid_request_error");
            assertThat(error).hasMessageContaining("provider/model");
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void isToldThatTheProviderCannotBeReached() {
        ScriptedUpstream upstream = ScriptedUpstream.answering(Answers.json(Chat.whole("c1")));
        try (Stage stage = Stage.of(upstream, settings -> {})) {
            upstream.close();

            InternalServerException error =
                    catchThrowableOfType(InternalServerException.class, () -> chat(stage.client(), Stage.ROUTED_MODEL));

            assertThat(error.statusCode()).isEqualTo(502);
            assertThat(error.getMessage()).doesNotContain("127.0.0.1").doesNotContain(String.valueOf(upstream.port()));
        }
    }

    @Test
    void isToldThatTheProviderTookTooLong() {
        ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
            connection.request();
            connection.awaitGone();
        });
        try (Stage stage = Stage.of(upstream, settings -> settings.set("upstream.timeouts.firstByte", "50ms"))) {

            InternalServerException error =
                    catchThrowableOfType(InternalServerException.class, () -> chat(stage.client(), Stage.ROUTED_MODEL));

            assertThat(error.statusCode()).isEqualTo(504);
            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }

    @Test
    void isThrownTheDeathOfAStreamThatHasBegun() {
        try (Stage stage = Stage.playing(connection -> {
            connection.request();
            connection.send(Chat.begunStream());
        })) {
            List<ChatCompletionChunk> chunks = new ArrayList<>();

            SseException error = catchThrowableOfType(
                    SseException.class, () -> streamed(stage.client(), Stage.ROUTED_MODEL, chunks));

            assertThat(chunks).hasSize(2);
            assertThat(error.type()).isPresent();
            assertThat(error.getMessage()).isNotBlank();
        }
    }

    private static <E extends OpenAIServiceException> Told thrown(OpenAIClient client, String model, Class<E> type) {
        E error = catchThrowableOfType(type, () -> chat(client, model));
        return Told.by(error);
    }

    private static void chat(OpenAIClient client, String model) {
        client.chat().completions().create(params(model));
    }

    private static void streamed(OpenAIClient client, String model, List<ChatCompletionChunk> chunks) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(params(model))) {
            response.stream().forEach(chunks::add);
        }
    }

    private static ChatCompletionCreateParams params(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hi")
                .build();
    }
}
