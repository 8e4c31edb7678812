package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** State that a client of another dialect carries, where callers are known: it is theirs, over sockets and over restarts. */
final class StateOfCallersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "of-all-nodes-0123456789-0123456789";
    private static final String STATE = "c2lnbmF0dXJl";
    private static final String THOUGHT = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\"claude-x\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"Hm\",\"signature\":\"" + STATE
            + "\"},{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"weather\",\"input\":{}}],"
            + "\"stop_reason\":\"tool_use\",\"stop_sequence\":null,"
            + "\"usage\":{\"input_tokens\":5,\"output_tokens\":7}}";

    private final ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", THOUGHT, ""));
    private final Keyring keyring = new Keyring();
    private final String anna = keyring.issue("anna");
    private final String annasOther = keyring.issue("anna");
    private final String ben = keyring.issue("ben");

    @AfterEach
    void close() {
        upstream.close();
        keyring.close();
    }

    private RunningGateway.Settings settings() {
        return RunningGateway.settings(upstream.port())
                .set("auth.enabled", true)
                .set("auth.keys.refreshInterval", "20ms")
                .set("store.path", keyring.path().toString())
                .variable("ANTHROPIC_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1")
                .variable("ANTHROPIC_API_KEY", "key-of-anthropic");
    }

    private RunningGateway node(String secret) {
        return settings().variable("STATE_SECRET", secret).start();
    }

    /** The answer to a request with that key; waits until keys are read. */
    private Answer ask(RunningGateway gateway, String key, String body) {
        String request = Chat.post(body, "authorization: Bearer " + key + "\r\n");
        Answer answer = Await.settled(() -> {
            try (RawClient client = gateway.connect()) {
                return client.send(request).answer();
            }
        });
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static ObjectNode body() {
        ObjectNode body = JSON.createObjectNode().put("model", "anthropic/claude-x");
        body.putArray("messages").addObject().put("role", "user").put("content", "Hi");
        return body;
    }

    /** The second request of who was answered with state at that gateway. */
    private String secondRequest(RunningGateway gateway, String key) throws JsonProcessingException {
        Answer answer = ask(gateway, key, body().toString());
        upstream.nextRequest();
        JsonNode message = JSON.readTree(answer.text()).at("/choices/0/message");
        ObjectNode body = body();
        ArrayNode messages = (ArrayNode) body.path("messages");
        messages.add(message);
        messages.addObject()
                .put("role", "tool")
                .put("tool_call_id", message.at("/tool_calls/0/id").asText())
                .put("content", "fine");
        return body.toString();
    }

    private void assertTaken(RunningGateway gateway, String key, String request) {
        Answer answer = ask(gateway, key, request);

        assertThat(upstream.nextRequest().text())
                .contains("\"signature\":\"" + STATE + "\"", "toolu_1")
                .doesNotContain("__ps1_");
        assertThat(answer.value("x-penstock-loss")).doesNotContain("reasoning_state");
    }

    private void assertLost(RunningGateway gateway, String key, String request) {
        Answer answer = ask(gateway, key, request);

        assertThat(upstream.nextRequest().text())
                .contains("\"toolu_1\"")
                .doesNotContain("signature")
                .doesNotContain(STATE)
                .doesNotContain("__ps1_");
        assertThat(answer.value("x-penstock-loss")).contains("reasoning_state");
    }

    @Test
    void itIsTheCallersWithAnyKeyOfTheirsAndNobodyElses() throws JsonProcessingException {
        try (RunningGateway gateway = node(SECRET)) {
            String request = secondRequest(gateway, anna);

            assertTaken(gateway, anna, request);
            assertTaken(gateway, annasOther, request);
            assertLost(gateway, ben, request);
        }
    }

    @Test
    void aNodeWithTheSameSecretTakesItAndOneWithAnotherDoesNot() throws JsonProcessingException {
        String request;
        try (RunningGateway gateway = node(SECRET)) {
            request = secondRequest(gateway, anna);
        }

        try (RunningGateway same = node(SECRET);
                RunningGateway other = node(SECRET + "-else")) {
            assertTaken(same, anna, request);
            assertLost(same, ben, request);
            assertLost(other, anna, request);
        }
    }

    @Test
    void withoutASecretItLastsAsLongAsTheProcessAndOverAReload() throws JsonProcessingException {
        String request;
        try (RunningGateway gateway = settings().start()) {
            request = secondRequest(gateway, anna);
            gateway.gateway().reload(settings().set("features.vision", true).config());

            assertTaken(gateway, anna, request);
            assertLost(gateway, ben, request);
        }

        try (RunningGateway restarted = settings().start()) {
            assertLost(restarted, anna, request);
        }
    }

    @Test
    void whereNobodyIsAskedItIsAnybodys() throws JsonProcessingException {
        try (RunningGateway gateway = settings().set("auth.enabled", false).start()) {
            String request = secondRequest(gateway, "any");

            assertTaken(gateway, "another", request);
        }
    }

    @Test
    void whatWasBoundToNobodyIsLostOnceCallersAreKnown() throws JsonProcessingException {
        String request;
        try (RunningGateway open = settings().set("auth.enabled", false).start()) {
            request = secondRequest(open, "any");
        }

        try (RunningGateway closed = node(SECRET)) {
            assertLost(closed, anna, request);
        }
    }

    @Test
    void strictTranslationRefusesAnothersState() throws JsonProcessingException {
        try (RunningGateway gateway = node(SECRET)) {
            String request = secondRequest(gateway, anna);
            gateway.gateway()
                    .reload(settings()
                            .variable("STATE_SECRET", SECRET)
                            .variable("TRANSLATION", "strict")
                            .config());

            Answer answer;
            try (RawClient client = gateway.connect()) {
                answer = client.send(Chat.post(request, "authorization: Bearer " + ben + "\r\n"))
                        .answer();
            }

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("reasoning_state");
            assertTaken(gateway, anna, request);
        }
    }
}
