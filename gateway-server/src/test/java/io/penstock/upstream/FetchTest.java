package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.codec.http.HttpMethod;
import io.penstock.provider.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchTest {
    private static final int BODY_BYTES_MAX = 1000;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(request -> CannedServer.json("{}"));

    @AfterEach
    void stop() {
        server.close();
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-encoding: identity\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
            })
    void bringsAnAnswerHoweverItIsFramed(String answer) {
        server.script(request -> answer);

        assertThat(fetch(get("/list"), LONG)).isEqualTo("200 hello");
    }

    @Test
    void bringsAnAnswerWithoutABody() {
        server.script(request -> "HTTP/1.1 204 No Content\r\n\r\n");

        assertThat(fetch(get("/list"), LONG)).isEqualTo("204 ");
    }

    @Test
    void doesNotFollowARedirect() {
        server.script(request -> "HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n");

        assertThat(fetch(get("/list"), LONG)).isEqualTo("302 ");
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 50\r\nconnection: close\r\n\r\ncut",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\nhel",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno chunk\r\n",
                "no HTTP at all\r\n\r\n",
                "HTTP/1.1 2",
                "",
            })
    void failsWhereTheAnswerIsNotWhole(String answer) {
        server.script(request -> answer.equals("HTTP/1.1 2") ? "HTTP/1.1 200 OK\r\nconnection: close\r\n" : answer);

        assertThat(fetch(get("/list"), LONG)).isEqualTo("BROKEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3e9\r\n",
                "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
            })
    void takesNoMoreThanItMay(String head) {
        server.script(request -> head + "x".repeat(BODY_BYTES_MAX + 1));

        assertThat(fetch(get("/list"), LONG)).isEqualTo("TOO_LARGE");
    }

    @Test
    void takesAsMuchAsItMay() {
        server.script(request -> CannedServer.json("x".repeat(BODY_BYTES_MAX)));

        assertThat(fetch(get("/list"), LONG)).hasSize("200 ".length() + BODY_BYTES_MAX);
    }

    @Test
    void takesNoCompression() throws InterruptedException {
        server.script(request -> "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\u001f\u008b");

        assertThat(fetch(get("/list"), LONG)).isEqualTo("CODED");
        assertThat(server.take().head()).contains("\r\naccept-encoding: identity\r\n");
    }

    @Test
    void endsAtItsDeadline() {
        server.script(request -> null);

        assertThat(fetch(get("/list"), Duration.ofMillis(50))).isEqualTo("TIMED_OUT");
    }

    @Test
    void endsAtItsDeadlineWithinAnAnswer() {
        server.script(request -> "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nslow");

        assertThat(fetch(get("/list"), Duration.ofMillis(200))).isEqualTo("TIMED_OUT");
    }

    @Test
    void failsWhereNobodyListens() {
        server.close();

        assertThat(fetch(get("/list"), LONG)).isEqualTo("UNREACHABLE");
    }

    @Test
    void sendsWhatItIsGiven() throws InterruptedException {
        FetchRequest post = request(
                HttpMethod.POST, "/show?x=1", List.of(new Header("x-key", "secret")), "{\"model\":\"\u00e9\"}", LONG);

        assertThat(fetch(post)).isEqualTo("200 {}");
        CannedServer.Request seen = server.take();
        assertThat(seen.head())
                .startsWith("POST /show?x=1 HTTP/1.1\r\nhost: example.test\r\nx-key: secret\r\n")
                .contains("content-length: 14\r\n");
        assertThat(seen.body()).isEqualTo("{\"model\":\"\u00e9\"}");
        assertThat(post.toString()).doesNotContain("secret", "model");
    }

    @Test
    void usesAConnectionAgain() {
        assertThat(fetch(get("/1"), LONG)).isEqualTo("200 {}");
        assertThat(fetch(get("/2"), LONG)).isEqualTo("200 {}");

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void asksAgainWhereAReusedConnectionCloses() {
        assertThat(fetch(get("/1"), LONG)).isEqualTo("200 {}");
        server.script(request -> request.connection() == 1 ? "" : CannedServer.json("[]"));

        assertThat(fetch(get("/2"), LONG)).isEqualTo("200 []");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void refusesATargetThatWouldEndTheRequestLine() {
        assertThat(fetch(get("/a b"), LONG)).isEqualTo("BROKEN");
        assertThat(fetch(get("/"), LONG)).isEqualTo("200 {}");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void refusesRequestsThatMakeNoSense() {
        assertThatThrownBy(() -> request(HttpMethod.DELETE, "/", List.of(), "", LONG))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request(HttpMethod.GET, "/", List.of(), "body", LONG))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> get("/", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private String fetch(FetchRequest request, Duration deadline) {
        return fetch(request(request.method(), request.target(), request.fields(), request.body(), deadline));
    }

    private String fetch(FetchRequest request) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        FetchListener listener = new FetchListener() {
            @Override
            public void onFetched(int status, byte[] body) {
                outcome.complete(status + " " + new String(body, StandardCharsets.UTF_8));
            }

            @Override
            public void onFailed(FetchFailure failure) {
                outcome.complete(failure.name());
            }
        };
        rig.loop().execute(() -> Fetch.start(rig.loop(), rig.pool(), request, listener));
        String result = outcome.orTimeout(30, TimeUnit.SECONDS).join();
        // What the fetch leaves to do on its loop is done before the next begins.
        rig.loop().submit(() -> {}).syncUninterruptibly();
        return result;
    }

    private FetchRequest get(String target) {
        return get(target, LONG);
    }

    private FetchRequest get(String target, Duration deadline) {
        return request(HttpMethod.GET, target, List.of(), "", deadline);
    }

    private FetchRequest request(
            HttpMethod method, String target, List<Header> fields, String body, Duration deadline) {
        return new FetchRequest(
                Address.pinned("127.0.0.1", server.port(), false),
                "example.test",
                method,
                target,
                fields,
                body,
                new FetchRequest.Limits(deadline.toNanos(), BODY_BYTES_MAX));
    }
}
