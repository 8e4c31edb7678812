package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.StreamResponse;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.penstock.codec.Fixtures;
import io.penstock.server.testing.Chat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ResponsesTest {

    static List<Fixtures.Row> recordedAnswers() {
        return Fixtures.openAiFamily("json").stream()
                .filter(row -> text(row).contains("\"object\": \"response\""))
                .toList();
    }

    static List<Fixtures.Row> recordedStreams() {
        return Fixtures.openAiFamily("stream").stream()
                .filter(row -> !row.provider().equals("malformed"))
                .filter(row -> text(row).contains("response.completed"))
                .toList();
    }

    private static String text(Fixtures.Row row) {
        return new String(Fixtures.bytes(row), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("recordedAnswers")
    void getsARecordedAnswerAsItsProviderGaveIt(Fixtures.Row row) {
        try (Stage stage = Stage.answering(Answers.json(Fixtures.bytes(row)))) {

            Response answer = stage.sameOfBoth(
                            (client, model) -> client.responses().create(params(model)))
                    .answer();

            assertThat(answer.output()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("recordedStreams")
    void getsARecordedStreamAsItsProviderGaveIt(Fixtures.Row row) {
        try (Stage stage = Stage.answering(Chat.chunked(Fixtures.stream(row)))) {

            Stage.Seen<List<ResponseStreamEvent>> seen = stage.sameOfBoth((client, model) -> {
                try (StreamResponse<ResponseStreamEvent> response =
                        client.responses().createStreaming(params(model))) {
                    return response.stream().toList();
                }
            });

            List<ResponseStreamEvent> events = seen.answer();
            assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
            assertThat(Stage.json(seen.request()).has("stream_options")).isFalse();
        }
    }

    private static ResponseCreateParams params(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .input("What happened today?")
                .store(false)
                .build();
    }
}
