package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.audio.AudioResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateResponse;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.audio.translations.TranslationCreateParams;
import com.openai.models.audio.translations.TranslationCreateResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AudioTest {

    @Test
    void speaksInBytesOfAnyValue() {
        byte[] audio = bytes(300_000);
        try (Stage stage = Stage.answering(Answers.whole("200 OK", "audio/mpeg", audio))) {

            byte[] answer = stage.sameOfBoth((client, model) -> {
                        try (HttpResponse response = client.audio()
                                .speech()
                                .create(SpeechCreateParams.builder()
                                        .model(model)
                                        .voice("alloy")
                                        .input("Guten Tag")
                                        .responseFormat(SpeechCreateParams.ResponseFormat.MP3)
                                        .build())) {
                            assertThat(response.headers().values("content-type"))
                                    .containsExactly("audio/mpeg");
                            return read(response);
                        }
                    })
                    .answer();

            assertThat(answer).isEqualTo(audio);
        }
    }

    /** Above a mebibyte an upload is not held: it goes up as it comes. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_000_000})
    void writesDownWhatIsSaid(int fileBytes) {
        byte[] recorded = Answers.recorded("openai/transcription__openai-transcription.json");
        try (Stage stage = Stage.answering(Answers.json(recorded))) {

            Stage.Seen<TranscriptionCreateResponse> seen = stage.sameOfBoth((client, model) -> client.audio()
                    .transcriptions()
                    .create(transcription(model, fileBytes)
                            .responseFormat(AudioResponseFormat.VERBOSE_JSON)
                            .build()));

            assertThat(seen.answer().asVerbose().text()).startsWith("Galileo was");
            assertThat(seen.request().body().length).isGreaterThan(fileBytes);
        }
    }

    @Test
    void writesDownWhatIsSaidWhileItIsRead() {
        try (Stage stage = Stage.answering(Answers.typedStream(List.of(
                "{\"type\":\"transcript.text.delta\",\"delta\":\"Gali\"}",
                "{\"type\":\"transcript.text.delta\",\"delta\":\"leo\"}",
                "{\"type\":\"transcript.text.done\",\"text\":\"Galileo\",\"usage\":{\"type\":\"tokens\","
                        + "\"input_tokens\":14,\"output_tokens\":3,\"total_tokens\":17}}")))) {

            List<TranscriptionStreamEvent> answer = stage.sameOfBoth((client, model) -> {
                        try (StreamResponse<TranscriptionStreamEvent> response = client.audio()
                                .transcriptions()
                                .createStreaming(transcription(model, 1_000).build())) {
                            return response.stream().toList();
                        }
                    })
                    .answer();

            assertThat(answer).hasSize(3);
            assertThat(answer.get(2).asTranscriptTextDone().text()).isEqualTo("Galileo");
        }
    }

    @Test
    @SuppressWarnings("deprecation") // by the client; programs still call it
    void translatesWhatIsSaid() {
        try (Stage stage = Stage.answering(Answers.json("{\"text\":\"Good day\"}"))) {

            TranslationCreateResponse answer = stage.sameOfBoth((client, model) -> client.audio()
                            .translations()
                            .create(TranslationCreateParams.builder()
                                    .file(speech(2_000))
                                    .model(model)
                                    .build()))
                    .answer();

            assertThat(answer.asTranslation().text()).isEqualTo("Good day");
        }
    }

    private static TranscriptionCreateParams.Builder transcription(String model, int fileBytes) {
        return TranscriptionCreateParams.builder()
                .file(speech(fileBytes))
                .model(model)
                .language("en");
    }

    private static MultipartField<InputStream> speech(int fileBytes) {
        return MultipartField.<InputStream>builder()
                .value(new ByteArrayInputStream(bytes(fileBytes)))
                .filename("speech.mp3")
                .contentType("audio/mpeg")
                .build();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(HttpResponse response) {
        try (InputStream body = response.body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
