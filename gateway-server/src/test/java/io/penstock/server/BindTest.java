package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.testing.Ports;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The port that a gateway listens on. */
final class BindTest {
    private static final int NOBODY = 1;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";

    @Test
    void aPortThatAnotherGatewayHasIsRefusedAndTakenOnceItIsFree() throws IOException {
        String port = Integer.toString(Ports.free());
        RunningGateway.Settings same = RunningGateway.settings(NOBODY).variable("SERVER_PORT", port);
        try (RunningGateway first = same.start();
                RawClient client = first.connect()) {
            assertThatThrownBy(same::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("server.port: " + port + " of 127.0.0.1 cannot be bound: Address already in use"
                            + " (expected: a free port of this machine)");
            assertThat(client.send(HEALTH).answer().status()).isEqualTo(200);
        }

        try (RunningGateway next = same.start();
                RawClient client = next.connect()) {
            assertThat(client.send(HEALTH).answer().status()).isEqualTo(200);
        }
    }

    @Test
    void aNameThatNobodyHasIsTheHostsFaultAndNotThePorts() {
        RunningGateway.Settings lost = RunningGateway.settings(NOBODY).variable("SERVER_HOST", "nobody.invalid");

        assertThatThrownBy(lost::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("server.host: nobody.invalid (expected: an address or a name of this machine)");
    }
}
