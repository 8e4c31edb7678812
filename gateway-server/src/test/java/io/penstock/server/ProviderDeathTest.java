package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider dies, stalls, or sends what it should not: the client is told, and never believes a half answer whole. */
final class ProviderDeathTest {
    enum Death {
        FIN,
        RST
    }

    private static void die(UpstreamSide provider, Death death) throws IOException {
        if (death == Death.RST) {
            provider.reset();
        }
    }

    private static void assertTold(Answer answer, String sent) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).startsWith(sent);
        assertThat(answer.text().substring(sent.length()))
                .startsWith("data: {\"error\":")
                .endsWith("}\n\n");
        assertThat(answer.text()).doesNotContain("[DONE]");
        assertThat(answer.end()).as("no clean end").isNotEqualTo(Answer.End.CLEAN);
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text())
                .contains("\"code\":\"" + code + "\"")
                .doesNotContain("127.0.0.1")
                .doesNotContain("io.");
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void beforeItsHeadIsAPlainErrorAndNoSecondTry(Death death) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    die(provider, death);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertRefused(answer, 502, "upstream_error");
            assertThat(upstream.requests())
                    .as("a fresh connection that dies is no reason to ask again")
                    .isEqualTo(1);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("failed");
        }
    }

    @ParameterizedTest
    @CsvSource({"FIN,HTTP/1.1 200 O", "RST,HTTP/1.1 200 O"})
    void withinItsHeadIsAPlainError(Death death, String head) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(head);
                    die(provider, death);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertRefused(client.send(Chat.post(Chat.streamBody())).answer(), 502, "upstream_error");
        }
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void betweenHeadAndOutputIsAPlainError(Death death) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
                    die(provider, death);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertRefused(client.send(Chat.post(Chat.streamBody())).answer(), 502, "upstream_error");
        }
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void betweenEventsIsToldByAnErrorEventAndNoCleanEnd(Death death) {
        String sent = Chat.ROLE + Chat.delta("Hel");
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE) + Chat.chunk(Chat.delta("Hel")));
                    provider.await(seen);
                    die(provider, death);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            String before = client.readUntil("Hel");
            seen.countDown();

            String after = client.readUntil("\"error\"") + client.readUntil("\n\n");

            assertThat(before).contains("200 OK");
            assertThat(after).contains("upstream_error");
            assertThat(client.readUntil("\r\n")).as("the end of the chunk").isEqualTo("\r\n");
            assertThat(client.isClosedByPeer()).isTrue();
            JsonNode line = gateway.nextLine();
            assertThat(line.get("outcome").asText()).isEqualTo("broken");
            assertThat(line.get("error").asText()).isEqualTo("upstream_error");
            assertThat(line.get("bytes_out").asLong()).isGreaterThanOrEqualTo(sent.length());
        }
    }

    @Test
    void withinAnEventNothingOfItIsSeen() {
        String half = Chat.delta("never to be seen").substring(0, 80);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE + Chat.delta("Hel") + half));
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertTold(client.send(Chat.post(Chat.streamBody())).answer(), Chat.ROLE + Chat.delta("Hel"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "length", "close"})
    void aCleanEndOfItsFramingWithoutTheLastEventIsADeath(String framing) {
        String sent = Chat.ROLE + Chat.delta("Hel");
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(framed(framing, sent));
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertTold(client.send(Chat.post(Chat.streamBody())).answer(), sent);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("broken");
        }
    }

    private static byte[] framed(String framing, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        return switch (framing) {
            case "chunked" -> Chat.chunked(bytes);
            case "length" -> Chat.withLength(bytes);
            default -> Chat.untilClose(bytes);
        };
    }

    @Test
    void aClientOfHttp10IsToldByAReset() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.untilClose((Chat.ROLE + Chat.delta("Hel")).getBytes(StandardCharsets.UTF_8)));
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer =
                    client.send(Chat.post("HTTP/1.0", Chat.streamBody(), "")).answer();

            assertThat(answer.end()).isEqualTo(Answer.End.RESET);
            assertThat(answer.text()).doesNotContain("[DONE]");
        }
    }

    @Test
    void afterTheLastEventItsFarewellDoesNotMatter() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.stream()));
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertThat(answer.text()).isEqualTo(Chat.stream());
            assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("ok");
        }
    }

    @Test
    void afterTheLastEventItsSilenceDoesNotKeepTheClient() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.stream()));
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertThat(answer.text()).isEqualTo(Chat.stream());
            assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
            assertThat(upstream.awaitGone())
                    .as("a connection whose answer does not end is not kept")
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void withinAWholeAnswerIsAPlainError(Death death) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.json("200 OK", Chat.whole("c1"), "").substring(0, 150));
                    die(provider, death);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertRefused(client.send(Chat.post(Chat.plainBody())).answer(), 502, "upstream_error");
        }
    }

    @Test
    void anErrorInPlaceOfAStreamIsAnError() {
        String error = "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":\"x\"}}\n\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(error) + Chat.lastChunk());
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertThat(answer.status()).isGreaterThanOrEqualTo(500);
            assertThat(answer.text()).contains("\"error\"");
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("failed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}",
                "HTTP/1.1 2 OK\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nx evil: 1\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
                "\u0016\u0003\u0001 this is TLS"
            })
    void whatIsNoHttpIsAPlainErrorAndTheConnectionIsClosed(String bytes) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(bytes);
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            assertRefused(client.send(Chat.post(Chat.plainBody())).answer(), 502, "upstream_error");
            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }

    @Test
    void nobodyThereIsAPlainError() throws IOException {
        // A port that is somebody's who does not listen: one that is nobody's may be anybody's the next moment.
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (RunningGateway gateway =
                            RunningGateway.settings(deaf.getLocalPort()).start();
                    RawClient client = gateway.connect()) {

                assertRefused(client.send(Chat.post(Chat.plainBody())).answer(), 502, "upstream_unreachable");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "upstream.timeouts.firstByte, nothing",
        "upstream.timeouts.total, nothing",
        "upstream.timeouts.firstOutput, role",
        "upstream.timeouts.total, role"
    })
    void aStallBeforeOutputIsAPlainTimeout(String timeout, String sent) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    if (sent.equals("role")) {
                        provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
                    }
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set(timeout, "300ms")
                        .start();
                RawClient client = gateway.connect()) {

            assertRefused(client.send(Chat.post(Chat.streamBody())).answer(), 504, "upstream_timeout");
            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }

    /** Within the total the answer has to begin, which takes its time on a busy machine. */
    @ParameterizedTest
    @CsvSource({"upstream.timeouts.idle, 300ms", "upstream.timeouts.total, 3s"})
    void aStallWithinAStreamIsToldByAnErrorEvent(String timeout, String time) {
        String sent = Chat.ROLE + Chat.delta("Hel");
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(sent) + "ff\r\ndata: {\"caf\u00c3");
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set(timeout, time)
                        .start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertTold(answer, sent);
            assertThat(answer.text()).contains("upstream_timeout");
            assertThat(upstream.awaitGone()).isEqualTo(1);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("broken");
        }
    }

    @Test
    void whatIsHeldIsLetGoInTimeAndTheStreamGoesOn() {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
                    provider.await(seen);
                    provider.send(Chat.chunk(Chat.delta("Hello") + Chat.FINISH + Chat.DONE) + Chat.lastChunk());
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("commit.holdTimeout", "200ms")
                        .start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));

            String held = client.readUntil("\"assistant\"");
            seen.countDown();

            assertThat(held).contains("200 OK");
            assertThat(client.readUntil("[DONE]")).contains("Hello");
        }
    }
}
