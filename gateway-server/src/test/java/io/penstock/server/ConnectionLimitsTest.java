package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections there may be: one too many is closed when it is accepted, and the others know nothing of it. */
final class ConnectionLimitsTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");

    @ParameterizedTest
    @ValueSource(strings = {"server.limits.connectionsMax", "server.limits.connectionsPerAddressMax"})
    void oneTooManyIsClosedAndCountedUntilAnotherOneHasGone(String limit) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway =
                        RunningGateway.settings(upstream.port()).set(limit, 2).start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            assertAnswered(first);
            assertAnswered(second);

            for (int i = 1; i <= 20; i++) {
                try (RawClient third = gateway.connect()) {
                    assertThat(third.isClosedByPeer()).isTrue();
                }
                assertThat(gateway.gateway().connections().refused()).isEqualTo(i);
            }
            assertAnswered(first);
            assertThat(gateway.gateway().connections().open()).isEqualTo(2);

            second.close();
            awaitOpen(gateway, 1);
            try (RawClient third = gateway.connect()) {
                assertAnswered(third);
            }
            first.close();
            awaitOpen(gateway, 0);
        }
    }

    private static void assertAnswered(RawClient client) {
        assertThat(client.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
    }

    private static void awaitOpen(RunningGateway gateway, int open) {
        Await.until(() -> gateway.gateway().connections().open() == open);
        assertThat(gateway.gateway().connections().open()).isEqualTo(open);
    }
}
