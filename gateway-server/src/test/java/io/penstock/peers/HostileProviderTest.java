package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider whose answers cannot be trusted costs the request at hand at most, and never the one behind it. */
final class HostileProviderTest {
    private static final String GET = "GET /proxy/openai/x HTTP/1.1\r\nhost: a\r\n\r\n";
    private static final String SECOND = "GET /proxy/openai/second HTTP/1.1\r\nhost: a\r\n\r\n";

    /** An answer that nobody asked for. */
    private static final String STRAY = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray";

    private static final int CLIENTS = 8;
    private static final int REQUESTS_EACH = 1250;
    private static final int TRICK_EVERY = 4;

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

    /** What an answer is, between others that are as they should be; {@code ID} stands for the path that was asked for. */
    private enum Trick {
        TWO_FRAMINGS("200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 502),
        TWO_FIELDS_IN_ONE("200 OK\r\nx-evil: a\nset-cookie: b\r\ncontent-length: 0\r\n\r\n", 502),
        ANOTHER_PROTOCOL("101 Switching Protocols\r\nupgrade: x\r\n\r\n" + STRAY, 502),
        HALF_A_HEAD("200 OK\r\ncontent-len", 502),
        STRAY_BEHIND_A_LENGTH("200 OK\r\ncontent-length: LENGTH\r\n\r\nID" + STRAY, 200),
        STRAY_BEHIND_CHUNKS("200 OK\r\ntransfer-encoding: chunked\r\n\r\nHEX\r\nID\r\n0\r\n\r\n" + STRAY, 200),
        HALF_A_STRAY("200 OK\r\ncontent-length: LENGTH\r\n\r\nIDHTTP/1.1 200 OK\r\nconte", 200),
        HINTS_BEFORE("103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: LENGTH\r\n\r\nID", 200),
        BODY_TO_HEAD("200 OK\r\ncontent-length: 5\r\n\r\nstray", 200),
        CHUNKS_TO_HEAD("200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nstray\r\n0\r\n\r\n" + STRAY, 200),
        A_CHUNK_THAT_IS_NONE("200 OK\r\ntransfer-encoding: chunked\r\n\r\n100000004\r\nID", 200);

        private static final Trick[] ALL = values();

        private final String answer;
        private final int status;

        Trick(String answer, int status) {
            this.answer = "HTTP/1.1 " + answer;
            this.status = status;
        }

        private boolean isToHead() {
            return this == BODY_TO_HEAD || this == CHUNKS_TO_HEAD;
        }

        /** The trick that a path asks for. */
        private static @Nullable Trick of(String path) {
            return Stream.of(ALL)
                    .filter(trick -> path.endsWith("/" + trick))
                    .findAny()
                    .orElse(null);
        }
    }

    /** Of eight clients on a few connections each fourth request meets a trick. Whoever is next knows nothing of it. */
    @Test
    void tenThousandAnswersReachWhoAskedForThemWhateverCameBetween() throws InterruptedException, ExecutionException {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(HostileProviderTest::answerByPath);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.connectionsMax", 4)
                        .start()) {
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            List<Future<List<String>>> asked = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                asked.add(clients.submit(() -> askForOwnPaths(gateway, client)));
            }
            List<String> mismatches = new ArrayList<>();
            for (Future<List<String>> each : asked) {
                mismatches.addAll(each.get());
            }
            clients.shutdown();

            assertThat(mismatches).isEmpty();
            assertThat(upstream.requests()).isGreaterThanOrEqualTo(CLIENTS * REQUESTS_EACH);
        }
    }

    private static List<String> askForOwnPaths(RunningGateway gateway, int client) {
        List<String> mismatches = new ArrayList<>();
        RawClient connection = gateway.connect();
        for (int i = 0; i < REQUESTS_EACH; i++) {
            Trick trick = i % TRICK_EVERY == 0 ? Trick.ALL[(client + i / TRICK_EVERY) % Trick.ALL.length] : null;
            String path = client + "-" + i + "/" + (trick == null ? "good" : trick);
            boolean isToHead = trick != null && trick.isToHead();
            Answer answer = connection
                    .send((isToHead ? "HEAD" : "GET") + " /proxy/openai/" + path + " HTTP/1.1\r\nhost: a\r\n\r\n")
                    .answer(isToHead);
            if (!isOwn(answer, "/v1/" + path, trick)) {
                mismatches.add(path + ": " + answer);
            }
            if (answer.end() != Answer.End.CLEAN) {
                connection.close();
                connection = gateway.connect();
            }
        }
        connection.close();
        return mismatches;
    }

    private static boolean isOwn(Answer answer, String path, @Nullable Trick trick) {
        if (trick == null) {
            return answer.status() == 200 && answer.text().equals(path) && answer.end() == Answer.End.CLEAN;
        }
        boolean isStray =
                answer.toString().contains("stray") || answer.toString().contains("evil");
        boolean isExpected = switch (trick) {
            case A_CHUNK_THAT_IS_NONE -> answer.end() != Answer.End.CLEAN && path.startsWith(answer.text());
            case BODY_TO_HEAD, CHUNKS_TO_HEAD -> answer.text().isEmpty();
            default -> answer.status() == 502 || answer.text().equals(path);
        };
        return answer.status() == trick.status && isExpected && !isStray;
    }

    private static void answerByPath(UpstreamSide provider) throws IOException {
        for (Request request = provider.request(); request != null; request = provider.request()) {
            String path = request.line().split(" ", -1)[1];
            String length = Integer.toString(path.length());
            Trick trick = Trick.of(path);
            if (trick == null) {
                provider.send("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n" + path);
            } else {
                provider.send(trick.answer
                        .replace("LENGTH", length)
                        .replace("HEX", Integer.toHexString(path.length()))
                        .replace("ID", path));
            }
            if (trick == Trick.HALF_A_HEAD) {
                return;
            }
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
