package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One connection of a client, and the requests on it. */
final class ConnectionTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    private static final int MIB = 1024 * 1024;

    private ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
    private RunningGateway gateway = settings().start();
    private RawClient client = gateway.connect();

    private RunningGateway.Settings settings() {
        return RunningGateway.settings(upstream.port()).set("server.limits.bodyBytesMax", "1MiB");
    }

    /** Another gateway, which does not wait as long for one thing. */
    private void hurry(String timeout, String time) {
        client.close();
        gateway.close();
        gateway = settings().set(timeout, time).start();
        client = gateway.connect();
    }

    @AfterEach
    void close() {
        client.close();
        gateway.close();
        upstream.close();
    }

    @Test
    void itIsKeptForTheNextRequest() {
        for (int i = 0; i < 3; i++) {
            Answer answer = client.send(Chat.post(Chat.plainBody())).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.values("connection")).isEmpty();
        }
    }

    @Test
    void itIsClosedWhereTheClientSaysSo() {
        Answer answer = client.send(Chat.post(Chat.plainBody(), "connection: close\r\n"))
                .answer();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.value("connection")).isEqualTo("close");
        assertThat(client.isClosedByPeer()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'',false", "'connection: keep-alive\r\n',true"})
    void ofHttp10ItIsKeptOnlyWhereTheClientAsks(String field, boolean isKept) {
        Answer answer =
                client.send(Chat.post("HTTP/1.0", Chat.plainBody(), field)).answer();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.values("transfer-encoding")).isEmpty();
        if (isKept) {
            assertThat(answer.value("connection")).isEqualToIgnoringCase("keep-alive");
            assertThat(client.send(Chat.post(Chat.plainBody())).answer().status())
                    .isEqualTo(200);
        } else {
            assertThat(client.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aRequestMayComeAByteAtATime() {
        byte[] request = Chat.post(Chat.plainBody()).getBytes(StandardCharsets.UTF_8);
        for (byte b : request) {
            client.send(new byte[] {b});
        }

        assertThat(client.answer().status()).isEqualTo(200);
    }

    @Test
    void requestsInOneWriteAreAnsweredInTheirOrder() {
        String three = Chat.post(Chat.plainBody())
                + "GET /health HTTP/1.1\r\nhost: gateway\r\n\r\n"
                + Chat.post(Chat.plainBody());

        client.send(three);

        assertThat(client.answer().text()).contains("c1");
        assertThat(client.answer().text()).contains("OK").doesNotContain("c1");
        assertThat(client.answer().text()).contains("c1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /health", "GET /proxy/openai/a%2;b", "GET /no/such/path"})
    void whatComesBehindTheLastRequestOfAConnectionIsNotRead(String last) {
        String first = last + " HTTP/1.1\r\nhost: gateway\r\nconnection: close\r\n\r\n";

        client.send(first + Chat.post(Chat.plainBody()));

        assertThat(client.answer().value("connection")).isEqualTo("close");
        assertThat(client.isClosedByPeer()).isTrue();
        try (RawClient later = gateway.connect()) {
            assertThat(later.send(Chat.post(Chat.plainBody())).answer().status())
                    .isEqualTo(200);
        }
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void requestsThatComeWhileAnAnswerFlowsWaitForTheirTurn() {
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedUpstream slow = ScriptedUpstream.of(provider -> {
                    while (provider.request() != null) {
                        provider.await(sent);
                        provider.send(Chat.chunked(Chat.stream()));
                    }
                });
                RunningGateway other = RunningGateway.before(slow);
                RawClient pipelining = other.connect()) {
            pipelining.send(Chat.post(Chat.streamBody()));
            slow.nextRequest();
            for (int i = 0; i < 20; i++) {
                pipelining.send(Chat.post(Chat.streamBody()));
            }
            sent.countDown();

            for (int i = 0; i < 21; i++) {
                assertThat(pipelining.answer().text()).isEqualTo(Chat.stream());
            }
        }
    }

    @Test
    void aBodyIsAskedForOnceItsHeadHasPassed() {
        String request = Chat.post(Chat.plainBody(), "expect: 100-continue\r\n");
        int body = request.indexOf("\r\n\r\n") + 4;

        Answer interim = client.send(request.substring(0, body)).answer();
        Answer answer = client.send(request.substring(body)).answer();

        assertThat(interim.status()).isEqualTo(100);
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsNotAskedFor() {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\nexpect: 100-continue\r\ncontent-length: "
                + 5 * MIB + "\r\n\r\n";

        Answer answer = client.send(head).answer();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.value("connection")).isEqualTo("close");
    }

    @Test
    void headHasNoBody() {
        client.send("HEAD /health HTTP/1.1\r\nhost: gateway\r\n\r\n");

        Answer answer = client.answer(true);

        assertThat(answer.status()).isIn(200, 405);
        assertThat(client.send("GET /health HTTP/1.1\r\nhost: gateway\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 200})
    void aBodyAboveTheLimitIsRefusedAndTheRefusalArrives(int chunkKib) {
        byte[] part = new byte[chunkKib * 1024];
        Arrays.fill(part, (byte) ' ');
        client.send(Chat.postChunked());
        int sent = 0;
        while (sent < 3 * MIB / 2) {
            client.send(Integer.toHexString(part.length) + "\r\n").send(part).send("\r\n");
            sent += part.length;
        }

        Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).contains("request_too_large").contains(Integer.toString(MIB));
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void anAnnouncedBodyAboveTheLimitIsRefusedWhileItComes() {
        byte[] part = new byte[512 * 1024];
        client.send(
                "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: "
                        + 5 * MIB + "\r\n\r\n");
        client.send(part);

        Answer answer = client.answer();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
        assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("refused");
    }

    @Test
    void aRefusalArrivesAtAClientThatGoesOnSending() {
        client.send("POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\ncontent-length: " + 5 * MIB + "\r\n\r\n");
        try {
            client.send(new byte[5 * MIB]);
        } catch (UncheckedIOException closed) {
            // The gateway has read on for a while, and has had enough.
        }

        assertThat(client.answer().status()).isEqualTo(413);
    }

    @Test
    void anUnknownUrlIsRefusedAndItsBodyIsReadOver() {
        String request = Chat.post(Chat.plainBody()).replace("/v1/chat/completions", "/v1/nothing");

        Answer answer = client.send(request).answer();

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("not_found");
        assertThat(answer.value("x-request-id")).isNotEmpty();
    }

    @Test
    void aWrongMethodNamesTheRightOne() {
        Answer answer = client.send("GET /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n\r\n")
                .answer();

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.value("allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "nothing",
                "{\"model\":\"openai/m\",\"model\":\"openai/n\",\"messages\":[]}",
                "{\"model\":\"openai/m\",\"stream\":true,\"stream\":false,\"messages\":[]}",
                "{\"model\":5,\"messages\":[]}"
            })
    void aBadBodyIsRefusedAndTheConnectionIsKept(String body) {
        Answer answer = client.send(Chat.post(body)).answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"error\"");
        assertThat(client.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void aProviderThatIsNotConfiguredIsRefusedAndWhatItNeedsIsNamed() {
        Answer answer = client.send(Chat.post(Chat.plainBody().replace("openai/m", "groq/x")))
                .answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("GROQ_API_KEY");
        assertThat(upstream.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /health HTTP/1.1\r\nhost : a\r\n\r\n",
                "\u0016\u0003\u0001\u0002"
            })
    void whatIsNoRequestIsRefusedAndTheConnectionIsClosed(String bytes) {
        Answer answer = client.send(bytes).answer();

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.value("connection")).isEqualTo("close");
        client.fin();
        assertThat(client.isClosedByPeer()).isTrue();
        assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("refused");
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() {
        client.send("GET /health HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(70_000) + "\r\n\r\n");

        assertThat(client.answer().status()).isEqualTo(431);
    }

    @Test
    void aTargetThatIsTooLongIsRefused() {
        client.send("GET /" + "y".repeat(70_000) + " HTTP/1.1\r\nhost: a\r\n\r\n");

        assertThat(client.answer().status()).isEqualTo(414);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /hea", "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{"})
    void aRequestThatDoesNotComeToItsEndTimesOut(String begun) {
        hurry("server.timeouts.read", "400ms");

        Answer answer = client.send(begun).answer();

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.value("connection")).isEqualTo("close");
        JsonNode line = gateway.nextLine();
        assertThat(line.get("status").asInt()).isEqualTo(408);
    }

    @Test
    void aRequestThatTricklesInTimesOutAllTheSame() {
        hurry("server.timeouts.read", "400ms");
        client.send("GET /health HTTP/1.1\r\n");

        for (int i = 0; i < 90 && !client.isReadableWithin(10); i++) {
            client.send("x: y\r\n");
        }

        assertThat(client.answer().status()).isEqualTo(408);
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() {
        hurry("server.timeouts.idle", "1s");
        client.send(Chat.post(Chat.plainBody())).answer();

        assertThat(client.isClosedByPeer()).isTrue();
    }

    @Test
    void upgradesAreNotMade() {
        Answer answer = client.send(Chat.post(Chat.plainBody(), "connection: upgrade\r\nupgrade: websocket\r\n"))
                .answer();

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.value("connection")).isEqualTo("close");
        assertThat(client.isClosedByPeer()).isTrue();
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aCodingThatIsNotReadIsRefused() {
        Answer answer = client.send(Chat.post(Chat.plainBody(), "content-encoding: br\r\n"))
                .answer();

        assertThat(answer.status()).isEqualTo(415);
    }
}
