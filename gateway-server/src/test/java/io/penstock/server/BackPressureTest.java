package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A client that does not read costs a bounded amount of memory, and its provider's patience. */
final class BackPressureTest {
    private static final int RECEIVE_BYTES = 8 * 1024;

    private static ScriptedUpstream endless(AtomicLong sent) {
        String event = Chat.chunk(Chat.delta("x".repeat(2000)));
        return ScriptedUpstream.of(provider -> {
            provider.request();
            provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE));
            try {
                while (true) {
                    provider.send(event);
                    sent.addAndGet(event.length());
                }
            } finally {
                provider.countGone();
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

            assertThat(upstream.awaitGone(10_000)).isEqualTo(1);

            assertThat(sent.get())
                    .as("what the buffers of four sockets and the gateway took")
                    .isLessThan(32L << 20);
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
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
