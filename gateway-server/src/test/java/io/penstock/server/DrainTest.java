package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stop: no new work, what is in flight comes to its end, and not one second more than allowed. */
final class DrainTest {

    @Test
    void streamsFinishAndIdleConnectionsAndNewOnesAreClosed() {
        CountDownLatch draining = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.await(draining);
                    provider.send(Chat.restOfStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient idle = gateway.connect();
                RawClient streaming = gateway.connect()) {
            idle.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n").answer();
            streaming.send(Chat.post(Chat.streamBody()));
            String begun = streaming.readUntil("Hel");
            int port = gateway.port();

            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway.gateway()::drain);
            assertThat(idle.isClosedByPeer()).isTrue();
            assertThatThrownBy(() -> RawClient.to(port)).isInstanceOf(UncheckedIOException.class);
            assertThat(drained).isNotDone();
            draining.countDown();

            assertThat(begun).contains("200 OK");
            assertThat(streaming.readUntil("0\r\n\r\n")).contains("[DONE]");
            assertThat(streaming.isClosedByPeer()).isTrue();
            assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
            gateway.nextLine();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("ok");
        }
    }

    @Test
    void anAnswerThatBeginsWhileItDrainsIsTheLastOfItsConnection() {
        CountDownLatch draining = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.await(draining);
                    provider.send(Chat.json("200 OK", Chat.whole("c1"), ""));
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient idle = gateway.connect();
                RawClient client = gateway.connect()) {
            idle.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n").answer();
            client.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();

            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway.gateway()::drain);
            assertThat(idle.isClosedByPeer()).isTrue();
            draining.countDown();
            Answer answer = client.answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.value("connection")).isEqualTo("close");
            client.close();
            assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void itDoesNotWaitForLongerThanAllowed() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.drain", "200ms")
                        .start();
                RawClient streaming = gateway.connect()) {
            streaming.send(Chat.post(Chat.streamBody()));
            streaming.readUntil("Hel");

            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway.gateway()::drain);

            assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
            gateway.close();
            assertThat(upstream.awaitGone()).isEqualTo(1);
            assertThat(gateway.nextLine().get("outcome").asText()).isIn("abandoned", "broken");
        }
    }
}
