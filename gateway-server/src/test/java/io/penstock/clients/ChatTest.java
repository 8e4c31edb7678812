package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import io.penstock.codec.Fixtures;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ChatTest {

    static List<Fixtures.Row> recordedAnswers() {
        return chosen("json", text -> text.contains("\"chat.completion\""));
    }

    static List<Fixtures.Row> recordedStreams() {
        return chosen("stream", text -> text.contains("\"chat.completion.chunk\""));
    }

    private static List<Fixtures.Row> chosen(String kind, Predicate<String> isChosen) {
        return Fixtures.openAiFamily(kind).stream()
                .filter(row -> !row.provider().equals("malformed"))
                .filter(row -> isChosen.test(new String(Fixtures.bytes(row), StandardCharsets.UTF_8)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recordedAnswers")
    void getsARecordedAnswerAsItsProviderGaveIt(Fixtures.Row row) {
        try (Stage stage = Stage.answering(Answers.json(Fixtures.bytes(row)))) {

            ChatCompletion answer = stage.sameOfBoth(ChatTest::chat).answer();

            assertThat(answer.choices()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("recordedStreams")
    void getsARecordedStreamAsItsProviderGaveIt(Fixtures.Row row) {
        try (Stage stage = Stage.answering(Chat.chunked(Fixtures.stream(row)))) {

            List<ChatCompletionChunk> chunks = stage.sameOfBoth((client, model) -> streamed(
                            client, params(model).streamOptions(usage()).build()))
                    .answer();

            assertThat(chunks).hasSizeGreaterThan(1);
        }
    }

    @Test
    void neitherGetsUsageNorMissesItWhereItDidNotAsk() {
        try (Stage stage = Stage.playing(likeOpenAi())) {

            Stage.Seen<List<ChatCompletionChunk>> seen = stage.sameOfBoth(
                    (client, model) -> streamed(client, params(model).build()).stream()
                            .map(ChatTest::withoutNullUsage)
                            .toList());

            assertThat(seen.answer()).extracting(ChatTest::text).containsExactly("", "Hel", "lo", "");
            assertThat(Stage.json(seen.request())
                            .at("/stream_options/include_usage")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void getsTheUsageThatItAskedFor() {
        try (Stage stage = Stage.playing(likeOpenAi())) {

            List<ChatCompletionChunk> chunks = stage.sameOfBoth((client, model) -> streamed(
                            client, params(model).streamOptions(usage()).build()))
                    .answer();

            ChatCompletionChunk last = chunks.get(chunks.size() - 1);
            assertThat(last.choices()).isEmpty();
            assertThat(last.usage().orElseThrow().totalTokens()).isEqualTo(12);
        }
    }

    @Test
    void mayRefuseUsageAndKeepOtherOptionsOfItsStream() {
        try (Stage stage = Stage.playing(likeOpenAi())) {
            ChatCompletionStreamOptions options = ChatCompletionStreamOptions.builder()
                    .includeUsage(false)
                    .includeObfuscation(false)
                    .build();

            Stage.Seen<List<ChatCompletionChunk>> seen = stage.sameOfBoth((client, model) ->
                    streamed(client, params(model).streamOptions(options).build()).stream()
                            .map(ChatTest::withoutNullUsage)
                            .toList());

            assertThat(seen.answer()).allMatch(chunk -> chunk.usage().isEmpty());
            assertThat(Stage.json(seen.request()).path("stream_options").toString())
                    .isEqualTo("{\"include_obfuscation\":false,\"include_usage\":true}");
        }
    }

    @Test
    void sendsImagesAndFieldsThatNobodyKnows() {
        try (Stage stage = Stage.answering(Answers.json(Chat.whole("c1")))) {
            ChatCompletionContentPart image =
                    ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                            .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                    .url("data:image/png;base64," + "iVBORw0KGgo".repeat(20_000))
                                    .build())
                            .build());
            ChatCompletionUserMessageParam.Content content =
                    ChatCompletionUserMessageParam.Content.ofArrayOfContentParts(List.of(image));

            Stage.Seen<ChatCompletion> seen = stage.sameOfBoth((client, model) -> client.chat()
                    .completions()
                    .create(params(model)
                            .addUserMessage(content)
                            .putAdditionalBodyProperty("not_yet_known", JsonValue.from(List.of("ä€😀", 1e-7)))
                            .build()));

            assertThat(Stage.json(seen.request()).at("/not_yet_known/0").asText())
                    .isEqualTo("ä€😀");
        }
    }

    /** A provider that sends usage to those who ask, and then a null of it in each chunk, as OpenAI does. */
    private static ScriptedUpstream.Script likeOpenAi() {
        return connection -> {
            for (var request = connection.request(); request != null; request = connection.request()) {
                boolean isAsked =
                        Stage.json(request).at("/stream_options/include_usage").asBoolean();
                String stream =
                        isAsked ? Chat.streamWithUsage().replace("}]}\n", "}],\"usage\":null}\n") : Chat.stream();
                connection.send(Chat.chunked(stream.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }

    /** A null is no usage, and what the client shows of a chunk is the same with and without it. */
    private static ChatCompletionChunk withoutNullUsage(ChatCompletionChunk chunk) {
        assertThat(chunk.usage()).isEmpty();
        return chunk.toBuilder().usage(Optional.empty()).build();
    }

    private static String text(ChatCompletionChunk chunk) {
        return chunk.choices().get(0).delta().content().orElse("");
    }

    private static ChatCompletion chat(OpenAIClient client, String model) {
        return client.chat().completions().create(params(model).build());
    }

    private static List<ChatCompletionChunk> streamed(OpenAIClient client, ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> response =
                client.chat().completions().createStreaming(params)) {
            return response.stream().toList();
        }
    }

    private static ChatCompletionCreateParams.Builder params(String model) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("Guten Tag, \"Welt\"!\n\u00e4\u20ac");
    }

    private static ChatCompletionStreamOptions usage() {
        return ChatCompletionStreamOptions.builder().includeUsage(true).build();
    }
}
