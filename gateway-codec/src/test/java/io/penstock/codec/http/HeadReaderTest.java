package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeadReaderTest {
    private static final String REQUEST = """
            POST /v1/chat/completions?a=b?c HTTP/1.1\r
            Host: gateway.example:8080\r
            Content-Type:application/json\r
            X-Title: \t Caf\u00e9 au lait, quite a long value with \t in it \t \r
            X-Empty:\r
            Content-Length: 5\r
            \r
            """;

    private final HeadReader requests = HeadReader.ofRequests(HeadLimits.DEFAULT);

    @Test
    void readsARequestHoweverItIsCut() {
        Message message = Cuts.agree(bytes(REQUEST + "hello" + "GET"), Message::readRequest);

        assertThat(message)
                .isEqualTo(new Message(
                        "POST /v1/chat/completions?a=b?c",
                        1,
                        List.of(
                                "host: gateway.example:8080",
                                "content-type: application/json",
                                "x-title: Caf\u00e9 au lait, quite a long value with \t in it",
                                "x-empty: ",
                                "content-length: 5"),
                        "hello",
                        true,
                        3));
    }

    @Test
    void readsAnAnswerHoweverItIsCut() {
        byte[] input = bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nx_y: z\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        Message message = Cuts.agree(input, Message::readAnswer);

        assertThat(message)
                .isEqualTo(new Message("200", 1, List.of("transfer-encoding: Chunked", "x_y: z"), "hello", true, 0));
    }

    @Test
    void readsALargeHeadHoweverItIsCut() {
        String value = "v".repeat(15_000);
        byte[] input = bytes("GET / HTTP/1.1\r\nHost: a\r\nA: " + value + "\r\nB: " + value + "\r\n\r\n");

        Message message = Cuts.agree(input, Message::readRequest);

        assertThat(message.fields()).containsExactly("host: a", "a: " + value, "b: " + value);
    }

    @ParameterizedTest
    @MethodSource("io.penstock.codec.http.RefusedRequests#all")
    void refusesRequest(String name, String text, int status) {
        HttpRefusal refusal = refused(() -> Message.readRequest(List.of(Unpooled.wrappedBuffer(bytes(text)))));

        assertThat(refusal.status()).as(name + ": " + refusal.reason()).isEqualTo(status);
    }

    @ParameterizedTest
    @MethodSource("io.penstock.codec.http.RefusedRequests#all")
    void refusesRequestByteByByte(String name, String text, int status) {
        HeadReader heads = HeadReader.ofRequests(HeadLimits.DEFAULT);
        byte[] input = bytes(text);
        List<ByteBuf> pieces = new ArrayList<>();
        for (int i = 0; i < input.length; i++) {
            pieces.add(Unpooled.wrappedBuffer(input, i, 1));
        }

        HttpRefusal refusal = refused(() -> Message.read(heads, pieces));

        assertThat(refusal.status()).as(name + ": " + refusal.reason()).isEqualTo(status);
    }

    @ParameterizedTest
    @MethodSource("io.penstock.codec.http.RefusedAnswers#all")
    void refusesAnswer(String name, String text) {
        HttpRefusal refusal = refused(() -> Message.readAnswer(List.of(Unpooled.wrappedBuffer(bytes(text)))));

        assertThat(refusal.status()).as(name + ": " + refusal.reason()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /,                       /,           /,      ",
        "GET /a/b?c=d?e,              /a/b?c=d?e,  /a/b,   c=d?e",
        "GET /?,                      /?,          /,      ''",
        "GET //b/c,                   //b/c,       //b/c,  ",
        "GET /%2e%2E/x,               /%2e%2E/x,   /%2e%2E/x, ",
        "OPTIONS *,                   *,           *,      ",
        "GET http://A.example/x?y,    /x?y,        /x,     y",
        "GET HTTPS://a.EXAMPLE,       /,           /,      ",
        "GET http://a.example?y=/,    /?y=/,       /,      y=/",
        "OPTIONS http://a.example,    *,           *,      ",
        "OPTIONS http://a.example/,   /,           /,      "
    })
    void tellsTheFormsOfATarget(String line, String target, String path, String query) {
        Head head = read(line + " HTTP/1.1\r\nHost: a.example\r\n\r\n");

        assertThat(head.target()).isEqualTo(target);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a:80",
                "A-1.b_c.example.:65535",
                "127.0.0.1:0",
                "[::1]",
                "[2001:DB8::1]:443",
                "[::ffff:1.2.3.4]"
            })
    void acceptsHost(String host) {
        assertThat(read("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").first(Field.HOST))
                .isEqualTo(host);
    }

    @Test
    void acceptsHttp10WithoutHost() {
        assertThat(read("GET / HTTP/1.0\r\n\r\n").minorVersion()).isZero();
        assertThat(read("GET http://a/x HTTP/1.0\r\n\r\n").path()).isEqualTo("/x");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, 200, 1",
        "HTTP/1.1 404, 404, 1",
        "HTTP/1.0 204 , 204, 0",
        "HTTP/1.1 999 x  \u00e9, 999, 1"
    })
    void acceptsStatusLine(String line, int status, int minorVersion) {
        HeadReader answers = HeadReader.ofResponses(HeadLimits.DEFAULT);

        assertThat(answers.read(Unpooled.wrappedBuffer(bytes(line + "\r\n\r\n"))))
                .isTrue();

        assertThat(answers.head().status()).isEqualTo(status);
        assertThat(answers.head().minorVersion()).isEqualTo(minorVersion);
    }

    @Test
    void overlooksAFewEmptyLinesAndCountsThemForNothing() {
        ByteBuf in = Unpooled.wrappedBuffer(bytes("\r\n\r\n\r\n\r\n"));

        assertThat(requests.isEmpty()).isTrue();
        assertThat(requests.read(in)).isFalse();
        assertThat(requests.isEmpty()).isTrue();
        assertThat(requests.read(Unpooled.wrappedBuffer(bytes("G")))).isFalse();
        assertThat(requests.isEmpty()).isFalse();
        assertThat(requests.read(Unpooled.wrappedBuffer(bytes("ET / HTTP/1.1\r\nHost: a\r\n\r\n"))))
                .isTrue();
        assertThat(requests.head().method()).isEqualTo(HttpMethod.GET);
    }

    @Test
    void readsPipelinedRequestsOneByOne() {
        ByteBuf in = Unpooled.wrappedBuffer(bytes(REQUEST + "hello" + "GET /next HTTP/1.1\r\nHost: b\r\n\r\n"));

        assertThat(requests.read(in)).isTrue();
        assertThat(requests.head().path()).isEqualTo("/v1/chat/completions");
        in.skipBytes(5);
        requests.reset();

        assertThat(requests.isEmpty()).isTrue();
        assertThat(requests.read(in)).isTrue();
        assertThat(requests.head().path()).isEqualTo("/next");
        assertThat(requests.head().query()).isNull();
        assertThat(requests.head().framing()).isEqualTo(Framing.NONE);
        assertThat(requests.head().has(Field.CONTENT_TYPE)).isFalse();
        assertThat(requests.head().size()).isEqualTo(1);
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void wantsAResetBetweenHeads() {
        assertThatThrownBy(requests::head).isInstanceOf(IllegalStateException.class);
        requests.read(Unpooled.wrappedBuffer(bytes(REQUEST)));

        assertThatThrownBy(() -> requests.read(Unpooled.EMPTY_BUFFER)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takesAHeadAtItsLimitsAndNoByteMore() {
        HeadLimits limits = new HeadLimits(64, 128, 2);
        String line = "GET /" + "a".repeat(64 - 14) + " HTTP/1.1\r\n";
        String fields = "Host: a\r\nX: " + "b".repeat(128 - line.length() - 9 - 3 - 4);

        assertThat(HeadReader.ofRequests(limits).read(Unpooled.wrappedBuffer(bytes(line + fields + "\r\n\r\n"))))
                .isTrue();
        assertThat(status(limits, line.replace("/a", "/aa"))).isEqualTo(414);
        assertThat(status(limits, line + fields + "b\r\n\r\n")).isEqualTo(431);
        assertThat(status(limits, line + "Host: a\r\nX: b\r\nY: c\r\n")).isEqualTo(431);
        assertThat(status(limits, "GET / HTTP/1.1\r\nX: " + "b".repeat(63))).isEqualTo(431);
    }

    @Test
    void holdsLittleBetweenHeadsAndBoundedMemoryWithin() {
        String large = "GET / HTTP/1.1\r\nHost: a\r\n" + ("A: " + "b".repeat(10_000) + "\r\n").repeat(6);
        requests.read(Unpooled.wrappedBuffer(bytes(large)));
        requests.read(Unpooled.wrappedBuffer(bytes("\r\n")));
        assertThat(requests.head().bytes().length).isLessThanOrEqualTo(64 * 1024);

        requests.reset();

        ByteBuf body = Unpooled.wrappedBuffer(bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + "x".repeat(100_000)));
        assertThat(requests.read(body)).isTrue();
        assertThat(body.readableBytes()).isEqualTo(100_000);
        assertThat(requests.head().bytes()).hasSize(512);
    }

    private Head read(String text) {
        requests.reset();
        assertThat(requests.read(Unpooled.wrappedBuffer(bytes(text)))).isTrue();
        return requests.head();
    }

    private static int status(HeadLimits limits, String text) {
        HeadReader reader = HeadReader.ofRequests(limits);
        return refused(() -> reader.read(Unpooled.wrappedBuffer(bytes(text)))).status();
    }

    private static HttpRefusal refused(ThrowingCallable call) {
        return catchThrowableOfType(HttpRefusal.class, call);
    }
}
