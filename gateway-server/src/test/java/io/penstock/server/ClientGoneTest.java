package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A client goes away: whatever was under way for it ends at once, and is counted. */
final class ClientGoneTest {
    private static final long WITHIN_MILLIS = 1000;

    /** How far the answer has come, and how the client goes. */
    static Stream<Arguments> phases() {
        return Stream.of("nothing", "half a head", "head", "role", "output", "half a whole answer")
                .flatMap(phase -> Stream.of("fin", "close", "reset").map(way -> Arguments.of(phase, way)));
    }

    private static String sent(String phase) {
        return switch (phase) {
            case "nothing" -> "";
            case "half a head" -> "HTTP/1.1 200 OK\r\ncontent-";
            case "head" -> Chat.chunkedHead();
            case "role" -> Chat.chunkedHead() + Chat.chunk(Chat.ROLE);
            case "output" -> Chat.begunStream();
            default -> Chat.json("200 OK", Chat.whole("c1"), "").substring(0, 160);
        };
    }

    private static void go(RawClient client, String way) {
        switch (way) {
            case "fin" -> client.fin();
            case "close" -> client.close();
            default -> client.reset();
        }
    }

    @ParameterizedTest
    @MethodSource("phases")
    void itsProviderIsToldInEveryPhase(String phase, String way) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(sent(phase));
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            upstream.nextRequest();
            if (phase.equals("output")) {
                client.readUntil("Hel");
            }

            go(client, way);

            assertThat(upstream.awaitGone(WITHIN_MILLIS)).isEqualTo(1);
            JsonNode line = gateway.nextLine();
            assertThat(line.get("outcome").asText()).isEqualTo("abandoned");
            assertThat(line.get("attempts").asInt()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"fin", "close", "reset"})
    void aRequestThatIsNotWholeGoesNowhere(String way) {
        String request = Chat.post(Chat.plainBody());
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(request.substring(0, request.length() - 5));

            go(client, way);

            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void anAttemptThatWaitsForAConnectionIsGivenUp() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .set("upstream.pool.connectionsMax", 1)
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(Chat.post(Chat.streamBody()));
            upstream.nextRequest();
            second.send(Chat.post(Chat.streamBody()));

            second.close();

            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            first.close();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }
}
