package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.RawClient;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The process and its signals, from the moment that it says it is ready. */
@DisabledOnOs(OS.WINDOWS)
final class SignalsTest {
    private static final String LONG_STREAM =
            Chat.streamBody().replace("openai/m", "demo/echo").replace("Hi", "word ".repeat(2000));

    private final GatewayProcess gateway = GatewayProcess.start(Map.of());

    @AfterEach
    void end() {
        gateway.close();
    }

    private void assertEndsWell() throws InterruptedException {
        assertThat(gateway.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.process().exitValue()).isZero();
    }

    @Test
    void aHangUpAsSoonAsItIsReadyDoesNotEndIt() throws IOException, InterruptedException {
        gateway.signal("HUP");

        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n")
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
        gateway.signal("TERM");
        assertEndsWell();
    }

    @Test
    void theFirstTermLetsAStreamFinishAndTheSecondDoesNot() throws IOException, InterruptedException {
        try (RawClient client = gateway.connect()) {
            client.send(Chat.post(LONG_STREAM));
            client.readUntil("word");

            gateway.signal("TERM");
            client.readUntil("word");
            client.readUntil("word");
            assertThat(gateway.process().isAlive()).isTrue();
            gateway.signal("TERM");

            assertEndsWell();
        }
    }
}
