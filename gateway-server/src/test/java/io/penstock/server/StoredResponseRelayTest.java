package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stored responses of a provider that has the Responses API itself: what goes up, and what does not. */
final class StoredResponseRelayTest {
    private static final String STORED = "{\"id\":\"resp_abc\",\"object\":\"response\",\"vendor_field\" : [1,2]}";

    private static RunningGateway.Settings before(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .variable("XAI_API_URL", "http://127.0.0.1:" + upstream.port() + "/xai/v1")
                .variable("XAI_API_KEY", "key-of-xai")
                .variable("DEEPSEEK_API_URL", "http://127.0.0.1:" + upstream.port() + "/deepseek")
                .variable("DEEPSEEK_API_KEY", "key-of-deepseek");
    }

    private static String asked(String line) {
        return line + " HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer sk-of-the-client\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "GET /v1/responses/resp_abc, GET /v1/responses/resp_abc",
        "GET /responses/resp_abc?include[]=a&include[]=b, GET /v1/responses/resp_abc?include[]=a&include[]=b",
        "DELETE /openai/v1/responses/resp_abc, DELETE /v1/responses/resp_abc",
        "GET /v1/responses/resp_abc/input_items?limit=5&order=asc, GET /v1/responses/resp_abc/input_items?limit=5&order=asc",
        "POST /v1/responses/resp_abc/cancel, POST /v1/responses/resp_abc/cancel",
        "GET /v1/responses/resp_abc?provider=xai, GET /xai/v1/responses/resp_abc",
        "GET /v1/responses/resp_abc?a=1&provider=xai&b=2, GET /xai/v1/responses/resp_abc?a=1&b=2",
        "GET /v1/responses/resp_req_1?provider=openai, GET /v1/responses/resp_req_1",
    })
    void theProviderIsAskedAndItsAnswerIsGivenAsItIs(String line, String upLine) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", STORED, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked(line)).answer();
            Request request = upstream.nextRequest();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(STORED);
            assertThat(request.line()).isEqualTo(upLine + " HTTP/1.1");
            assertThat(request.values("authorization").get(0))
                    .startsWith("Bearer ")
                    .doesNotContain("client");
            assertThat(gateway.nextLine().path("output_tokens").isMissingNode()).isTrue();
        }
    }

    @Test
    void theDefaultProviderIsAskedFirst() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", STORED, ""));
                RunningGateway gateway =
                        before(upstream).variable("DEFAULT_PROVIDER", "xai").start();
                RawClient client = gateway.connect()) {

            client.send(asked("GET /v1/responses/resp_abc")).answer();

            assertThat(upstream.nextRequest().line()).isEqualTo("GET /xai/v1/responses/resp_abc HTTP/1.1");
        }
    }

    @Test
    void whatTheProviderRefusesIsToldInItsWords() {
        String refusal =
                "{\"error\":{\"message\":\"none\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("404 Not Found", refusal, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("GET /v1/responses/resp_abc")).answer();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo(refusal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resp_req_0123", "..", "%2e%2e", "a%2Fb", "a%3Fb", "resp_abc;x", "resp%20abc"})
    void anIdThatNoProviderCanHaveIsAskedOfNone(String id) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", STORED, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("GET /v1/responses/" + id)).answer();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("\"param\":\"response_id\"").contains("(expected: ");
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void aProviderThatHasNoResponsesIsRefused() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", STORED, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(asked("GET /v1/responses/resp_abc?provider=deepseek"))
                    .answer();

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("unsupported_operation").contains("openai, xai");
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void aFollowUpGoesUpAsItIsWhereTheProviderStores() {
        String body = "{\"model\":\"openai/m\",\"previous_response_id\":\"resp_abc\",\"input\":\"Hi\"}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", STORED, ""));
                RunningGateway gateway = before(upstream).start();
                RawClient client = gateway.connect()) {

            client.send("POST /v1/responses HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n"
                            + "content-length: " + body.length() + "\r\n\r\n" + body)
                    .answer();

            assertThat(upstream.nextRequest().text()).isEqualTo(body.replace("openai/m", "m"));
        }
    }

    @Test
    void whereNothingIsToBeStoredAFollowUpIsRefused() {
        String body = "{\"model\":\"deepseek/m\",\"store\":true,\"input\":\"Hi\"}";
        String next = "{\"model\":\"deepseek/m\",\"previous_response_id\":\"resp_req_1\",\"input\":\"Hi\"}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway =
                        before(upstream).variable("RESPONSES_ENTRIES_MAX", "0").start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(post(body)).answer();
            Answer refused = client.send(post(next)).answer();

            assertThat(answer.text()).contains("\"store\":false");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("previous_response_not_found").contains("keeps no earlier response");
        }
    }

    @Test
    void whatIsTooLargeToBeStoredStandsInTheLog() {
        String body = "{\"model\":\"deepseek/m\",\"input\":\"" + "x".repeat(2048) + "\"}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = before(upstream)
                        .variable("RESPONSES_RESPONSE_BYTES_MAX", "2KiB")
                        .start();
                RawClient client = gateway.connect()) {

            Answer answer = client.send(post(body)).answer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.value("x-penstock-loss")).isEmpty();
            assertThat(gateway.nextLine().path("answer_loss").asText()).isEqualTo("dropped=store");
        }
    }

    private static String post(String body) {
        return "POST /v1/responses HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n" + "content-length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
