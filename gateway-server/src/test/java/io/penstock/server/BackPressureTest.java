package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A client that does not read costs a bounded amount of memory, and its provider's patience. */
final class BackPressureTest {
    private static final int RECEIVE_BYTES = 8 * 1024;

    private static ScriptedUpstream endless(AtomicLong sent) {
        String event = Chat.chunk(Chat.delta("x".repeat(2000)));
        return ScriptedUpstream.of(provider -> {
            provider.request();
            provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
            while (true) {
                provider.send(event);
                sent.addAndGet(event.length());
            }
        });
    }

    @Test
    void aClientThatStopsReadingStopsItsProviderAndIsClosedInTheEnd() {
        AtomicLong sent = new AtomicLong();
        try (ScriptedUpstream upstream = endless(sent);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("server.timeouts.write", "700ms")
                        .start();
                RawClient client = RawClient.to(gateway.port(), RECEIVE_BYTES)) {
            client.send(Chat.post(Chat.streamBody()));
            client.readUntil("xxx");

            assertThat(upstream.awaitGone()).isEqualTo(1);

            assertThat(sent.get())
                    .as("what the buffers of four sockets and the gateway took")
                    .isLessThan(32L << 20);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
        }
    }

    @Test
    void theProviderOfAClientThatGoesWhileItDoesNotReadIsToldAtOnce() {
        AtomicLong sent = new AtomicLong();
        GoneTimes times = new GoneTimes();
        List<RawClient> clients = new ArrayList<>();
        try (ScriptedUpstream upstream = endless(sent);
                RunningGateway gateway = RunningGateway.before(upstream)) {
            for (int i = 0; i < GoneTimes.CLIENTS; i++) {
                RawClient client = RawClient.to(gateway.port(), RECEIVE_BYTES).send(Chat.post(Chat.streamBody()));
                client.readUntil("xxx");
                clients.add(client);
            }
            awaitStill(sent, 300);

            for (int i = 0; i < GoneTimes.CLIENTS; i++) {
                RawClient client = clients.get(i);
                times.measure(upstream, i % 2 == 0 ? client::reset : client::fin);
                client.close();
            }

            assertThat(upstream.connections()).isEqualTo(GoneTimes.CLIENTS);
        }
        times.assertPrompt();
    }

    @Test
    void aClientThatIsSlowerThanItsProviderMayBeIsNotItsProvidersFault() {
        AtomicLong sent = new AtomicLong();
        String event = Chat.chunk(Chat.delta("x".repeat(2000)));
        int events = 16_000;
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
                    for (int i = 0; i < events; i++) {
                        provider.send(event);
                        sent.incrementAndGet();
                    }
                    provider.send(Chat.chunk(Chat.FINISH + Chat.DONE) + Chat.lastChunk());
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.timeouts.idle", "200ms")
                        .start();
                RawClient client = RawClient.to(gateway.port(), RECEIVE_BYTES)) {
            client.send(Chat.post(Chat.streamBody(), "connection: close\r\n"));
            client.readUntil("xxx");

            awaitStill(sent, 700);
            assertThat(sent.get()).as("the provider is held back").isLessThan(events);

            assertThat(client.skip(Long.MAX_VALUE)).isGreaterThan(events * 2000L);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("ok");
        }
    }

    /** Waits until the count has stayed the same for that long. */
    private static void awaitStill(AtomicLong count, long millis) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        long last = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(millis)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for stillness");
            }
            LockSupport.parkNanos(1_000_000);
            if (count.get() != last) {
                last = count.get();
                since = System.nanoTime();
            }
        }
    }

    @Test
    void aClientThatReadsOnGetsAllOfIt() {
        String text = "x".repeat(1000);
        int events = 8000;
        StringBuilder stream = new StringBuilder(Chat.ROLE);
        for (int i = 0; i < events; i++) {
            stream.append(Chat.delta(text));
        }
        stream.append(Chat.FINISH).append(Chat.DONE);
        byte[] payload = stream.toString().getBytes(StandardCharsets.UTF_8);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(payload));
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = RawClient.to(gateway.port(), RECEIVE_BYTES)) {
            client.send(Chat.post(Chat.streamBody()));

            assertThat(client.answer().body()).isEqualTo(payload);
        }
    }
}
