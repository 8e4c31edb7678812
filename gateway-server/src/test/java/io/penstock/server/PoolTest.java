package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections to a provider are used again, never by two, and never with bytes of another's answer on them. */
final class PoolTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");

    private static RunningGateway gateway(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .set("server.eventLoops", 1)
                .start();
    }

    private static Answer ask(RunningGateway gateway) {
        try (RawClient client = gateway.connect()) {
            return client.send(Chat.post(Chat.plainBody())).answer();
        }
    }

    @Test
    void aConnectionIsUsedAgain() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = gateway(upstream)) {

            for (int i = 0; i < 5; i++) {
                assertThat(ask(gateway).status()).isEqualTo(200);
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void aStreamLeavesAConnectionThatIsUsedAgain() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.stream()));
                RunningGateway gateway = gateway(upstream)) {

            for (int i = 0; i < 3; i++) {
                assertThat(ask(gateway).text()).isEqualTo(Chat.stream());
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.0 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}x"
            })
    void aConnectionIsNotUsedAgainBehind(String answer) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(answer);
                RunningGateway gateway = gateway(upstream)) {

            for (int i = 1; i <= 3; i++) {
                assertThat(ask(gateway).text()).isEqualTo("{}");
                assertThat(upstream.awaitGone()).isEqualTo(i);
            }

            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void unsolicitedBytesOnAnIdleConnectionCloseIt() {
        CountDownLatch answered = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(OK);
                    if (provider.n() == 1) {
                        provider.await(answered);
                        provider.send(Chat.json("200 OK", Chat.whole("stray"), ""));
                    }
                    provider.awaitGone();
                });
                RunningGateway gateway = gateway(upstream)) {
            ask(gateway);
            answered.countDown();
            assertThat(upstream.awaitGone()).isEqualTo(1);

            assertThat(ask(gateway).text()).contains("c1").doesNotContain("stray");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aUsedConnectionThatClosesBeforeAnAnswerIsReplacedOnce(boolean isReset) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> serveAndDieOnTheSecond(provider, isReset));
                RunningGateway gateway = gateway(upstream)) {
            ask(gateway);

            assertThat(ask(gateway).status()).isEqualTo(200);

            assertThat(upstream.connections()).isEqualTo(2);
            gateway.nextLine();
            assertThat(gateway.nextLine().get("attempts").asInt()).isEqualTo(2);
        }
    }

    /** The first connection dies on its second request, of which it has read nothing of the body. */
    private static void serveAndDieOnTheSecond(UpstreamSide provider, boolean isReset) throws IOException {
        provider.request();
        provider.send(OK);
        if (provider.n() == 1) {
            provider.request();
            if (isReset) {
                provider.reset();
            }
        } else {
            provider.awaitGone();
        }
    }

    @Test
    void onlyOneReplacementIsTried() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    if (provider.n() == 1) {
                        provider.request();
                        provider.send(OK);
                    }
                    provider.request();
                });
                RunningGateway gateway = gateway(upstream)) {
            ask(gateway);

            assertThat(ask(gateway).status()).isEqualTo(502);

            assertThat(upstream.requests()).isEqualTo(3);
        }
    }

    @Test
    void aUsedConnectionThatDiesWithinItsAnswerIsNotReplaced() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(OK);
                    provider.request();
                    provider.send("HTTP/1.1 2");
                });
                RunningGateway gateway = gateway(upstream)) {
            ask(gateway);

            assertThat(ask(gateway).status()).isEqualTo(502);

            assertThat(upstream.requests()).isEqualTo(2);
        }
    }

    @Test
    void aConnectionThatIsIdleTooLongIsClosed() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.idleTimeout", "50ms")
                        .start()) {
            ask(gateway);

            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }

    @Test
    void noMoreConnectionsAreOpenedThanAllowedAndTheRestWaitTheirTurn() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    while (provider.request() != null) {
                        provider.await(all);
                        provider.send(OK);
                    }
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.eventLoops", 1)
                        .set("upstream.pool.connectionsMax", 2)
                        .start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(gateway.connect().send(Chat.post(Chat.plainBody())));
            }
            upstream.nextRequest();
            upstream.nextRequest();

            all.countDown();

            for (RawClient client : clients) {
                assertThat(client.answer().status()).isEqualTo(200);
                client.close();
            }
            assertThat(upstream.requests()).isEqualTo(8);
            assertThat(upstream.connections())
                    .as("a connection that is waited for is not closed")
                    .isEqualTo(2);
        }
    }

    @Test
    void aLoopWithoutAConnectionGetsTheIdleOneOfAnother() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.eventLoops", 4)
                        .set("upstream.pool.connectionsMax", 1)
                        .start()) {

            // Which loop a client comes to is chance: of twelve, some come to another than the one before.
            for (int i = 0; i < 12; i++) {
                assertThat(ask(gateway).status()).isEqualTo(200);
            }

            assertThat(upstream.requests()).isEqualTo(12);
        }
    }

    @Test
    void whoWaitsTooLongForAConnectionIsToldToComeAgain() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.connectionsMax", 1)
                        .set("upstream.pool.queueTimeout", "100ms")
                        .set("upstream.timeouts.connect", "100ms")
                        .start();
                RawClient first = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();

            Answer answer = ask(gateway);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.value("retry-after")).isNotEmpty();
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.connectionsMax", 1)
                        .set("upstream.pool.queueMax", 0)
                        .start();
                RawClient first = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();

            assertThat(ask(gateway).status()).isEqualTo(503);
        }
    }

    @Test
    void twoThousandAnswersAllReachWhoAskedForThem() throws InterruptedException, ExecutionException {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(PoolTest::echoIds);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.connectionsMax", 4)
                        .start()) {
            ExecutorService clients = Executors.newFixedThreadPool(8);
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int worker = i;
                asked.add(clients.submit(() -> askForOwnIds(gateway, worker, 250)));
            }
            int mismatches = 0;
            for (Future<Integer> each : asked) {
                mismatches += each.get();
            }
            clients.shutdown();

            assertThat(mismatches).isZero();
            assertThat(upstream.requests()).isEqualTo(2000);
        }
    }

    private static int askForOwnIds(RunningGateway gateway, int worker, int times) {
        int mismatches = 0;
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < times; i++) {
                String id = "id-" + worker + "-" + i + "-";
                String body = i % 2 == 0 ? Chat.plainBody() : Chat.streamBodyWithUsage();
                String text =
                        client.send(Chat.post(body.replace("Hi", id))).answer().text();
                mismatches += text.contains(id) && text.split("id-", -1).length == 2 ? 0 : 1;
            }
        }
        return mismatches;
    }

    private static void echoIds(UpstreamSide provider) throws IOException {
        Pattern id = Pattern.compile("id-[0-9-]+");
        for (Request request = provider.request(); request != null; request = provider.request()) {
            Matcher matcher = id.matcher(request.text());
            String found = matcher.find() ? matcher.group() : "none";
            provider.send(
                    request.text().contains("\"stream\":true")
                            ? Chat.chunked((Chat.ROLE + Chat.delta(found) + Chat.FINISH + Chat.USAGE + Chat.DONE)
                                    .getBytes(StandardCharsets.UTF_8))
                            : Chat.json("200 OK", Chat.whole(found), "").getBytes(StandardCharsets.UTF_8));
        }
    }
}
