package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokens and seats are reserved, and come back on every way out. Seen from without: one exchange at a time is allowed, and the next one says
 * how many tokens are left.
 */
final class ReservationTest {
    private static final int TOKENS = 1_000_000;
    private static final int EXPECTED = 100;
    private static final int USED = 12;
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");

    /** What a stream costs that broke off behind its first word. */
    private static final int HALF = Chat.streamBody().length() / 4 + (Chat.ROLE + Chat.delta("Hel")).length() / 4;

    private static RunningGateway.Settings limited(ScriptedUpstream upstream) {
        return RunningGateway.settings(upstream.port())
                .set("limits.address.tokensPerMinute", TOKENS)
                .set("limits.address.concurrent", 1)
                .set("limits.request.outputTokensExpected", EXPECTED)
                .set("upstream.attemptsMax", 1);
    }

    private static int guess(String body) {
        return body.length() / 4 + EXPECTED;
    }

    /** What has gone before a request of that guess was let in. */
    private static long gone(Answer answer, int guess) {
        return TOKENS - guess - Long.parseLong(answer.value("x-ratelimit-remaining-tokens"));
    }

    /** What the exchanges before have cost: a request of a model that nobody has comes back, and is not answered by the provider. */
    private static long spent(RunningGateway gateway) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(Chat.post(Chat.plainBody().replace("openai/m", "demo/echo")))
                    .answer();
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            return gone(answer, guess(Chat.plainBody().replace("openai/m", "demo/echo")));
        }
    }

    private static RunningGateway start(RunningGateway.Settings settings) {
        return settings.set("features.demo", "on").start();
    }

    @Test
    void anAnswerCostsWhatItReportsAndNotWhatWasReserved() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            Answer first = client.send(Chat.post(Chat.plainBody())).answer();

            assertThat(first.value("x-ratelimit-limit-tokens")).isEqualTo(Integer.toString(TOKENS));
            assertThat(gone(first, guess(Chat.plainBody()))).isZero();
            assertThat(first.value("x-ratelimit-reset-tokens")).matches("1m\\d(\\.\\d+)?s|60(\\.\\d+)?s");
            assertThat(first.values("x-ratelimit-limit-requests")).isEmpty();
            gateway.nextLine();
            assertThat(spent(gateway)).isEqualTo(USED);
        }
    }

    @Test
    void aStreamDoesSoToo() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.streamWithUsage()));
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody())).answer();
            gateway.nextLine();

            assertThat(spent(gateway)).isEqualTo(USED);
        }
    }

    @Test
    void whatReportsNothingCostsWhatWentDownAndNoMoreThanWasReserved() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Chat.chunked(Chat.stream()));
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody())).answer();
            gateway.nextLine();

            assertThat(spent(gateway)).isEqualTo(guess(Chat.streamBody()));
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "5000, 4096", "1000000000, 4096"})
    void theBoundThatIsNamedIsReservedUpToAMost(int named, int reserved) {
        String body = Chat.plainBody().replace("{\"model\"", "{\"n\":2,\"max_tokens\":" + named + ",\"model\"");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {

            Answer answer = client.send(Chat.post(body)).answer();

            assertThat(gone(answer, body.length() / 4 + 2 * reserved)).isZero();
        }
    }

    @Test
    void whoHasSpentItsTokensIsRefusedWithNothingSent() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream)
                        .set("limits.address.tokensPerMinute", guess(Chat.plainBody()) + 11)
                        .set("limits.address.requestsPerMinute", 10));
                RawClient client = gateway.connect()) {
            Answer first = client.send(Chat.post(Chat.plainBody())).answer();
            Answer second = client.send(Chat.post(Chat.plainBody())).answer();

            assertThat(first.status()).isEqualTo(200);
            assertThat(second.status()).isEqualTo(429);
            assertThat(first.value("x-ratelimit-remaining-requests")).isEqualTo("9");
            assertThat(second.value("x-ratelimit-remaining-requests")).isEqualTo("9");
            assertThat(second.text()).contains("a minute for this address").contains("tokens: ");
            assertThat(Integer.parseInt(second.value("retry-after"))).isBetween(30, 61);
            assertThat(second.value("x-ratelimit-remaining-tokens"))
                    .isEqualTo(Integer.toString(guess(Chat.plainBody()) + 11 - USED));
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"openai/m\",\"messages\":[",
                "{\"model\":\"groq/m\",\"messages\":[]}",
                "{\"model\":\"openai/m\",\"n\":500,\"messages\":[]}",
                "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"data:image/png;base64,aaaa\"}}]}]}"
            })
    void aRefusedRequestCostsNothing(String body) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            assertThat(client.send(Chat.post(body)).answer().status()).isIn(400, 404);
            gateway.nextLine();

            assertThat(spent(gateway)).isZero();
        }
    }

    static Stream<Arguments> deaths() {
        return Stream.of(
                Arguments.of("", false, "failed"),
                Arguments.of("HTTP/1.1 200 OK\r\ncontent-", false, "failed"),
                Arguments.of(Chat.chunkedHead() + Chat.chunk(Chat.ROLE), false, "failed"),
                Arguments.of(
                        Chat.json("500 Internal Server Error", "{\"error\":{\"message\":\"a\"}}", ""), false, "ok"),
                Arguments.of(Chat.json("429 Too Many Requests", "{\"error\":{\"message\":\"a\"}}", ""), false, "ok"),
                Arguments.of(Chat.begunStream(), true, "broken"));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void aProviderThatDiesCostsWhatTheClientHasOfIt(String sent, boolean hasOutput, String outcome) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(sent);
                });
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody())).answer();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo(outcome);

            assertThat(spent(gateway)).isEqualTo(hasOutput ? HALF : 0);
        }
    }

    static Stream<Arguments> phases() {
        return Stream.of(
                Arguments.of("", false),
                Arguments.of("HTTP/1.1 200 OK\r\ncontent-", false),
                Arguments.of(Chat.chunkedHead(), false),
                Arguments.of(Chat.chunkedHead() + Chat.chunk(Chat.ROLE), false),
                Arguments.of(Chat.begunStream(), true));
    }

    @ParameterizedTest
    @MethodSource("phases")
    void aClientThatGoesPaysForWhatItHas(String sent, boolean hasOutput) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(sent);
                    provider.awaitGone();
                });
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody()));
            upstream.nextRequest();
            if (hasOutput) {
                client.readUntil("Hel");
            }

            client.close();

            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            assertThat(spent(gateway)).isEqualTo(hasOutput ? HALF : 0);
        }
    }

    @Test
    void aClientThatGoesBeforeItsRequestIsWholeCostsNothing() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.plainBody()).substring(0, 110));
            client.close();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");

            assertThat(spent(gateway)).isZero();
        }
    }

    @Test
    void aRequestThatDoesNotArriveInTimeCostsNothing() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream).set("server.timeouts.read", "100ms"));
                RawClient client = gateway.connect()) {
            Answer late =
                    client.send(Chat.post(Chat.plainBody()).substring(0, 110)).answer();
            assertThat(late.status()).isEqualTo(408);
            gateway.nextLine();

            assertThat(spent(gateway)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"upstream.timeouts.firstByte, 504", "upstream.timeouts.total, 504"})
    void aProviderThatIsLateCostsNothing(String timeout, int status) {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = start(limited(upstream).set(timeout, "100ms"));
                RawClient client = gateway.connect()) {
            assertThat(client.send(Chat.post(Chat.plainBody())).answer().status())
                    .isEqualTo(status);
            gateway.nextLine();

            assertThat(spent(gateway)).isZero();
        }
    }

    @Test
    void aStreamThatStandsStillCostsWhatWentDown() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.send(Chat.begunStream());
                    provider.awaitGone();
                });
                RunningGateway gateway = start(limited(upstream).set("upstream.timeouts.idle", "100ms"));
                RawClient client = gateway.connect()) {
            client.send(Chat.post(Chat.streamBody())).answer();
            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("broken");

            assertThat(spent(gateway)).isEqualTo(HALF);
        }
    }

    @Test
    void aStreamThatWasOpenedEarlyAndFailedCostsNothingAndSaysWhatIsLeft() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = start(limited(upstream)
                        .set("commit.openEarly", true)
                        .set("commit.keepAliveInterval", "20ms")
                        .set("upstream.timeouts.firstByte", "200ms"));
                RawClient client = gateway.connect()) {
            Answer answer = client.send(Chat.post(Chat.streamBody())).answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(gone(answer, guess(Chat.streamBody()))).isZero();
            gateway.nextLine();

            assertThat(spent(gateway)).isZero();
        }
    }

    /** A provider takes 96 texts in one call: what is asked in two is refused as what is asked in one. */
    @ParameterizedTest
    @CsvSource({"'', '', 401", "sk-operators, 'authorization: Basic YTpi\r\n', 400"})
    void aRequestWithoutItsCallersKeyHoldsNothingHoweverManyCallsItTakes(
            String operatorsKey, String credential, int status) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = start(limited(upstream)
                        .variable("COHERE_API_URL", "http://127.0.0.1:" + upstream.port())
                        .variable("COHERE_API_KEY", operatorsKey)
                        .set("providers.cohere.callersKeys", true)
                        .set("server.limits.heldBytesMax", "4KiB"));
                RawClient client = gateway.connect()) {

            Answer inOne = client.send(embeddings(96, credential)).answer();
            Answer inTwo = client.send(embeddings(97, credential)).answer();
            Answer other = client.send(Chat.post(Chat.plainBody().replace("Hi", "x".repeat(3 * 1024))))
                    .answer();

            assertThat(inOne.status()).isEqualTo(status);
            assertThat(inTwo.status()).isEqualTo(status);
            assertThat(inTwo.text().replaceAll("req-[^\"]+", ""))
                    .isEqualTo(inOne.text().replaceAll("req-[^\"]+", ""));
            assertThat(other.status()).as(other.toString()).isEqualTo(200);
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    private static String embeddings(int texts, String fields) {
        String body = "{\"model\":\"cohere/embed-v4.0\",\"input\":["
                + String.join(",", Collections.nCopies(texts, "\"" + "x".repeat(30) + "\"")) + "]}";
        return "POST /v1/embeddings HTTP/1.1\r\nhost: gateway\r\n" + fields + "content-length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
