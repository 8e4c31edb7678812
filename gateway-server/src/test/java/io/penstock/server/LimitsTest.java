package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.identity.Identity;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Await;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much one may have, over sockets: what is refused, in which words, and what everybody is told of what is left. */
final class LimitsTest {
    private static final String TELLING =
            "x-ratelimit-limit-requests: 777\r\nx-ratelimit-remaining-tokens: 777\r\nx-ratelimit-reset-tokens: 7ms\r\n";
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), TELLING);
    private static final String RESET = "(1m|60(\\.\\d{1,3})?s|1m0(\\.\\d{1,3})?s|5\\d(\\.\\d{1,3})?s|1m1s)";

    private static RunningGateway.Settings limited(ScriptedUpstream upstream, String limit, int max) {
        return RunningGateway.settings(upstream.port()).set("limits." + limit, max);
    }

    private static Answer ask(RunningGateway gateway, String request) {
        try (RawClient client = gateway.connect()) {
            return client.send(request).answer();
        }
    }

    private static Answer ask(RunningGateway gateway) {
        return ask(gateway, Chat.post(Chat.plainBody()));
    }

    @Test
    void everyAnswerSaysWhatIsLeftAndTheFirstOneTooManyIsRefused() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway =
                        limited(upstream, "address.requestsPerMinute", 2).start()) {

            Answer first = ask(gateway);
            Answer second = ask(gateway);
            Answer third = ask(gateway);

            assertThat(first.status()).isEqualTo(200);
            assertThat(first.values("x-ratelimit-limit-requests")).containsExactly("2");
            assertThat(first.value("x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(first.value("x-ratelimit-reset-requests")).matches(RESET);
            assertThat(first.head()).doesNotContain("777", "7ms");
            assertThat(second.value("x-ratelimit-remaining-requests")).isEqualTo("0");
            assertThat(third.status()).isEqualTo(429);
            assertThat(third.value("x-ratelimit-limit-requests")).isEqualTo("2");
            assertThat(third.value("x-ratelimit-remaining-requests")).isEqualTo("0");
            assertThat(Integer.parseInt(third.value("retry-after"))).isBetween(30, 61);
            assertThat(third.text()).contains("requests: 2 a minute for this address");
            assertThat(upstream.requests()).isEqualTo(2);
        }
    }

    @Test
    void aProvidersOwnFieldsGoDownWhereNoLimitOfTheGatewaysCounts() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream)) {

            assertThat(ask(gateway).head()).contains(TELLING);
        }
    }

    @Test
    void whatIsPublicIsNotLimited() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway =
                        limited(upstream, "address.requestsPerMinute", 1).start()) {
            ask(gateway);

            assertThat(ask(gateway, "GET /health HTTP/1.1\r\nhost: a\r\n\r\n").status())
                    .isEqualTo(200);
            assertThat(ask(gateway, "GET /v1/models HTTP/1.1\r\nhost: a\r\n\r\n")
                            .status())
                    .isEqualTo(429);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions              | \"code\":\"rate_limit_exceeded\"",
                "/v1/responses                     | \"code\":\"rate_limit_exceeded\"",
                "/v1/messages                      | \"type\":\"rate_limit_error\"",
                "/v1beta/models/m:generateContent  | \"status\":\"RESOURCE_EXHAUSTED\"",
                "/v2/chat                          | \"message\":\"requests: 1 a minute",
                "/model/openai%2Fm/converse        | \"message\":\"requests: 1 a minute"
            })
    void aRefusalIsInTheWordsOfTheCallersDialectBeforeTheBodyIsRead(String target, String words) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway =
                        limited(upstream, "address.requestsPerMinute", 1).start();
                RawClient client = gateway.connect()) {
            ask(gateway);

            Answer refusal = client.send("POST " + target
                            + " HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1000\r\n\r\n")
                    .answer();

            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.text()).contains(words);
            assertThat(refusal.value("retry-after")).isNotEmpty();
            assertThat(refusal.value("x-ratelimit-remaining-requests")).isEqualTo("0");
        }
    }

    @Test
    void aKeyHasItsOwnGrantAndItsTeamAndOwnerTheirs() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                Keyring keyring = new Keyring()) {
            String one = issue(keyring, "anna", new Identity.Grant(2, 0, 0));
            String two = issue(keyring, "anna", Identity.Grant.UNSAID);
            String three = issue(keyring, "ben", Identity.Grant.UNSAID);
            try (RunningGateway gateway = limited(upstream, "key.requestsPerMinute", 100)
                    .set("limits.subject.requestsPerMinute", 3)
                    .set("limits.team.requestsPerMinute", 4)
                    .set("auth.enabled", true)
                    .set("store.path", keyring.path().toString())
                    .start()) {

                List<String> told = new ArrayList<>();
                for (String key : List.of(one, one, one, two, two, three, three)) {
                    Answer answer = askWhenKnown(gateway, key);
                    told.add(
                            answer.status() == 200 ? "200" : answer.text().replaceAll("(?s).*for this (\\w+).*", "$1"));
                }

                assertThat(told).containsExactly("200", "200", "key", "200", "subject", "200", "team");
            }
        }
    }

    private static String issue(Keyring keyring, String owner, Identity.Grant grant) {
        return keyring.issue(
                new KeyTerms(owner, "team", "", Set.of(Role.INFERENCE, Role.MODELS), List.of(), Set.of(), grant));
    }

    /** Keys are read in the background; until then the gateway answers 503. */
    private static Answer askWhenKnown(RunningGateway gateway, String key) {
        String request = Chat.post(Chat.plainBody(), "authorization: Bearer " + key + "\r\n");
        return Await.settled(() -> ask(gateway, request));
    }

    @Test
    void aModelIsLimitedAndItsRefusalTakesNothingOfTheCallers() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = limited(upstream, "model.requestsPerMinute", 1)
                        .set("limits.address.requestsPerMinute", 3)
                        .start()) {
            ask(gateway);

            Answer refused = ask(gateway);
            Answer other = ask(gateway, Chat.post(Chat.plainBody().replace("openai/m", "openai/other")));

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("for this model");
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.value("x-ratelimit-limit-requests")).isEqualTo("1");
            Answer third = ask(gateway, Chat.post(Chat.plainBody().replace("openai/m", "openai/third")));
            assertThat(third.status()).as("of three requests one was refused").isEqualTo(200);
            assertThat(ask(gateway).text()).contains("for this address");
        }
    }

    @Test
    void exactlyAsManyPassAsMayOfManyAtOnce() throws Exception {
        int max = 20;
        int threads = 16;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway =
                        limited(upstream, "address.requestsPerMinute", max).start()) {
            CyclicBarrier start = new CyclicBarrier(threads);
            Callable<Integer> work = () -> {
                start.await();
                int passed = 0;
                for (int i = 0; i < 10 * max / threads; i++) {
                    passed += ask(gateway).status() == 200 ? 1 : 0;
                }
                return passed;
            };

            assertThat(sum(threads, work)).isEqualTo(max);
            assertThat(upstream.requests()).isEqualTo(max);
        }
    }

    private static int sum(int threads, Callable<Integer> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            int sum = 0;
            for (Future<Integer> each : pool.invokeAll(Collections.nCopies(threads, work))) {
                sum += each.get();
            }
            return sum;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void oneTooManyAtOneTimeIsRefusedUntilOneIsAnswered() {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    while (provider.request() != null) {
                        provider.await(goOn);
                        provider.send(OK);
                    }
                });
                RunningGateway gateway =
                        limited(upstream, "address.concurrent", 1).start();
                RawClient first = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();

            Answer refused = ask(gateway);
            goOn.countDown();

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.value("retry-after")).isEqualTo("1");
            assertThat(refused.text()).contains("concurrency: 1 requests at one time for this address");
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(ask(gateway).status()).isEqualTo(200);
        }
    }

    @Test
    void oneTooManyInAllIsTheGatewaysOwnBusiness() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = limited(upstream, "concurrency.max", 1)
                        .set("limits.address.requestsPerMinute", 3)
                        .start();
                RawClient first = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();

            for (int i = 0; i < 10; i++) {
                Answer refused = ask(gateway);
                assertThat(refused.status()).as("it takes nothing of the rate").isEqualTo(503);
                assertThat(refused.value("retry-after")).isEqualTo("1");
            }
            assertThat(ask(gateway, "GET /health HTTP/1.1\r\nhost: a\r\n\r\n").status())
                    .isEqualTo(200);
        }
    }

    /** Of two that come while one is under way, one waits and one finds no place to wait; which one is theirs to settle. */
    @ParameterizedTest
    @CsvSource({"0", "100", "200000"})
    void whoWaitsForRoomGetsItWithNothingLost(int filler) {
        String body = Chat.plainBody().replace("Hi", "x".repeat(filler));
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    while (provider.request() != null) {
                        provider.await(goOn);
                        provider.send(OK);
                    }
                });
                RunningGateway gateway = limited(upstream, "concurrency.max", 1)
                        .set("limits.concurrency.queueMax", 1)
                        .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect();
                RawClient third = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();
            second.send(Chat.post(body).substring(0, 120));
            third.send(Chat.post(body).substring(0, 120));

            JsonNode refused = gateway.nextLine();
            assertThat(refused.get("status").asInt()).isEqualTo(503);
            RawClient waiting = answered(second, third) == second ? third : second;
            waiting.send(Chat.post(body).substring(120));
            goOn.countDown();

            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(waiting.answer().status()).isEqualTo(200);
            assertThat(upstream.nextRequest().text()).endsWith(body.replace("openai/m", "m"));
        }
    }

    /** Which of the two has its answer: one of them soon will, for the line of an exchange is written before its answer goes. */
    private static RawClient answered(RawClient one, RawClient other) {
        return Await.first(each -> each.isReadableWithin(1), alternating(one, other));
    }

    private static Await.Ask<RawClient, RuntimeException> alternating(RawClient one, RawClient other) {
        AtomicInteger turn = new AtomicInteger();
        return () -> turn.getAndIncrement() % 2 == 0 ? one : other;
    }

    @Test
    void whoWaitsInVainIsToldSoAndWhoGoesIsForgotten() {
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.awaitGone();
                });
                RunningGateway gateway = limited(upstream, "address.concurrent", 1)
                        .set("limits.concurrency.queueMax", 10)
                        .set("limits.concurrency.queueTimeout", "100ms")
                        .start();
                RawClient first = gateway.connect();
                RawClient gone = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();
            gone.send(Chat.post(Chat.plainBody()));
            gone.reset();

            Answer late = ask(gateway);

            assertThat(late.status()).isEqualTo(429);
            assertThat(late.text()).contains("at one time for this address");
            assertThat(gateway.nextLine().get("outcome").asText()).isIn("abandoned", "refused");
            assertThat(gateway.nextLine().get("outcome").asText()).isIn("abandoned", "refused");
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    /** On NIO nothing is heard of a client that is not read from. */
    @ParameterizedTest
    @CsvSource({"nio, fin", "nio, reset", "nio, close", "auto, fin", "auto, reset", "auto, close"})
    void whoGoesWithinItsBodyWhileItWaitsIsForgottenAtOnce(String transport, String way) {
        CountDownLatch goOn = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
                    provider.request();
                    provider.await(goOn);
                    provider.send(OK);
                });
                RunningGateway gateway = limited(upstream, "concurrency.max", 1)
                        .set("limits.concurrency.queueMax", 1)
                        .set("limits.concurrency.queueTimeout", "5m")
                        .set("server.transport", transport)
                        .start();
                RawClient first = gateway.connect();
                RawClient gone = gateway.connect()) {
            first.send(Chat.post(Chat.plainBody()));
            upstream.nextRequest();
            String request = Chat.post(Chat.plainBody());
            gone.send(request.substring(0, request.length() - 5));
            assertThat(gone.isReadableWithin(50)).isFalse();

            switch (way) {
                case "fin" -> gone.fin();
                case "reset" -> gone.reset();
                default -> gone.close();
            }

            assertThat(gateway.nextLine().get("outcome").asText()).isEqualTo("abandoned");
            goOn.countDown();
            assertThat(first.answer().status()).isEqualTo(200);
            assertThat(upstream.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'\"max_tokens\":101', 400",
        "'\"max_completion_tokens\":1000000000', 400",
        "'\"max_tokens\":100', 200",
        "'\"n\":3', 400",
        "'\"n\":2', 200",
        "'\"user\":\"a\"', 200"
    })
    void aRequestThatAsksForTooMuchIsRefused(String member, int status) {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = limited(upstream, "request.outputTokensMax", 100)
                        .set("limits.request.choicesMax", 2)
                        .start()) {

            Answer answer =
                    ask(gateway, Chat.post(Chat.plainBody().replace("{\"model\"", "{" + member + ",\"model\"")));

            assertThat(answer.status()).isEqualTo(status);
            assertThat(upstream.requests()).isEqualTo(status == 200 ? 1 : 0);
        }
    }

    /** Each cap in the words of each dialect, and in other spellings of the same number. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions | \"max_tokens\":101,\"messages\":[]                                | output tokens",
                "/v1/chat/completions | \"max_completion_tokens\":1e9,\"messages\":[]                     | output tokens",
                "/v1/chat/completions | \"max_tokens\":101,\"max_tokens\":1,\"messages\":[]               | output tokens",
                "/v1/chat/completions | \"n\":3,\"n\":1,\"messages\":[]                                   | choices",
                "/v1/chat/completions | \"n\":99999999999999999999,\"messages\":[]                        | choices",
                "/v1/completions      | \"max_tokens\":101,\"prompt\":\"a\"                               | output tokens",
                "/v1/completions      | \"n\":3,\"prompt\":\"a\"                                          | choices",
                "/v1/responses        | \"max_output_tokens\":101,\"input\":\"a\"                         | output tokens",
                "/v1/messages         | \"max_tokens\":101,\"messages\":[]                                | output tokens",
                "GEMINI               | \"generationConfig\":{\"maxOutputTokens\":101},\"contents\":[]    | output tokens",
                "GEMINI               | \"generation_config\":{\"max_output_tokens\":101},\"contents\":[] | output tokens",
                "GEMINI               | \"generationConfig\":{\"candidateCount\":3},\"contents\":[]       | choices",
                "GEMINI               | \"generation_config\":{\"candidate_count\":3},\"contents\":[]     | choices",
                "/v2/chat             | \"max_tokens\":101,\"messages\":[]                                | output tokens",
                "BEDROCK              | \"inferenceConfig\":{\"maxTokens\":101},\"messages\":[]           | output tokens"
            })
    void theCapsCountInTheWordsOfEachDialect(String where, String members, String what) {
        String target = where.replace("GEMINI", "/v1beta/models/openai%2Fm:generateContent")
                .replace("BEDROCK", "/model/openai%2Fm/converse");
        String body = "{" + (target.equals(where) ? "\"model\":\"openai/m\"," : "") + members + "}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = limited(upstream, "request.outputTokensMax", 100)
                        .set("limits.request.choicesMax", 2)
                        .start()) {

            Answer answer = ask(
                    gateway,
                    "POST " + target + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains(what + ": ").contains("(expected: up to ");
            assertThat(upstream.connections()).isZero();
        }
    }

    @Test
    void theCapOnChoicesIsThereByDefault() {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(OK);
                RunningGateway gateway = RunningGateway.before(upstream)) {

            Answer answer = ask(gateway, Chat.post(Chat.plainBody().replace("{\"model\"", "{\"n\":129,\"model\"")));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("choices: 129 (expected: up to 128)");
        }
    }
}
