package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of one dialect before a provider of another, over sockets: what the exchange makes of it. */
final class TranslationTest {
    private static final String WHOLE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                    + "\"usage\":{\"input_tokens\":5,\"output_tokens\":7}}";
    private static final String START = event(
            "message_start",
            "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
                    + "\"content\":[],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}");
    private static final String TEXT = event(
                    "content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
            + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
    private static final String END = event("content_block_stop", "\"index\":0")
            + event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}")
            + event("message_stop", "\"x\":0");

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String asked(String members) {
        return Chat.post(
                "{\"model\":\"anthropic/claude-x\",\"seed\":7,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]"
                        + members + "}");
    }

    private static RunningGateway.Settings before(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .variable("ANTHROPIC_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1")
                .variable("ANTHROPIC_API_KEY", "key-of-anthropic");
    }

    @Test
    void theProviderIsAskedInItsDialectAndTheClientAnsweredInItsOwn() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(Chat.json("200 OK", WHOLE, "request-id: req_9\r\n"));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("")).answer();
            Request request = upstream.nextRequest();

            assertThat(request.line()).isEqualTo("POST /v1/messages HTTP/1.1");
            assertThat(request.values("x-api-key")).containsExactly("key-of-anthropic");
            assertThat(request.text()).contains("\"model\":\"claude-x\"").contains("\"max_tokens\":");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("\"object\":\"chat.completion\"").contains("\"content\":\"Hello\"");
            assertThat(answer.value("content-length")).isEqualTo(Integer.toString(answer.body().length));
            assertThat(answer.value("x-penstock-loss")).contains("dropped=seed");
            assertThat(answer.value("x-upstream-request-id")).isEqualTo("req_9");
            assertThat(gateway.nextLine().path("upstream_dialect").asText()).isEqualTo("anthropic");
        }
    }

    @Test
    void aStreamComesAsTheClientsOwnWithItsEnd() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(
                        Chat.withLength((START + TEXT + END).getBytes(StandardCharsets.UTF_8)));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked(",\"stream\":true")).answer();

            assertThat(answer.value("content-type")).startsWith("text/event-stream");
            assertThat(answer.text()).contains("\"content\":\"Hello\"").endsWith("data: [DONE]\n\n");
            assertThat(answer.text()).doesNotContain("\"usage\":{");
            assertThat(gateway.nextLine().path("output_tokens").asInt()).isEqualTo(7);
        }
    }

    @Test
    void aStreamThatDiesIsBrokenWithAnErrorEventAndNoEnd() {
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(Chat.withLength((START + TEXT).getBytes(StandardCharsets.UTF_8)));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked(",\"stream\":true")).answer();

            assertThat(answer.end()).isNotEqualTo(Answer.End.CLEAN);
            assertThat(answer.text()).contains("\"content\":\"Hello\"").contains("data: {\"error\":");
            assertThat(answer.text()).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
            assertThat(gateway.nextLine().path("outcome").asText()).isEqualTo("broken");
        }
    }

    @Test
    void anErrorInPlaceOfOutputIsAPlainError() {
        String overloaded =
                START + event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}");
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(Chat.withLength(overloaded.getBytes(StandardCharsets.UTF_8)));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked(",\"stream\":true")).answer();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("\"message\":\"Overloaded\"");
        }
    }

    @Test
    void anErrorKeepsItsStatusItsWordsAndItsHint() {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";
        try (ScriptedUpstream upstream =
                        ScriptedUpstream.answering(Chat.json("429 Too Many Requests", error, "retry-after: 7\r\n"));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("")).answer();

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).contains("\"message\":\"slow down\"").contains("\"type\":\"rate_limit_error\"");
            assertThat(answer.value("retry-after")).isEqualTo("7");
        }
    }

    @Test
    void whatMustNotBeLostIsRefusedBeforeAnyoneIsAsked() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", WHOLE, ""));
                RunningGateway gateway =
                        before(upstream).variable("TRANSLATION", "strict").start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("")).answer();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("seed").contains("\"param\":\"seed\"");
            assertThat(upstream.requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/anthropic/v1/messages", "/v1/messages?beta=true"})
    void aClientOfAnthropicsApiIsAnsweredByAnOpenAiProvider(String path) {
        String body = "{\"model\":\"openai/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(post(path, body)).answer();

            assertThat(upstream.nextRequest().line()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
            assertThat(answer.text())
                    .contains("\"type\":\"message\"")
                    .contains("\"text\":\"Hello\"")
                    .contains("\"stop_reason\":\"end_turn\"");
        }
    }

    @Test
    void whatAnAnswerLosesStandsInTheLog() {
        String choice = "\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}";
        String two = "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0," + choice
                + ",{\"index\":1," + choice + "]}";
        String body = "{\"model\":\"openai/m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", two, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            client.send(post("/v1/messages", body)).answer();

            assertThat(gateway.nextLine().path("answer_loss").asText()).isEqualTo("dropped=choices");
        }
    }

    @Test
    void tokensAreCountedByTheProviderThatCanAndEstimatedForAnyOther() {
        String body = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"sixteen letters!\"}]}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", "{\"input_tokens\":11}", ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer counted = client.send(
                            post("/v1/messages/count_tokens?beta=true", String.format(body, "anthropic/claude-x")))
                    .answer();
            Answer estimated = client.send(post("/v1/messages/count_tokens", String.format(body, "openai/m")))
                    .answer();

            assertThat(counted.text()).isEqualTo("{\"input_tokens\":11}");
            assertThat(upstream.nextRequest().line()).isEqualTo("POST /v1/messages/count_tokens HTTP/1.1");
            assertThat(estimated.text()).isEqualTo("{\"input_tokens\":8,\"estimated\":true}");
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    private static String post(String path, String body) {
        return "POST " + path
                + " HTTP/1.1\r\nhost: gateway\r\nanthropic-version: 2023-06-01\r\ncontent-type: application/json"
                + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }
}
