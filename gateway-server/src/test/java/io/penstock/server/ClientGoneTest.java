package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client goes away: whatever was under way for it ends at once, and is counted. */
final class ClientGoneTest {
    private static final List<String> WAYS = List.of("fin", "close", "reset");

    /** A stream of Messages, up to its first text. */
    private static final String ANTHROPIC_EVENTS =
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\","
                    + "\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n"
                    + "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                    + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                    + "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                    + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}\n\n";

    /** How far the answer has come, and how the client goes. */
    static Stream<Arguments> phases() {
        return Stream.of("nothing", "half a head", "head", "role", "output", "half a whole answer")
                .flatMap(phase -> WAYS.stream().map(way -> Arguments.of(phase, way)));
    }

    private static String sent(String phase) {
        return switch (phase) {
            case "upload", "nothing" -> "";
            case "half a head" -> "HTTP/1.1 200 OK\r\ncontent-";
            case "head" -> Chat.chunkedHead();
            case "role" -> Chat.chunkedHead() + Chat.chunk(Chat.ROLE);
            case "output" -> Chat.begunStream();
            default -> Chat.json("200 OK", Chat.whole("c1"), "").substring(0, 160);
        };
    }

    /** Half of an upload, which goes up as it comes. */
    private static String begunUpload() {
        return "POST /proxy/openai/files HTTP/1.1\r\nhost: a\r\ncontent-length: 4096\r\n\r\n" + "x".repeat(2048);
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

            assertThat(upstream.awaitGone()).isEqualTo(1);
            JsonNode line = gateway.nextLine();
            assertThat(line.get("outcome").asText()).isEqualTo("abandoned");
            assertThat(line.get("attempts").asInt()).isEqualTo(1);
        }
    }

    /** The phase of a client that has stopped reading is one of {@code BackPressureTest}. */
    @ParameterizedTest
    @ValueSource(strings = {"upload", "nothing", "half a head", "head", "role", "output", "half a whole answer"})
    void itsProviderIsToldAtOnce(String phase) throws InterruptedException {
        Semaphore begun = new Semaphore(0);
        GoneTimes times = new GoneTimes();
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    if (phase.equals("upload")) {
                        provider.head();
                    } else {
                        provider.request();
                    }
                    provider.send(sent(phase));
                    begun.release();
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream)) {
            for (int i = 0; i < GoneTimes.CLIENTS; i++) {
                try (RawClient client = gateway.connect()) {
                    client.send(phase.equals("upload") ? begunUpload() : Chat.post(Chat.streamBody()));
                    assertThat(begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                    if (phase.equals("output")) {
                        client.readUntil("Hel");
                    }
                    String way = WAYS.get(i % WAYS.size());

                    times.measure(upstream, () -> go(client, way));
                }
            }
            for (int i = 0; i < GoneTimes.CLIENTS; i++) {
                assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            }
        }
        times.assertPrompt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void whatItsProviderHadReportedIsRecorded(String dialect) {
        boolean isOpenAi = dialect.equals("openai");
        String events = isOpenAi ? Chat.ROLE + Chat.delta("Hel") + Chat.USAGE : ANTHROPIC_EVENTS;
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(events));
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("ANTHROPIC_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1")
                        .variable("ANTHROPIC_API_KEY", "sk-of-anthropic")
                        .start();
                RawClient client = gateway.connect()) {
            String body = Chat.streamBody()
                    .replace("openai/m", dialect + "/m")
                    .replace("{\"model", "{\"max_tokens\":9,\"model");
            String request = Chat.post(body);
            client.send(isOpenAi ? request : request.replace("/v1/chat/completions", "/anthropic/v1/messages"))
                    .readUntil("Hel");

            client.close();

            JsonNode line = gateway.nextLine();
            assertThat(line.get("outcome").asText()).isEqualTo("abandoned");
            assertThat(line.get("usage").asText()).isEqualTo("known");
            assertThat(line.get("input_tokens").asInt()).isEqualTo(5);
            assertThat(line.get("output_tokens").asInt()).isEqualTo(isOpenAi ? 7 : 1);
        }
    }

    @Test
    void aHeadThatIsNotWholeGoesNowhere() {
        String request = Chat.post(Chat.plainBody());
        int head = request.indexOf("\r\n\r\n") + 4;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient last = gateway.connect()) {
            for (int cut = 1; cut < head; cut++) {
                try (RawClient client = gateway.connect()) {
                    client.send(request.substring(0, cut));
                    go(client, WAYS.get(cut % WAYS.size()));
                }
            }

            assertThat(last.send(request).answer().status()).isEqualTo(200);
            assertThat(upstream.requests()).isEqualTo(1);
            assertThat(upstream.connections()).isEqualTo(1);
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
