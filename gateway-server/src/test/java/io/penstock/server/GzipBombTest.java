package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.http.GzipReader;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A provider's answer that becomes a thousand times what it was: it is broken off where the ratio is seen, and costs nobody else anything. */
final class GzipBombTest {
    private static final int MIB = 1024 * 1024;
    private static final int BOMB_BYTES = 100 * MIB;
    private static final int CROWD = 20;

    /** What may have gone down before, and what tells that it is over; the words of another dialect are no more than the provider's. */
    private static final int PAYLOAD_BYTES_MAX = GzipReader.RATIO_BYTES_MIN + GzipReader.PIECE_BYTES_MAX + 1024;

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String X = "x".repeat(64 * 1024);
    private static final String MESSAGE =
            "{\"model\":\"openai/m\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");

    /** {@code begin}, and behind it {@code piece} until a hundred mebibytes are full. */
    private static byte[] bomb(String begin, String piece) {
        byte[] each = piece.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(begin.getBytes(StandardCharsets.US_ASCII));
            for (int written = 0; written < BOMB_BYTES; written += each.length) {
                gzip.write(each);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    private static String head(String status, String type, byte[] body) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\ncontent-encoding: gzip\r\ncontent-length: "
                + body.length + "\r\n\r\n";
    }

    private static String post(String target, String body) {
        return "POST " + target + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
    }

    /** A provider whose first connection has the bomb. */
    private static ScriptedUpstream provider(String head, byte[] bomb) {
        return ScriptedUpstream.of(provider -> {
            while (provider.request() != null) {
                if (provider.n() == 1) {
                    provider.send(head);
                    provider.send(bomb);
                } else {
                    provider.send(OK);
                }
            }
        });
    }

    static Stream<Arguments> bombs() {
        String whole = Chat.whole("c1");
        byte[] json = bomb(whole.substring(0, whole.indexOf("Hello")), X);
        byte[] error = bomb("{\"error\":{\"message\":\"", X);
        byte[] endlessEvent = bomb(Chat.ROLE + "data: {\"choices\":[{\"delta\":{\"content\":\"", X);
        byte[] smallEvents = bomb(Chat.ROLE, Chat.delta("x"));
        String stream = MESSAGE.replace("{\"model\"", "{\"stream\":true,\"model\"");
        return Stream.of(
                Arguments.of("a chat", post("/v1/chat/completions", Chat.plainBody()), "200 OK", JSON, json),
                Arguments.of("an error", post("/v1/chat/completions", Chat.plainBody()), "400 Oops", JSON, error),
                Arguments.of(
                        "one event", post("/v1/chat/completions", Chat.streamBody()), "200 OK", EVENTS, endlessEvent),
                Arguments.of("events", post("/v1/chat/completions", Chat.streamBody()), "200 OK", EVENTS, smallEvents),
                Arguments.of("a translated chat", post("/v1/messages", MESSAGE), "200 OK", JSON, json),
                Arguments.of("a translated error", post("/v1/messages", MESSAGE), "400 Oops", JSON, error),
                Arguments.of("translated events", post("/v1/messages", stream), "200 OK", EVENTS, smallEvents));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void isBrokenOffAndTheNextRequestServed(String name, String request, String status, String type, byte[] bomb) {
        try (ScriptedUpstream upstream = provider(head(status, type, bomb), bomb);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect();
                RawClient next = gateway.connect()) {

            Answer answer = client.send(request).answer();

            assertThat(answer.status() == 502 || answer.end() != Answer.End.CLEAN)
                    .as(answer.head())
                    .isTrue();
            assertThat(answer.payload()).hasSizeLessThanOrEqualTo(PAYLOAD_BYTES_MAX);
            assertThat(gateway.nextLine().get("outcome").asText()).isIn("broken", "failed");
            assertThat(next.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
            assertThat(upstream.connections())
                    .as("the first one is not used again")
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, text/plain", "/proxy/openai/files, application/json"})
    void whatIsNotReadIsNotInflated(String target, String type) {
        byte[] bomb = bomb("", X);
        try (ScriptedUpstream upstream = provider(head("200 OK", type, bomb), bomb);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(post(target, Chat.plainBody())).answer();

            assertThat(answer.value("content-encoding")).isEqualTo("gzip");
            assertThat(answer.body()).isEqualTo(bomb);
        }
    }

    /** Two gibibytes, for clients that read when all have asked. What the process has taken meanwhile, it keeps. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void manyAtOnceTakeLittleMemory() throws IOException {
        byte[] bomb = bomb(Chat.ROLE, Chat.delta(X));
        String head = head("200 OK", EVENTS, bomb);
        List<RawClient> clients = new ArrayList<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    for (Request request = provider.request(); request != null; request = provider.request()) {
                        boolean isBomb = request.payload().contains("\"stream\"");
                        provider.send(isBomb ? head : OK);
                        provider.send(isBomb ? bomb : new byte[0]);
                    }
                });
                GatewayProcess gateway = GatewayProcess.start(Map.of(
                        "OPENAI_API_KEY", "sk-any", "OPENAI_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1"))) {
            assertThat(served(gateway)).isEqualTo(200);
            long before = gateway.residentBytes();

            for (int i = 0; i < CROWD; i++) {
                clients.add(gateway.connect().send(Chat.post(Chat.streamBody())));
            }
            for (RawClient client : clients) {
                assertThat(client.answer().end()).isNotEqualTo(Answer.End.CLEAN);
            }

            assertThat(gateway.residentBytes() - before).isLessThan(CROWD * 4L * MIB);
            assertThat(served(gateway)).isEqualTo(200);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static int served(GatewayProcess gateway) {
        try (RawClient client = gateway.connect()) {
            return client.send(Chat.post(Chat.plainBody())).answer().status();
        }
    }
}
