package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.Scrape;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exchanges come to, counted over sockets and read on the port for it. */
final class MetricsTest {
    private static final String CANARY = "canary-0123456789";
    private static final String MADE_UP = "canary-of-a-client";
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3";

    private static RunningGateway.Settings measured(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .variable("TELEMETRY_ENABLE", "true")
                .variable("TELEMETRY_METRICS_PORT", "0");
    }

    private static InetSocketAddress port(RunningGateway gateway) {
        return Objects.requireNonNull(gateway.gateway().metricsAddress());
    }

    private static Answer read(RunningGateway gateway, String request) {
        try (RawClient client = RawClient.to(port(gateway).getPort())) {
            return client.send(request).answer();
        }
    }

    private static Answer read(RunningGateway gateway) {
        return read(gateway, "GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n");
    }

    private static Scrape scrape(RunningGateway gateway) {
        return Scrape.of(read(gateway).text(), false);
    }

    /** Sends a request, and waits until it is counted. */
    private static Answer ask(RunningGateway gateway, String request) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(request).answer();
            gateway.nextLine();
            return answer;
        }
    }

    private static double exchanges(Scrape scrape, String outcome, String status) {
        return scrape.sum(
                "penstock_exchanges_total",
                "surface",
                "openai",
                "provider",
                "openai",
                "outcome",
                outcome,
                "status",
                status);
    }

    @Test
    void anAnswerIsCountedWithItsModelItsTokensAndItsTime() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.streamWithUsage()));
                RunningGateway gateway = measured(upstream).start()) {
            ask(gateway, Chat.post(Chat.streamBody()));
            ask(gateway, Chat.post(Chat.streamBody()));

            Scrape scrape = scrape(gateway);

            assertThat(exchanges(scrape, "ok", "2xx")).isEqualTo(2);
            String[] model = {
                "gen_ai_operation_name", "chat", "gen_ai_provider_name", "openai", "gen_ai_request_model", "m"
            };
            assertThat(scrape.sum("gen_ai_server_request_duration_seconds_count", model))
                    .isEqualTo(2);
            assertThat(scrape.sum("gen_ai_server_time_to_first_token_seconds_count", model))
                    .isEqualTo(2);
            assertThat(scrape.sum("gen_ai_server_time_to_first_token_seconds_sum", model))
                    .isPositive();
            assertThat(scrape.sum("penstock_tokens_total", "direction", "output"))
                    .isEqualTo(14);
            assertThat(scrape.sum("penstock_request_body_bytes_total"))
                    .isEqualTo(2 * Chat.streamBody().length());
            assertThat(scrape.sum("penstock_authentications_total", "result", "open"))
                    .isEqualTo(2);
            assertThat(scrape.sum("penstock_exchanges_in_flight")).isZero();
        }
    }

    private static void dieBehindOutput(UpstreamSide provider) throws IOException {
        provider.request();
        provider.send(Chat.begunStream());
    }

    @Test
    void oneThatBreaksOffIsCountedAsBroken() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(MetricsTest::dieBehindOutput);
                RunningGateway gateway = measured(upstream).start()) {
            ask(gateway, Chat.post(Chat.streamBody()));

            assertThat(exchanges(scrape(gateway), "broken", "2xx")).isEqualTo(1);
        }
    }

    @Test
    void oneWhoseProviderDiesFirstIsCountedAsFailed() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(UpstreamSide::request);
                RunningGateway gateway = measured(upstream).start()) {
            ask(gateway, Chat.post(Chat.streamBody()));

            assertThat(exchanges(scrape(gateway), "failed", "5xx")).isEqualTo(1);
        }
    }

    @Test
    void connectionsThatAreClosedAtOnceAreCounted() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = measured(upstream)
                        .set("server.limits.connectionsMax", 1)
                        .start();
                RawClient first = gateway.connect()) {
            first.send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n").answer();
            for (int i = 0; i < 3; i++) {
                try (RawClient refused = gateway.connect()) {
                    assertThat(refused.isClosedByPeer()).isTrue();
                }
            }

            Scrape scrape = scrape(gateway);

            assertThat(scrape.sum("penstock_connections_refused_total")).isEqualTo(3);
            assertThat(scrape.sum("penstock_connections_open")).isEqualTo(1);
        }
    }

    @Test
    void oneWhoseClientGoesIsInFlightUntilThenAndCountedAsAbandoned() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = measured(upstream).start();
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            upstream.nextRequest();
            Scrape during = scrape(gateway);

            client.reset();
            String outcome = "";
            while (!outcome.equals("abandoned")) {
                // The reading has a line of its own.
                outcome = gateway.nextLine().path("outcome").asText();
            }

            assertThat(during.sum("penstock_exchanges_in_flight")).isEqualTo(1);
            assertThat(during.sum("penstock_connections_open")).isEqualTo(1);
            Scrape after = scrape(gateway);
            assertThat(exchanges(after, "abandoned", "none")).isEqualTo(1);
            assertThat(after.sum("penstock_exchanges_in_flight")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nowhere HTTP/1.1, 4xx, ''",
        "DELETE /v1/models HTTP/1.1, 4xx, ''",
        "GET /v1/models HTTP/9.9, 5xx, ''",
        "GET /health HTTP/1.1, 2xx, health",
    })
    void whatLeadsToNoProviderIsCountedToo(String line, String status, String surface) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = measured(upstream).start()) {
            ask(gateway, line + "\r\nhost: a\r\n\r\n");

            Scrape scrape = scrape(gateway);
            assertThat(scrape.sum("penstock_exchanges_total", "status", status, "surface", surface))
                    .isEqualTo(1);
            assertThat(scrape.sum("penstock_exchanges_in_flight")).isZero();
            assertThat(scrape.sum("gen_ai_server_request_duration_seconds_count"))
                    .isZero();
        }
    }

    /** A chat of OpenAI's before Anthropic's: the request loses its seed, the answer the sequence that stopped it. */
    @Test
    void whatATranslationLosesIsCountedOnBothWays() {
        String whole = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"Hello\"}],\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"END\","
                + "\"usage\":{\"input_tokens\":5,\"output_tokens\":7}}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", whole, ""));
                RunningGateway gateway = measured(upstream)
                        .variable("ANTHROPIC_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1")
                        .variable("ANTHROPIC_API_KEY", "key-of-anthropic")
                        .start()) {
            ask(
                    gateway,
                    Chat.post("{\"model\":\"anthropic/m\",\"seed\":7,\"" + MADE_UP
                            + "\":1,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));

            Scrape scrape = scrape(gateway);
            String name = "penstock_translation_losses_total";
            assertThat(scrape.sum(name, "direction", "request", "kind", "dropped", "field", "seed"))
                    .isEqualTo(1);
            assertThat(scrape.sum(name, "direction", "request", "kind", "dropped", "field", "other"))
                    .isEqualTo(1);
            assertThat(scrape.sum(name, "direction", "answer", "field", "stop_sequence"))
                    .isEqualTo(1);
        }
    }

    @Test
    void noSecretAndNothingThatAClientMadeUpIsToldInEitherFormat() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = measured(upstream)
                        .variable("OPENAI_API_KEY", CANARY)
                        .variable("ADMIN_TOKEN", CANARY + "-2")
                        .start()) {
            String made =
                    Chat.plainBody().replace("openai/m", "openai/" + MADE_UP).replace("Hi", MADE_UP);
            String fields = "authorization: Bearer " + CANARY + "\r\nx-api-key: " + CANARY + "\r\n";
            ask(gateway, Chat.post(made, fields));
            ask(gateway, Chat.post(made.replace("\"messages\"", "\"" + MADE_UP + "\":1,\"messages\""), fields));
            ask(gateway, "GET /" + MADE_UP + "?key=" + CANARY + " HTTP/1.1\r\nhost: " + MADE_UP + "\r\n\r\n");
            ask(gateway, "GET /metrics HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n");

            String text = read(gateway).text();
            Answer open = read(gateway, "GET /metrics HTTP/1.1\r\nhost: a\r\naccept: " + OPEN_METRICS + "\r\n\r\n");

            assertThat(Scrape.of(text, false).sum("penstock_exchanges_total")).isEqualTo(4);
            assertThat(Scrape.of(open.text(), true).sum("penstock_exchanges_total"))
                    .isEqualTo(4);
            assertThat(open.value("content-type"))
                    .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(Scrape.of(text, false).values("gen_ai_request_model")).containsExactly("other");
            assertThat(text + open.text()).doesNotContain("canary").doesNotContain("0123456789");
        }
    }

    @Test
    void readingIsNotCounted() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = measured(upstream).start()) {
            scrape(gateway);

            Scrape scrape = scrape(gateway);
            assertThat(scrape.sum("penstock_exchanges_total")).isZero();
            assertThat(scrape.sum("penstock_connections_open")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /metrics, 200",
        "GET /metrics/, 200",
        "POST /metrics, 405",
        "GET /, 404",
        "GET /health, 200",
        "GET /health/ready, 200",
        "GET /v1/models, 404",
        "POST /v1/chat/completions, 404",
        "GET /proxy/openai/models, 404",
    })
    void thePortForItLeadsToHealthAndNowhereElse(String line, int status) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
                RunningGateway gateway = measured(upstream).start()) {

            Answer answer = read(gateway, line + " HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n");

            assertThat(answer.status()).isEqualTo(status);
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void thePortForItIsThisMachinesUnlessOneSaysOtherwise() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway own = measured(upstream).start();
                RunningGateway all = measured(upstream)
                        .set("telemetry.metricsHost", "0.0.0.0")
                        .start()) {
            assertThat(port(own).getAddress().isLoopbackAddress()).isTrue();
            assertThat(port(all).getAddress().isAnyLocalAddress()).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ScriptedUpstream upstream = ScriptedUpstream.answering("")) {
            String port = Integer.toString(taken.getLocalPort());
            RunningGateway.Settings settings = measured(upstream).variable("TELEMETRY_METRICS_PORT", port);

            assertThatThrownBy(settings::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("telemetry.metricsPort: " + port + " of 127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "accept: application/openmetrics-text\r\n"})
    void switchedOffNothingIsMeasuredAndNoPortIsOpen(String fields) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering("");
                RunningGateway gateway = RunningGateway.before(upstream)) {

            Answer answer = ask(gateway, "GET /metrics HTTP/1.1\r\nhost: localhost\r\n" + fields + "\r\n");

            assertThat(gateway.gateway().metricsAddress()).isNull();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("metrics: switched off");
        }
    }
}
