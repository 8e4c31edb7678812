package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies on their way up: what is held has a bound for all of them, what flows has one for each and waits for nobody for ever. */
final class UploadTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private static String upload(String fields) {
        return "POST /proxy/openai/files HTTP/1.1\r\nhost: gateway\r\n" + fields + "\r\n";
    }

    @Test
    void aChunkedBodyThatFlowsIsBoundedAsAnyOther() {
        String chunk = Chat.chunk("x".repeat(64 * KIB));
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.head();
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.bodyBytesMax", "1MiB")
                        .start();
                RawClient client = gateway.connect()) {
            client.send(upload("transfer-encoding: chunked\r\n"));
            for (int i = 0; i < 17; i++) {
                client.send(chunk);
            }

            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains(Integer.toString(MIB));
            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }

    @Test
    void whatFlowsTakesNoRoomFromWhatIsHeld() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "64KiB")
                        .start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(upload("content-length: " + MIB + "\r\n") + "x".repeat(MIB))
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(upstream.nextRequest().body()).hasSize(MIB);
        }
    }

    @Test
    void whoFindsNoRoomIsToldToComeAgainBeforeTheBodyIsSent() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "64KiB")
                        .start();
                RawClient client = gateway.connect()) {
            String request = Chat.post(Chat.plainBody().replace("Hi", "x".repeat(100 * KIB)));

            Answer answer = client.send(request.substring(0, request.indexOf("\r\n\r\n") + 4))
                    .answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.value("retry-after")).isNotEmpty();
        }
    }

    @Test
    void whatIsOnlyAnnouncedTakesNoRoom() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "1MiB")
                        .start();
                RawClient silent = gateway.connect();
                RawClient other = gateway.connect()) {
            assertThat(silent.send(announced(MIB)).answer().status()).isEqualTo(100);

            Answer answer = other.send(Chat.post(Chat.plainBody().replace("Hi", "x".repeat(200))))
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void whatHasComeTakesRoomBeforeItIsWhole() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "64KiB")
                        .start();
                RawClient slow = gateway.connect()) {
            assertThat(slow.send(announced(60 * KIB)).answer().status()).isEqualTo(100);
            slow.send("{\"messages\":\"" + "x".repeat(40 * KIB));

            Answer refused = Await.first(answer -> answer.status() != 100, () -> {
                try (RawClient other = gateway.connect()) {
                    return other.send(announced(40 * KIB)).answer();
                }
            });

            assertThat(refused.status()).isEqualTo(503);
        }
    }

    /** The head of a request whose body waits until it is asked for. */
    private static String announced(int bytes) {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nexpect: 100-continue\r\ncontent-length: " + bytes
                + "\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok", "refused", "gone", "dead"})
    void theRoomOfABodyComesBackHoweverItsExchangeEnds(String way) {
        String text = way.equals("dead") ? "die" : "x";
        String request = Chat.post(Chat.plainBody().replace("Hi", text.repeat(20 * KIB)));
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    for (var seen = provider.request();
                            seen != null && !seen.text().contains("die"); ) {
                        provider.send(OK);
                        seen = provider.request();
                    }
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "100KiB")
                        .start()) {
            for (int i = 0; i < 10; i++) {
                try (RawClient client = gateway.connect()) {
                    switch (way) {
                        case "refused" -> client.send(request.replace("openai/m", "nobody-has-it"));
                        case "gone" -> client.send(request.substring(0, request.length() - 5));
                        default -> client.send(request);
                    }
                    if (!way.equals("gone")) {
                        client.answer();
                    }
                }
                gateway.nextLine();
            }

            try (RawClient client = gateway.connect()) {
                assertThat(client.send(Chat.post(Chat.plainBody().replace("Hi", "y".repeat(90 * KIB))))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aStreamThatFlowsHoldsItsPromptNoLonger() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.limits.heldBytesMax", "100KiB")
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            String request = Chat.post(Chat.streamBody().replace("Hi", "x".repeat(90 * KIB)));
            first.send(request).readUntil("Hel");

            assertThat(second.send(request).readUntil("Hel")).contains("200 OK");
        }
    }

    @Test
    void aProviderThatTakesNoMoreIsGivenUp() {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> provider.await(over));
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.timeouts.idle", "300ms")
                        .start();
                RawClient client = gateway.connect()) {
            Thread sender = new Thread(() -> sendUntilClosed(client), "sender");
            sender.setDaemon(true);
            sender.start();

            JsonNode line = gateway.nextLine();
            over.countDown();

            assertThat(line.get("status").asInt()).isEqualTo(504);
            assertThat(line.get("outcome").asText()).isEqualTo("failed");
        }
    }

    private static void sendUntilClosed(RawClient client) {
        try {
            client.send(upload("content-length: " + 60 * MIB + "\r\n"));
            for (int i = 0; i < 60; i++) {
                client.send("x".repeat(MIB));
            }
        } catch (UncheckedIOException closed) {
            // As it should be.
        }
    }

    @Test
    void aConnectionWhoseProviderAnsweredBeforeItHadTheRequestIsNotUsedAgain() {
        String large = Chat.post(Chat.plainBody().replace("Hi", "x".repeat(40 * MIB)));
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    if (provider.n() == 1) {
                        provider.head();
                        provider.send(OK);
                        provider.awaitGone();
                    } else {
                        provider.request();
                        provider.send(OK);
                        provider.awaitGone();
                    }
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.eventLoops", 1)
                        .start();
                RawClient client = gateway.connect()) {

            assertThat(client.send(large).answer().status()).isEqualTo(200);
            assertThat(upstream.awaitGone()).isEqualTo(1);

            assertThat(client.send(Chat.post(Chat.plainBody())).answer().status())
                    .isEqualTo(200);
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void aBodyForAProviderThatNobodyKnowsIsNotAskedFor() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(upload("expect: 100-continue\r\ncontent-length: 5\r\n")
                            .replace("/openai/", "/nobody/"))
                    .answer();

            assertThat(answer.status()).isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void aBodyThatFlowsIsAskedFor() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer interim = client.send(upload("expect: 100-continue\r\ncontent-length: 5\r\n"))
                    .answer();
            Answer answer = client.send("hello").answer();

            assertThat(interim.status()).isEqualTo(100);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(upstream.nextRequest().text()).isEqualTo("hello");
        }
    }

    /** A body is paused while its connection is made; some of these end within the read that it is paused in. */
    @Test
    void bodiesOfAnyLengthLeaveTheClientsConnectionUsable() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.idlePerLoopMax", 0)
                        .start();
                RawClient client = gateway.connect()) {
            for (int length = 40 * KIB; length < 200 * KIB; length += 5 * KIB) {
                Answer answer = client.send(upload("content-length: " + length + "\r\n") + "x".repeat(length))
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(upstream.nextRequest().body()).hasSize(length);
            }
        }
    }

    @Test
    void aBodyThatComesAByteAChunkGoesUpWhole() {
        int bytes = 70_000;
        StringBuilder chunks = new StringBuilder();
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            String one = Integer.toString(i % 7);
            chunks.append(Chat.chunk(one));
            body.append(one);
        }
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Answer answer = client.send(upload("transfer-encoding: chunked\r\n") + chunks + Chat.lastChunk())
                        .answer();

                assertThat(answer.status()).isEqualTo(200);
                assertThat(upstream.nextRequest().text()).isEqualTo(body.toString());
            }
        }
    }
}
