package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More clients than there are descriptors for. */
final class DescriptorsTest {
    private static final int DESCRIPTORS = 256;
    private static final int CLIENTS = 400;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";

    @ParameterizedTest
    @CsvSource({
        "Max open files            20000                20000                files, 9936",
        "Max open files            256                  1024                 files, 64",
        "Max open files            64                   64                   files, 16",
        "Max open files            9223372036854775807  9223372036854775807  files, 2147483647",
        "Max open files            unlimited            unlimited            files, 2147483647",
        "Max processes             96364                96364                processes, 2147483647",
    })
    void clientsMayTakeHalfOfWhatIsLeft(String line, int clients) {
        assertThat(Descriptors.clientsMax("Limit  Soft Limit  Hard Limit  Units\n" + line + "\n"))
                .isEqualTo(clients);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertAnswered(RawClient client) {
        assertThat(client.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
    }

    private static Duration cpu(GatewayProcess gateway) {
        return gateway.process().info().totalCpuDuration().orElseThrow();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneTooManyIsClosedAndWhoWasThereIsServed() throws IOException, InterruptedException {
        int metricsPort = freePort();
        List<RawClient> crowd = new ArrayList<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                GatewayProcess gateway = GatewayProcess.startWithin(
                        DESCRIPTORS,
                        Map.of(
                                "OPENAI_API_KEY",
                                "sk-any",
                                "OPENAI_API_URL",
                                "http://127.0.0.1:" + upstream.port() + "/v1",
                                "TELEMETRY_ENABLED",
                                "true",
                                "TELEMETRY_METRICS_PORT",
                                Integer.toString(metricsPort)));
                RawClient old = gateway.connect();
                RawClient probe = RawClient.to(metricsPort)) {
            assertAnswered(old);

            for (int i = 0; i < CLIENTS; i++) {
                crowd.add(gateway.connect());
            }
            assertThat(crowd.get(CLIENTS - 1).isClosedByPeer()).isTrue();
            assertAnswered(old);
            assertThat(probe.send(HEALTH).answer().status()).isEqualTo(200);

            Duration before = cpu(gateway);
            Thread.sleep(2000);
            assertThat(cpu(gateway).minus(before)).as("of two seconds").isLessThan(Duration.ofMillis(400));

            crowd.forEach(RawClient::close);
            assertServedSoon(gateway);
        }
    }

    /** The gateway sees them go one by one. */
    private static void assertServedSoon(GatewayProcess gateway) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() - end < 0) {
            try (RawClient client = gateway.connect()) {
                if (client.send(HEALTH).isReadableWithin(1000)) {
                    assertAnswered(client);
                    return;
                }
            }
        }
        throw new AssertionError("nobody is served any more");
    }
}
