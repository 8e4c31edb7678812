package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms above the size up to which they are held in any case. */
final class LargeFormTest {
    private static final String FILE = "x".repeat(2 << 20);
    private static final String TEXT = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nhi";

    @ParameterizedTest
    @CsvSource({
        "DISALLOWED_MODELS, secret, 403, Model is disallowed.",
        "ALLOWED_MODELS, m, 403, Model not allowed.",
    })
    void aModelThatMayNotBeUsedDoesNotGoUpBehindAFile(String variable, String models, int status, String message) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(TEXT);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable(variable, models)
                        .start()) {

            Answer answer = ask(gateway, file() + field("model", "secret"));
            Answer allowed = ask(gateway, file() + field("model", "m"));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains(message);
            assertThat(allowed.status()).isEqualTo(200);
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    @Test
    void noSecondModelGoesUpBehindAFileWhereNotAllMayBeUsed() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(TEXT);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("DISALLOWED_MODELS", "secret")
                        .start()) {

            Answer answer = ask(gateway, field("model", "m") + file() + field("model", "secret"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("model: given twice");
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void noCountGoesUpBehindAnImageThatIsAboveTheCap() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(TEXT);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("ENABLE_IMAGES", "true")
                        .start()) {

            Answer answer = ask(
                    gateway,
                    "/v1/images/edits",
                    field("model", "m")
                            + field("prompt", "p")
                            + file().replace("\"file\"", "\"image\"")
                            + field("n", "500"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("choices: 500 (expected: up to 128)");
            assertThat(upstream.connections()).isZero();
        }
    }

    private static Answer ask(RunningGateway gateway, String parts) {
        return ask(gateway, "/v1/audio/transcriptions", parts);
    }

    private static Answer ask(RunningGateway gateway, String path, String parts) {
        String form = parts + "--b--\r\n";
        try (RawClient client = gateway.connect()) {
            return client.send("POST " + path + "?provider=openai HTTP/1.1\r\nhost: a\r\n"
                            + "content-type: multipart/form-data; boundary=b\r\ncontent-length: " + form.length()
                            + "\r\n\r\n" + form)
                    .answer();
        }
    }

    private static String file() {
        return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n" + FILE + "\r\n";
    }

    private static String field(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
