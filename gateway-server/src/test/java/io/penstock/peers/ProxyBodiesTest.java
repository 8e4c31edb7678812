package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any method, any body and any answer cross {@code /proxy} byte for byte. The provider sends each body back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyBodiesTest {
    private static final int LARGE = 5 << 20;

    private final ScriptedUpstream upstream = ScriptedUpstream.of(ProxyBodiesTest::echo);
    private final RunningGateway gateway = RunningGateway.before(upstream);

    @AfterAll
    void close() {
        gateway.close();
        upstream.close();
    }

    /** The last segment of the path says how the answer is framed, or which one it is. */
    private static void echo(UpstreamSide connection) throws IOException {
        for (Request request = connection.request(); request != null; request = connection.request()) {
            String path = request.line().split(" ", -1)[1];
            byte[] body = request.body();
            String length = "content-length: " + body.length + "\r\n\r\n";
            switch (path.substring(path.lastIndexOf('/') + 1)) {
                case "chunked" ->
                    connection.send(chunked("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", body));
                case "close" -> {
                    connection.send(joined("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", body));
                    return;
                }
                case "204" -> connection.send("HTTP/1.1 204 No Content\r\netag: \"e\"\r\n\r\n");
                case "304" -> connection.send("HTTP/1.1 304 Not Modified\r\netag: \"e\"\r\ncontent-length: 5\r\n\r\n");
                case "418" -> connection.send(joined("HTTP/1.1 418 I'm a teapot\r\n" + length, body));
                case "302" ->
                    connection.send("HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\ncontent-length: 0\r\n\r\n");
                default ->
                    connection.send(joined(
                            "HTTP/1.1 200 OK\r\n" + length, request.line().startsWith("HEAD") ? new byte[0] : body));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "length, length, 0", "length, length, 1", "length, chunked, 70000", "chunked, length, 70000",
                "chunked, chunked, 1",
        "chunked, chunked, 0", "length, close, 70000", "length, length, 5242880", "chunked, chunked, 5242880",
                "chunked, close, 5242880"
    })
    void aBinaryBodyGoesUpAndItsAnswerComesDown(String up, String down, int length) throws InterruptedException {
        byte[] body = random(length);
        String head =
                "POST /proxy/openai/" + down + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/octet-stream\r\n";

        Answer answer;
        try (RawClient client = gateway.connect()) {
            Thread sender = new Thread(() -> client.send(
                    up.equals("chunked")
                            ? chunked(head + "transfer-encoding: chunked\r\n\r\n", body)
                            : joined(head + "content-length: " + length + "\r\n\r\n", body)));
            sender.start();
            answer = client.answer();
            sender.join();
        }

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.end()).isEqualTo(Answer.End.CLEAN);
        assertThat(Arrays.equals(answer.body(), body)).isTrue();
        assertThat(Arrays.equals(upstream.nextRequest().body(), body)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void everyMethodMayHaveABodyOrNone(String method) {
        Answer with = ask(method + " /proxy/openai/length HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello");
        Answer without = ask(method + " /proxy/openai/length HTTP/1.1\r\nhost: a\r\n\r\n");

        assertThat(with.text()).isEqualTo("hello");
        assertThat(without.text()).isEmpty();
        assertThat(upstream.nextRequest().line()).isEqualTo(method + " /v1/length HTTP/1.1");
        assertThat(upstream.nextRequest().line()).isEqualTo(method + " /v1/length HTTP/1.1");
    }

    @Test
    void theHeadOfAnAnswerComesWithoutABodyAndTheConnectionGoesOn() {
        try (RawClient client = gateway.connect()) {
            Answer head = client.send("HEAD /proxy/openai/length HTTP/1.1\r\nhost: a\r\n\r\n")
                    .answer(true);
            Answer next = client.send("POST /proxy/openai/length HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nok")
                    .answer();

            assertThat(head.status()).isEqualTo(200);
            assertThat(next.text()).isEqualTo("ok");
        }
        upstream.nextRequest();
        upstream.nextRequest();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304, 302})
    void anAnswerWithoutABodyComesWithoutOneAndTheConnectionGoesOn(int status) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send("GET /proxy/openai/" + status + " HTTP/1.1\r\nhost: a\r\n\r\n")
                    .answer();
            Answer next = client.send("POST /proxy/openai/length HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nok")
                    .answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEmpty();
            assertThat(next.text()).isEqualTo("ok");
        }
        upstream.nextRequest();
        upstream.nextRequest();
    }

    @Test
    void anErrorOfTheProvidersComesAsItIs() {
        Answer answer = ask("POST /proxy/openai/418 HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n\u0000\u00ff{");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.body()).containsExactly(0, 0xff, '{');
        upstream.nextRequest();
    }

    @Test
    void aWebSocketIsNotOpened() {
        int seen = upstream.requests();

        Answer answer = ask("""
                GET /proxy/openai/realtime HTTP/1.1\r
                host: a\r
                connection: upgrade\r
                upgrade: websocket\r
                sec-websocket-version: 13\r
                sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r
                \r
                """);

        assertThat(answer.status()).isEqualTo(501);
        assertThat(upstream.requests()).isEqualTo(seen);
    }

    @Test
    void aBodyThatTurnsOutToBeNoneIsRefusedAndNothingBehindItIsServed() {
        int seen = upstream.requests();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send("""
                            POST /proxy/openai/length HTTP/1.1\r
                            host: a\r
                            transfer-encoding: chunked\r
                            \r
                            100000004\r
                            abcd\r
                            0\r
                            \r
                            GET /proxy/openai/length HTTP/1.1\r
                            host: a\r
                            \r
                            """).answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(client.isClosedByPeer()).isTrue();
        }
        assertThat(upstream.requests()).isEqualTo(seen);
    }

    @Test
    void aLargeBodyIsHeldBackWhileTheProviderDoesNotRead() throws InterruptedException {
        java.util.concurrent.CountDownLatch read = new java.util.concurrent.CountDownLatch(1);
        byte[] body = random(8 * LARGE);
        try (ScriptedUpstream slow = ScriptedUpstream.of(connection -> {
                    connection.await(read);
                    echo(connection);
                });
                RunningGateway before = RunningGateway.before(slow);
                RawClient client = before.connect()) {
            java.util.concurrent.atomic.AtomicInteger sent = new java.util.concurrent.atomic.AtomicInteger();
            Thread sender = new Thread(() -> {
                client.send(
                        "POST /proxy/openai/length HTTP/1.1\r\nhost: a\r\ncontent-length: " + body.length + "\r\n\r\n");
                for (int at = 0; at < body.length; at += 1 << 16) {
                    client.send(Arrays.copyOfRange(body, at, Math.min(body.length, at + (1 << 16))));
                    sent.set(at);
                }
            });
            sender.start();

            awaitStill(sent);
            int heldBack = body.length - sent.get();
            read.countDown();
            Answer answer = client.answer();
            sender.join();

            assertThat(heldBack).isGreaterThan(body.length / 4);
            assertThat(Arrays.equals(answer.body(), body)).isTrue();
        }
    }

    /** Waits until the count has begun and then stayed the same for 200 ms. */
    private static void awaitStill(java.util.concurrent.atomic.AtomicInteger count) {
        int last = 0;
        long begun = System.nanoTime();
        long since = begun;
        while (last == 0 || System.nanoTime() - since < 200_000_000L) {
            if (System.nanoTime() - begun > 20_000_000_000L) {
                throw new AssertionError("the count stands at " + last + " (expected: begun, and still)");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            if (count.get() != last) {
                last = count.get();
                since = System.nanoTime();
            }
        }
    }

    private Answer ask(String request) {
        try (RawClient client = gateway.connect()) {
            return client.send(request).answer();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(String head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** Chunks of seeded sizes, some of them larger than any read. */
    private static byte[] chunked(String head, byte[] body) {
        Random random = new Random(body.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, 1 + random.nextInt(random.nextBoolean() ? 100 : 200_000));
            out.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, at, size);
            out.writeBytes(new byte[] {'\r', '\n'});
            at += size;
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }
}
