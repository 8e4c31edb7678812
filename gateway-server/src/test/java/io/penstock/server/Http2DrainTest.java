package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Http2Client;
import io.penstock.server.testing.Http2Client.Frame;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A stop, as clients of HTTP/2 see it: no new streams, and those in flight come to their end. */
final class Http2DrainTest {

    @Test
    void streamsFinishAndIdleConnectionsAreClosed() {
        CountDownLatch draining = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.await(draining);
                    provider.send(Chat.restOfStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                Http2Client idle = Http2Client.to(gateway.port());
                Http2Client streaming = Http2Client.to(gateway.port())) {
            idle.get(1, "/health").reply(1);
            streaming.chat(1, Chat.streamBody()).readUntil(1, "Hel");

            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway.gateway()::drain);
            // At once: what is on its way is taken for a second.
            Frame noMore = streaming.nextOf(Http2Client.GOAWAY);
            streaming.get(3, "/health");
            assertThat(idle.errorOfClose()).isEqualTo(Http2Client.NO_ERROR);
            assertThat(streaming.reply(3).status()).as("it was on its way").isEqualTo(200);
            Frame last = streaming.nextOf(Http2Client.GOAWAY);
            assertThat(drained).isNotDone();
            draining.countDown();

            assertThat(noMore.error()).isEqualTo(Http2Client.NO_ERROR);
            assertThat(noMore.lastStream()).isEqualTo(Integer.MAX_VALUE);
            assertThat(last.lastStream()).isEqualTo(3);
            assertThat(streaming.readUntil(1, "[DONE]")).contains("lo");
            assertThat(streaming.isClosedByPeer()).isTrue();
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
                Http2Client streaming = Http2Client.to(gateway.port())) {
            streaming.chat(1, Chat.streamBody()).readUntil(1, "Hel");

            CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway.gateway()::drain);

            assertThat(drained).succeedsWithin(20, TimeUnit.SECONDS);
            gateway.close();
            assertThat(upstream.awaitGone()).isEqualTo(1);
        }
    }
}
