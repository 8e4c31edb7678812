package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Http2Client;
import io.penstock.server.testing.Http2Client.Frame;
import io.penstock.server.testing.Http2Client.Reply;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers over HTTP/2, frame by frame. */
final class Http2AnswerTest {
    private static final String REQUEST = "\"model\":\"m\"";

    @Test
    void aStreamGoesDownByteForByte() {
        StringBuilder events = new StringBuilder(Chat.ROLE);
        for (int i = 0; i < 500; i++) {
            events.append(Chat.delta("word " + "x".repeat(i)));
        }
        String stream = events.append(Chat.FINISH).append(Chat.DONE).toString();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(stream));
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            Reply reply = client.chat(1, Chat.streamBody()).reply(1);

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.value("content-type")).isEqualTo("text/event-stream");
            assertThat(reply.head().names()).doesNotContain("transfer-encoding", "connection", "keep-alive");
            assertThat(reply.payload()).isEqualTo(stream);
            assertThat(reply.error()).isEqualTo(-1);
            assertThat(upstream.nextRequest().text()).contains(REQUEST);
        }
    }

    @Test
    void manyRequestsOfOneConnectionAreAnsweredEachForItself() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            for (int stream = 1; stream < 100; stream += 2) {
                client.chat(stream, Chat.plainBody());
                assertThat(client.reply(stream).payload()).isEqualTo(Chat.whole("c1"));
            }

            assertThat(upstream.requests()).isEqualTo(50);
        }
    }

    @Test
    void anAnswerToHeadIsItsFields() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.fields(1, true, ":method", "HEAD", ":scheme", "http", ":path", "/health", ":authority", "a");

            Frame head = client.nextOf(Http2Client.HEADERS);

            assertThat(head.isEnd()).isTrue();
            assertThat(client.read(head).get("content-length").toString()).isEqualTo("16");
        }
    }

    @Test
    void aClientThatWaitsToBeAskedForItsBodyIsAsked() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.post(1, "/v1/chat/completions", "content-type", "application/json", "expect", "100-continue");

            assertThat(client.reply(1).status()).isEqualTo(100);
            client.data(1, Chat.plainBody(), true);

            assertThat(client.reply(1).payload()).isEqualTo(Chat.whole("c1"));
        }
    }

    @Test
    void anAnswerBeforeTheBodysEndIsWholeAndThenTheClientIsToldToStop() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.post(1, "/v1/nothing", "content-length", "1000000");
            Reply reply = client.reply(1);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.error()).isEqualTo(-1);

            for (int i = 0; i < 3; i++) {
                client.data(1, "x".repeat(16_000), false);
            }
            assertThat(client.nextOf(Http2Client.WINDOW_UPDATE).stream())
                    .as("what comes is dropped")
                    .isEqualTo(1);

            assertThat(client.nextOf(Http2Client.RST_STREAM).error()).isEqualTo(Http2Client.NO_ERROR);
            assertThat(client.get(3, "/health").reply(3).status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatEndsBehindItsEarlyAnswerCostsNothing() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.post(1, "/v1/nothing");
            client.reply(1);
            client.data(1, "x".repeat(100), true).get(3, "/health");

            Frame next = client.next(frame -> frame.stream() != 0);

            assertThat(next.stream()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models#x", "http://a/v1/models"})
    void whatNoPathMayHoldIsRefused(String path) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.get(1, path);

            Frame refused = client.next(frame -> frame.stream() == 1);

            boolean isReset = refused.type() == Http2Client.RST_STREAM && refused.error() == Http2Client.PROTOCOL_ERROR;
            boolean isAnswered = refused.type() == Http2Client.HEADERS
                    && client.read(refused).status().toString().equals("400");
            assertThat(isReset || isAnswered).isTrue();
            assertThat(client.get(3, "/health").reply(3).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":method=GET|:scheme=http|:path=/health|x=y|:authority=a",
                ":method=GET|:scheme=http|:path=/health|:authority=a|X=y",
                ":method=GET|:scheme=http|:path=/health|:authority=a|x=y\r\nz: a",
                ":method=GET|:scheme=http|:path=/health|:authority=a|connection=close",
                ":method=GET|:scheme=http|:path=/health|:path=/health|:authority=a",
                ":method=GET|:scheme=http|:path=/health|:authority=a|host=b",
                ":method=GET|:scheme=http|:path=/health|:authority=a|te=gzip",
                ":method=GET|:scheme=http|:path=/health|:authority=a|content-length=1",
                ":method=GET|:scheme=ftp|:path=/health|:authority=a",
                ":method=GET|:path=/health|:authority=a",
                ":method=CONNECT|:protocol=websocket|:scheme=http|:path=/health|:authority=a",
            })
    void whatIsNoRequestIsResetAndOthersGoOn(String fields) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.fields(1, true, fields.split("[|=]", -1));

            Frame reset = client.next(frame -> frame.stream() == 1);

            assertThat(reset.type()).isEqualTo(Http2Client.RST_STREAM);
            assertThat(reset.error()).isEqualTo(Http2Client.PROTOCOL_ERROR);
            assertThat(client.get(3, "/health").reply(3).status()).isEqualTo(200);
        }
    }

    @Test
    void aTunnelIsRefusedAsItIsElsewhere() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.fields(1, false, ":method", "CONNECT", ":authority", "a:443");

            assertThat(client.reply(1).status()).isEqualTo(405);
        }
    }

    @Test
    void aBrokenStreamIsToldByAnEventAndEnds() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            Reply reply = client.chat(1, Chat.streamBody()).reply(1);

            assertThat(reply.payload()).contains("Hel").contains("error").doesNotContain("[DONE]");
            assertThat(reply.error()).isEqualTo(-1);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("broken");
        }
    }

    @Test
    void aWholeAnswerThatIsCutShortIsReset() {
        String half = "{\"x\":\"" + "y".repeat(200_000);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 300000\r\n\r\n");
                    provider.send(half);
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            Reply reply = client.chat(1, Chat.plainBody()).reply(1);

            assertThat(reply.payload()).as("what was written came before").isEqualTo(half);
            assertThat(reply.error()).isEqualTo(Http2Client.INTERNAL_ERROR);
            assertThat(client.get(3, "/health").reply(3).status()).isEqualTo(200);
        }
    }

    @Test
    void aStreamThatItsClientTakesBackFreesItsProviderAndNoOther() {
        CountDownLatch isTakenBack = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    if (provider.n() == 1) {
                        provider.awaitGone();
                    } else {
                        provider.await(isTakenBack);
                        provider.send(Chat.restOfStream());
                    }
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.chat(1, Chat.streamBody()).readUntil(1, "Hel");
            client.chat(3, Chat.streamBody()).readUntil(3, "Hel");

            client.reset(1);
            assertThat(upstream.awaitGone()).isEqualTo(1);
            isTakenBack.countDown();

            assertThat(client.readUntil(3, "[DONE]")).contains("lo");
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aClientThatClosesIsGoneForAllItsStreams() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client client = Http2Client.to(gateway.port())) {
            client.chat(1, Chat.streamBody()).readUntil(1, "Hel");
            client.chat(3, Chat.streamBody()).readUntil(3, "Hel");

            client.close();

            upstream.awaitGone();
            upstream.awaitGone();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
        }
    }

    @Test
    void whereItIsNotSpokenAPrefaceIsNoRequest() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.http2.enabled", false)
                        .start();
                RawClient client = gateway.connect()) {
            Answer answer = client.send(Http2Client.preface()).answer();

            assertThat(answer.status()).isBetween(400, 505);
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aClientThatAsksToChangeIsAnsweredAsItSpeaks() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            Answer answer = client.send("GET /health HTTP/1.1\r\nhost: a\r\nconnection: Upgrade, HTTP2-Settings\r\n"
                            + "upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n")
                    .answer();

            assertThat(answer.head()).startsWith("HTTP/1.1 200");
        }
    }
}
