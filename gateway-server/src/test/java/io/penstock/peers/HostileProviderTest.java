package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider whose answers cannot be trusted costs the request at hand at most, and never the one behind it. */
final class HostileProviderTest {
    private static final String GET = "GET /proxy/openai/x HTTP/1.1\r\nhost: a\r\n\r\n";
    private static final String SECOND = "GET /proxy/openai/second HTTP/1.1\r\nhost: a\r\n\r\n";

    /** An answer, and the status that the client sees. */
    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(
                        "length and coding",
                        "200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                        502),
                arguments("two lengths", "200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!", 502),
                arguments("a length that is none", "200 OK\r\ncontent-length: +5\r\n\r\nhello", 502),
                arguments("bare CR in a value", "200 OK\r\nx-evil: a\rb\r\ncontent-length: 0\r\n\r\n", 502),
                arguments("bare LF in a value", "200 OK\r\nx-evil: a\nset-cookie: b\r\ncontent-length: 0\r\n\r\n", 502),
                arguments("obs-fold", "200 OK\r\nx-evil: a\r\n b\r\ncontent-length: 0\r\n\r\n", 502),
                arguments("blank in a name", "200 OK\r\nx evil: a\r\ncontent-length: 0\r\n\r\n", 502),
                arguments("unknown coding", "200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 502),
                arguments("an upgrade nobody asked for", "101 Switching Protocols\r\nupgrade: x\r\n\r\n", 502),
                arguments("one digit", "2 OK\r\ncontent-length: 0\r\n\r\n", 502));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void anAnswerThatTwoReadersMayReadTwoWaysIsNotRelayed(String name, String answer, int status) {
        try (ScriptedUpstream upstream = onceThenGood("HTTP/1.1 " + answer);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            Answer first = client.send(GET).answer();
            Answer second = client.send(SECOND).answer();

            assertThat(first.status()).isEqualTo(status);
            assertThat(first.head()).doesNotContain("evil", "cookie");
            assertThat(second.text()).isEqualTo("/v1/second");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray",
                "HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
            })
    void whatComesBeforeOrBehindAnAnswerIsNobodysAnswer(String answer) {
        try (ScriptedUpstream upstream = onceThenGood(answer);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            Answer first = client.send(GET).answer();
            Answer second = client.send(SECOND).answer();

            assertThat(first.text()).isEqualTo("ok");
            assertThat(second.text()).isEqualTo("/v1/second");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nstray\r\n0\r\n\r\n"
            })
    void aBodyBehindTheAnswerToHeadIsNobodysAnswer(String answer) {
        try (ScriptedUpstream upstream = onceThenGood(answer);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            Answer first = client.send(GET.replace("GET", "HEAD")).answer(true);
            Answer second = client.send(SECOND).answer();

            assertThat(first.status()).isEqualTo(200);
            assertThat(second.text()).isEqualTo("/v1/second");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n5;\r\nworld\r\n0\r\n\r\n",
                "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n100000004\r\nworld\r\n0\r\n\r\n",
                "transfer-encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n"
            })
    void aBodyThatTurnsOutToBeNoneIsCut(String rest) {
        try (ScriptedUpstream upstream = onceThenGood("HTTP/1.1 200 OK\r\n" + rest);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect();
                RawClient next = gateway.connect()) {
            Answer first = client.send(GET).answer();
            Answer second = next.send(SECOND).answer();

            assertThat(first.end()).isNotEqualTo(Answer.End.CLEAN);
            assertThat(second.text()).isEqualTo("/v1/second");
        }
    }

    /** The first request of all gets {@code answer}, later ones get their path. */
    private static ScriptedUpstream onceThenGood(String answer) {
        return ScriptedUpstream.of(connection -> {
            for (Request request = connection.request(); request != null; request = connection.request()) {
                String path = request.line().split(" ", -1)[1];
                connection.send(
                        path.equals("/v1/x")
                                ? answer
                                : "HTTP/1.1 200 OK\r\ncontent-length: " + path.length() + "\r\n\r\n" + path);
            }
        });
    }
}
