package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that come compressed: read where they must be, bounded, and never passed on under a coding that they have lost. */
final class GzipTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final String CODING = "content-encoding: gzip\r\n";
    private static final String ERROR =
            "{\"error\":{\"message\":\"it says why\",\"type\":\"server_error\",\"code\":\"x\"}}";

    /** Flushed behind each piece, so that each can be inflated as it comes. */
    private static byte[] gzip(String... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out, 512, true)) {
            for (String piece : pieces) {
                gzip.write(piece.getBytes(StandardCharsets.UTF_8));
                gzip.flush();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String post(byte[] body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n" + CODING
                + "content-length: " + body.length + "\r\n\r\n" + text(body);
    }

    @Test
    void aRequestGoesUpAsItWasBefore() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(post(gzip(Chat.plainBody()))).answer();

            assertThat(answer.status()).isEqualTo(200);
            var seen = upstream.nextRequest();
            assertThat(seen.text()).isEqualTo(Chat.plainBody().replace("openai/m", "m"));
            assertThat(seen.values("content-encoding")).isEmpty();
        }
    }

    @Test
    void aRequestThatInflatesAboveTheLimitIsRefused() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.bodyBytesMax", "1MiB")
                        .start();
                RawClient client = gateway.connect()) {
            byte[] bomb = gzip(Chat.plainBody().replace("Hi", "x".repeat(8 << 20)));

            Answer answer = client.send(post(bomb)).answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void aRequestThatIsCutShortIsRefused() {
        byte[] whole = gzip(Chat.plainBody());
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertThat(client.send(post(Arrays.copyOf(whole, whole.length - 3)))
                            .answer()
                            .status())
                    .isEqualTo(400);
            assertThat(upstream.requests()).isZero();
        }
    }

    private static Answer ask(String request, String head, byte[] body) {
        String answer = head + CODING + "transfer-encoding: chunked\r\n\r\n" + Integer.toHexString(body.length) + "\r\n"
                + text(body) + "\r\n0\r\n\r\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(answer.getBytes(StandardCharsets.ISO_8859_1));
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            return client.send(request).answer();
        }
    }

    @Test
    void aStreamComesDownAsItWasBefore() {
        byte[] stream = gzip(Chat.ROLE, Chat.delta("Hello"), Chat.FINISH, Chat.USAGE, Chat.DONE);

        Answer answer =
                ask(Chat.post(Chat.streamBody()), "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n", stream);

        assertThat(answer.values("content-encoding")).isEmpty();
        assertThat(answer.text()).isEqualTo(Chat.ROLE + Chat.delta("Hello") + Chat.FINISH + Chat.DONE);
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
    }

    @Test
    void aStreamThatIsCutShortIsBroken() {
        byte[] whole = gzip(Chat.ROLE, Chat.delta("Hello"), Chat.FINISH.repeat(3));
        byte[] part = Arrays.copyOf(whole, whole.length - 30);

        Answer answer =
                ask(Chat.post(Chat.streamBody()), "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n", part);

        assertThat(answer.text()).contains("Hello").doesNotContain("[DONE]");
        assertThat(answer.end()).isNotEqualTo(Answer.End.CLEAN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void anErrorInPlaceOfAStreamIsAnErrorWhateverFollowsIt(int more) {
        List<String> pieces = new java.util.ArrayList<>(List.of("data: " + ERROR + "\n\n"));
        for (int i = 0; i < more; i++) {
            pieces.add(Chat.delta("x".repeat(40_000)));
        }

        Answer answer = ask(
                Chat.post(Chat.streamBody()),
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n",
                gzip(pieces.toArray(String[]::new)));

        assertThat(answer.status()).isGreaterThanOrEqualTo(500);
        assertThat(answer.text()).isEqualTo(ERROR);
    }

    @Test
    void anErrorThatIsCalledASuccessIsAnError() {
        Answer answer =
                ask(Chat.post(Chat.plainBody()), "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n", gzip(ERROR));

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).isEqualTo(ERROR);
    }
}
