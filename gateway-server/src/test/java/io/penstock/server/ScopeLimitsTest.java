package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit counts for whom it is, and for nobody who shares all else with that one. */
final class ScopeLimitsTest {
    private static final String OK = Chat.json("200 OK", Chat.whole("c1"), "");
    /** What {@link #OK} reports as used, and eight more. */
    private static final int TOKENS = 20;

    private static final int TOKENS_LEFT = 8;

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Keyring keyring = new Keyring();
    private final Caller first = caller("anna", "red", "openai/m");

    /** The first connection is answered when the test says so. */
    private final ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
        while (provider.request() != null) {
            if (provider.n() == 1) {
                provider.await(goOn);
            }
            provider.send(OK);
        }
    });

    /** With which key it asks, and what. */
    private record Caller(String key, String model) {
        String request() {
            return Chat.post(
                    Chat.plainBody().replace("openai/m", model),
                    "connection: close\r\nauthorization: Bearer " + key + "\r\n");
        }
    }

    @AfterEach
    void close() {
        goOn.countDown();
        upstream.close();
        keyring.close();
    }

    private Caller caller(String owner, String team, String model) {
        return caller(owner, team, model, Identity.Grant.UNSAID);
    }

    private Caller caller(String owner, String team, String model, Identity.Grant grant) {
        KeyTerms terms = new KeyTerms(owner, team, "", Set.of(Role.INFERENCE), List.of(), Set.of(), grant);
        return new Caller(keyring.issue(terms), model);
    }

    /** Who shares nothing with the first caller but what the limit is for. */
    private Caller alike(String scope) {
        return switch (scope) {
            case "key" -> new Caller(first.key(), "openai/other");
            case "subject" -> caller("anna", "blue", "openai/other");
            case "team" -> caller("ben", "red", "openai/other");
            default -> caller("ben", "blue", "openai/m");
        };
    }

    /** Who shares with the first caller all that can be shared but what the limit is for. */
    private Caller other(String scope) {
        return switch (scope) {
            case "key" -> caller("anna", "red", "openai/m");
            case "subject" -> caller("ben", "red", "openai/m");
            case "team" -> caller("anna", "blue", "openai/m");
            default -> new Caller(first.key(), "openai/other");
        };
    }

    private RunningGateway limited(String limit, int max) {
        return RunningGateway.settings(upstream.port())
                .set("auth.enabled", true)
                .set("store.path", keyring.path().toString())
                .set("limits." + limit, max)
                .start();
    }

    /** The answer, once the gateway has read its keys: until then it is 503. */
    private static Answer ask(RunningGateway gateway, Caller caller) {
        return Await.settled(() -> {
            try (RawClient client = gateway.connect()) {
                return client.send(caller.request()).answer();
            }
        });
    }

    /** Waits until an exchange is over that was let in: then what it used is known. */
    private static void awaitSettled(RunningGateway gateway) {
        int status = 0;
        while (status != 200) {
            status = gateway.nextLine().get("status").asInt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "subject", "team", "model"})
    void aLimitOfRequestsCountsForWhomItIs(String scope) {
        goOn.countDown();
        Caller alike = alike(scope);
        Caller other = other(scope);
        try (RunningGateway gateway = limited(scope + ".requestsPerMinute", 1)) {
            Answer passed = ask(gateway, first);

            Answer refused = ask(gateway, alike);
            Answer others = ask(gateway, other);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("requests: 1 a minute for this " + scope);
            assertThat(Integer.parseInt(refused.value("retry-after"))).isBetween(30, 61);
            for (Answer told : List.of(passed, refused, others)) {
                assertThat(told.value("x-ratelimit-limit-requests")).isEqualTo("1");
                assertThat(told.value("x-ratelimit-remaining-requests")).isEqualTo("0");
                assertThat(told.value("x-ratelimit-reset-requests")).isNotEmpty();
                assertThat(told.values("x-ratelimit-limit-tokens")).isEmpty();
            }
            assertThat(List.of(passed.status(), others.status())).containsOnly(200);
            assertThat(upstream.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "subject", "team", "model"})
    void aLimitOfTokensCountsForWhomItIs(String scope) {
        goOn.countDown();
        Caller alike = alike(scope);
        Caller other = other(scope);
        try (RunningGateway gateway = limited(scope + ".tokensPerMinute", TOKENS)) {
            Answer passed = ask(gateway, first);
            awaitSettled(gateway);

            Answer refused = ask(gateway, alike);
            Answer others = ask(gateway, other);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text()).contains("tokens: " + TOKENS + " a minute for this " + scope);
            assertThat(Integer.parseInt(refused.value("retry-after"))).isBetween(30, 61);
            assertThat(refused.value("x-ratelimit-remaining-tokens")).isEqualTo(Integer.toString(TOKENS_LEFT));
            for (Answer told : List.of(passed, refused, others)) {
                assertThat(told.value("x-ratelimit-limit-tokens")).isEqualTo(Integer.toString(TOKENS));
                assertThat(told.value("x-ratelimit-reset-tokens")).isNotEmpty();
                assertThat(told.values("x-ratelimit-limit-requests")).isEmpty();
            }
            assertThat(List.of(passed.status(), others.status())).containsOnly(200);
            assertThat(upstream.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "subject", "team"})
    void aLimitOfConcurrencyCountsForWhomItIs(String scope) {
        Caller alike = alike(scope);
        Caller other = other(scope);
        try (RunningGateway gateway = limited(scope + ".concurrent", 1)) {
            askOnceKnown(gateway, other);
            Answer refused = refusedWhileOneIsAt(gateway, first, alike, other);

            assertThat(refused.text()).contains("concurrency: 1 requests at one time for this " + scope);
            assertThat(refused.value("retry-after")).isEqualTo("1");
            assertThat(ask(gateway, alike).status()).isEqualTo(200);
        }
    }

    /** What {@code refused} is answered while {@code busy} waits for its answer, and {@code passing} gets one. */
    private Answer refusedWhileOneIsAt(RunningGateway gateway, Caller busy, Caller refused, Caller passing) {
        try (RawClient waiting = gateway.connect()) {
            waiting.send(busy.request());
            upstream.nextRequest();

            Answer answer = ask(gateway, refused);
            Answer others = ask(gateway, passing);
            goOn.countDown();

            assertThat(answer.status()).isEqualTo(429);
            assertThat(others.status()).isEqualTo(200);
            assertThat(waiting.answer().status()).isEqualTo(200);
            return answer;
        }
    }

    /** Asks for what nobody has, until the keys are known. */
    private static void askOnceKnown(RunningGateway gateway, Caller caller) {
        assertThat(ask(gateway, new Caller(caller.key(), "groq/m")).status()).isIn(400, 404);
    }

    @ParameterizedTest
    @CsvSource({"requests", "tokens", "concurrency"})
    void whatAKeyWasIssuedWithCountsForItAlone(String what) {
        Identity.Grant grant = switch (what) {
            case "requests" -> new Identity.Grant(1, 0, 0);
            case "tokens" -> new Identity.Grant(0, TOKENS, 0);
            default -> new Identity.Grant(0, 0, 1);
        };
        Caller granted = caller("anna", "red", "openai/m", grant);
        try (RunningGateway gateway = limited("key.requestsPerMinute", 0)) {
            askOnceKnown(gateway, first);
            Answer refused = refusedWhileOneIsAt(gateway, granted, granted, first);

            assertThat(refused.text()).contains(what + ": ").contains(" for this key");
            assertThat(refused.value("retry-after")).isNotEmpty();
        }
    }

    @Test
    void ofSeveralLimitsTheTightestIsTold() {
        goOn.countDown();
        try (RunningGateway gateway = RunningGateway.settings(upstream.port())
                .set("auth.enabled", true)
                .set("store.path", keyring.path().toString())
                .set("limits.key.requestsPerMinute", 9)
                .set("limits.team.requestsPerMinute", 5)
                .set("limits.model.requestsPerMinute", 7)
                .start()) {

            Answer answer = ask(gateway, first);

            assertThat(answer.value("x-ratelimit-limit-requests")).isEqualTo("5");
            assertThat(answer.value("x-ratelimit-remaining-requests")).isEqualTo("4");
        }
    }
}
