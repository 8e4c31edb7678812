package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.Ports;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final long WINDOW_MILLIS = 2000;
    private static final int WINDOWS_MAX = 15;
    private static final Duration QUIET = Duration.ofMillis(400);
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

    private static void assertAnswered(RawClient client) {
        assertThat(client.send(Chat.post(Chat.plainBody())).answer().status()).isEqualTo(200);
    }

    private static Duration cpu(GatewayProcess gateway) {
        return gateway.process().info().totalCpuDuration().orElseThrow();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneTooManyIsClosedAndWhoWasThereIsServed() throws IOException, InterruptedException {
        int metricsPort = Ports.free();
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

            assertRests(gateway);

            crowd.forEach(RawClient::close);
            assertServedSoon(gateway);
        }
    }

    /**
     * It does not try without a pause to take those for whom there is no room. A young process compiles meanwhile what it has run, so that it
     * may be at work for some seconds more; one that tries is never at rest.
     */
    private static void assertRests(GatewayProcess gateway) throws InterruptedException {
        Duration used = QUIET.plusNanos(1);
        for (int i = 0; i < WINDOWS_MAX && used.compareTo(QUIET) > 0; i++) {
            Duration before = cpu(gateway);
            Thread.sleep(WINDOW_MILLIS);
            used = cpu(gateway).minus(before);
        }
        assertThat(used).as("of two seconds").isLessThanOrEqualTo(QUIET);
    }

    /** The gateway sees them go one by one, and resets whoever comes before it has. */
    private static void assertServedSoon(GatewayProcess gateway) {
        boolean isServed = Await.first(served -> served, () -> {
            try (RawClient client = gateway.connect()) {
                return client.send(Chat.post(Chat.plainBody())).answer().status() == 200;
            } catch (IllegalStateException | UncheckedIOException refused) {
                return false;
            }
        });
        assertThat(isServed).isTrue();
    }
}
