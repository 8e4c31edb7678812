package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A client that gets its status 200 before anything is known is kept waiting with comments, and told of a failure by an event. */
final class OpenEarlyTest {

    private static RunningGateway gateway(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .set("commit.openEarly", true)
                .set("commit.keepAliveInterval", "50ms")
                .start();
    }

    @Test
    void commentsComeUntilTheAnswerDoes() {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.await(seen);
                    provider.send(Chat.chunked(Chat.stream()));
                });
                RunningGateway gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));

            String waiting = client.readUntil("\n\n") + client.readUntil("\n\n");
            seen.countDown();
            String rest = client.readUntil("[DONE]");

            assertThat(waiting).contains("200 OK").contains("text/event-stream").contains("\r\n:");
            assertThat(rest).contains("Hel");
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("ok");
        }
    }

    @Test
    void aFailureIsAnEvent() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> provider.request());
                RunningGateway gateway = gateway(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();

            assertThat(answer.text()).contains("upstream_error").doesNotContain("[DONE]");
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("failed");
        }
    }

    @Test
    void whoAsksForNoStreamGetsAPlainError() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> provider.request());
                RunningGateway gateway = gateway(upstream);
                RawClient client = gateway.connect()) {

            assertThat(client.send(Chat.post(Chat.plainBody())).answer().status())
                    .isEqualTo(502);
        }
    }
}
