package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Requests that are sent without waiting for answers: they are answered in order, and cost one receive buffer however many they are. */
final class PipeliningTest {
    private static final int HELD_BYTES_MAX = 256 * 1024;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";

    @Test
    void oneRequestIsWorkedOnAndTheOthersWaitWithTheClient() throws Exception {
        int requests = 20_000;
        CountDownLatch isSent = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(connection -> {
                    connection.request();
                    connection.send(Chat.begunStream());
                    isSent.await();
                    connection.send(Chat.chunk(Chat.FINISH + Chat.DONE) + Chat.lastChunk());
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            client.readUntil("Hel");
            long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();

            Thread sender = sending(client, requests, new AtomicLong());
            sender.join(1_000);

            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before)
                    .isLessThan(HELD_BYTES_MAX);
            isSent.countDown();
            client.readUntil(Chat.lastChunk());
            for (int i = 0; i < requests; i++) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
            sender.join();
        }
    }

    @Test
    void aClientThatTakesNoAnswersIsAskedForNoRequests() throws Exception {
        int requests = 1_000_000;
        AtomicLong sent = new AtomicLong();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = RawClient.to(gateway.port(), 4096)) {
            long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();

            Thread sender = sending(client, requests, sent);
            sender.join(4_000);

            assertThat(sent.get()).as("it is held back").isLessThan(requests);
            assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() - before)
                    .isLessThan(HELD_BYTES_MAX);
        }
    }

    private static Thread sending(RawClient client, int requests, AtomicLong sent) {
        Thread sender = new Thread(
                () -> {
                    try {
                        for (int i = 0; i < requests; i += 100) {
                            client.send(HEALTH.repeat(100));
                            sent.addAndGet(100);
                        }
                    } catch (RuntimeException closed) {
                        // The test is over.
                    }
                },
                "pipelining");
        sender.setDaemon(true);
        sender.start();
        return sender;
    }
}
