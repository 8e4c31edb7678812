package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/** What an exchange leaves behind. */
final class AccessLineTest {

    @Test
    void anAnswerTellsWhoAnsweredAndWhatItCost() {
        byte[] stream = Chat.chunked(Chat.streamWithUsage());
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(stream);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(Chat.streamBody(), "authorization: Bearer sk-of-the-client\r\n"))
                    .answer();

            JsonNode line = gateway.nextLine();
            assertThat(line.get("exchange").asText()).isEqualTo(answer.value("x-request-id"));
            assertThat(line.get("outcome").asText()).isEqualTo("ok");
            assertThat(line.get("status").asInt()).isEqualTo(200);
            assertThat(line.get("method").asText()).isEqualTo("POST");
            assertThat(line.get("path").asText()).isEqualTo("/v1/chat/completions");
            assertThat(line.get("client").asText()).isEqualTo("127.0.0.1");
            assertThat(line.get("provider").asText()).isEqualTo("openai");
            assertThat(line.get("model").asText()).isEqualTo("openai/m");
            assertThat(line.get("upstream_model").asText()).isEqualTo("m");
            assertThat(line.get("attempts").asInt()).isEqualTo(1);
            assertThat(line.get("bytes_in").asInt()).isEqualTo(Chat.streamBody().length());
            assertThat(line.get("bytes_out").asInt()).isEqualTo(Chat.stream().length());
            assertThat(line.get("usage").asText()).isEqualTo("known");
            assertThat(line.get("input_tokens").asInt()).isEqualTo(5);
            assertThat(line.get("output_tokens").asInt()).isEqualTo(7);
            assertThat(line.get("first_byte_ms").asDouble()).isNotNegative();
            assertThat(line.get("first_output_ms").asDouble())
                    .isBetween(
                            line.get("first_byte_ms").asDouble(),
                            line.get("duration_ms").asDouble());
            assertThat(line.toString())
                    .doesNotContain("sk-of")
                    .doesNotContain("Hello")
                    .doesNotContain("\"Hi\"");
        }
    }

    @Test
    void aRefusalTellsItsStatusAndItsCode() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send("GET /nothing?key=secret HTTP/1.1\r\nhost: a\r\n\r\n").answer();

            JsonNode line = gateway.nextLine();

            assertThat(line.get("outcome").asText()).isEqualTo("refused");
            assertThat(line.get("status").asInt()).isEqualTo(404);
            assertThat(line.get("error").asText()).isEqualTo("not_found");
            assertThat(line.get("attempts").asInt()).isZero();
            assertThat(line.toString()).doesNotContain("secret");
        }
    }

    @Test
    void whatWasUsedBeforeAClientWentIsKept() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.chunkedHead() + Chat.chunk(Chat.ROLE + Chat.USAGE + Chat.delta("Hel")));
                    provider.awaitGone();
                });
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            client.readUntil("Hel");
            client.reset();

            JsonNode line = gateway.nextLine();

            assertThat(line.get("outcome").asText()).isEqualTo("abandoned");
            assertThat(line.get("usage").asText()).isEqualTo("known");
            assertThat(line.get("output_tokens").asInt()).isEqualTo(7);
        }
    }

    @Test
    void thereIsNoneWhileTheLogIsOff() {
        String answer = Chat.json("200 OK", Chat.whole("c1"), "");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(answer);
                RunningGateway gateway = RunningGateway.settings(upstream.port())
                        .variable("ACCESS_LOG_ENABLED", "false")
                        .start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody())).answer();
            gateway.gateway().reload(RunningGateway.settings(upstream.port()).config());

            String id = client.send(Chat.post(Chat.plainBody())).answer().value("x-request-id");

            assertThat(gateway.nextLine().get("exchange").asText()).isEqualTo(id);
        }
    }

    @Test
    void aProvidersRefusalKeepsItsStatusInTheLine() {
        String refusal =
                Chat.json("429 Too Many Requests", "{\"error\":{\"message\":\"slow down\"}}", "x-request-id: r1\r\n");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(refusal);
                RunningGateway gateway = RunningGateway.before(upstream);
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody())).answer();

            JsonNode line = gateway.nextLine();

            assertThat(line.get("status").asInt()).isEqualTo(429);
            assertThat(line.get("upstream_request_id").asText()).isEqualTo("r1");
            assertThat(line.get("usage").asText()).isEqualTo("unknown");
        }
    }
}
