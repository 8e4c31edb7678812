package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.identity.SigningKeys;
import io.penstock.identity.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TokenJudgeTest {
    private static final String GOOD = SigningKeys.token("RS256", JudgeRig.claims());
    private static final String CURVED = SigningKeys.token("ES256", JudgeRig.claims());

    private final JudgeRig rig = new JudgeRig();

    @AfterEach
    void close() {
        rig.close();
    }

    static Stream<String> algorithms() {
        return SigningKeys.ALGORITHMS.stream();
    }

    private static String forged(String subject) {
        String header = "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\"}";
        String claims = JudgeRig.claims("\"sub\":\"" + subject + "\"");
        return SigningKeys.signed(
                "RS256", "rsa-other-2048", SigningKeys.base64(header) + "." + SigningKeys.base64(claims));
    }

    private static String forgedCurve(String subject) {
        String good = SigningKeys.token("ES256", JudgeRig.claims("\"sub\":\"" + subject + "\""));
        return good.substring(0, good.lastIndexOf('.')) + CURVED.substring(CURVED.lastIndexOf('.'));
    }

    private static String subject(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Known.class);
        return ((Verdict.Known) verdict).identity().subject();
    }

    private static void assertRefused(Verdict verdict, String reason) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(reason));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void takesTokensOfEveryAlgorithm(String algorithm) {
        assertThat(subject(rig.check(SigningKeys.token(algorithm, JudgeRig.claims()))))
                .isEqualTo(JudgeRig.ISSUER + "#alice");
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void takesTokensWithoutKidWhereOneKeyFits(String algorithm) {
        String token = SigningKeys.token(algorithm, "{\"alg\":\"" + algorithm + "\"}", JudgeRig.claims());

        assertThat(rig.check(token)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void refusesTokensWithoutKidWhereTwoKeysFit() {
        rig.jwks = SigningKeys.jwks("rsa-2048", "rsa-other-2048");

        assertRefused(rig.check(SigningKeys.token("RS256", "{\"alg\":\"RS256\"}", JudgeRig.claims())), "kid: no key");
        assertThat(rig.fetched).hasSize(1);
    }

    @Test
    void takesWhatHeadersOfGoodTokensHaveBesides() {
        String header = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"rsa-2048\",\"x5t\":\"abc\",\"nonce\":\"n\"}";

        assertThat(rig.check(SigningKeys.token("RS256", header, JudgeRig.claims())))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aKnownTokenIsNotVerifiedAgainUntilItsTimeIsOver() {
        List<Runnable> checks = new ArrayList<>();
        rig.pool = check -> {
            checks.add(check);
            check.run();
        };

        rig.check(CURVED);
        rig.pass(299);
        rig.check(CURVED);
        assertThat(checks).hasSize(1);

        rig.pass(1);
        assertThat(rig.check(CURVED)).isInstanceOf(Verdict.Known.class);
        assertThat(checks).hasSize(2);
    }

    @Test
    void aKnownTokenIsForgottenWhenItExpires() {
        String token = SigningKeys.token(
                "RS256",
                "{\"alg\":\"RS256\",\"kid\":\"rsa-2048\"}",
                "{\"iss\":\"" + JudgeRig.ISSUER + "\",\"aud\":\"gateway\",\"sub\":\"a\",\"exp\":" + (JudgeRig.NOW + 10)
                        + "}");

        assertThat(rig.check(token)).isInstanceOf(Verdict.Known.class);
        rig.pass(39);
        assertThat(rig.check(token)).isInstanceOf(Verdict.Known.class);
        rig.pass(1);
        assertRefused(rig.check(token), "exp");
    }

    @Test
    void aKnownTokenExpiresByTheWallsClockAlone() {
        rig.check(GOOD);

        rig.nowSeconds += 630;

        assertRefused(rig.check(GOOD), "exp");
    }

    @Test
    void nothingIsKnownWhereNothingIsToBe() {
        List<Runnable> checks = new ArrayList<>();
        rig.cacheTtl = Duration.ZERO;
        rig.pool = check -> {
            checks.add(check);
            check.run();
        };

        rig.check(CURVED);
        rig.check(CURVED);

        assertThat(checks).hasSize(2);
    }

    /** CVE-2026-35030: a cache that went by the beginning of a token. */
    @Test
    void tokensThatBeginAlikeAreNotMistaken() {
        String filler = "\"filler\":\"" + "x".repeat(1200) + "\",";
        String alice = SigningKeys.token("RS256", JudgeRig.claims(filler + "\"sub\":\"alice\""));
        String bobby = SigningKeys.token("RS256", JudgeRig.claims(filler + "\"sub\":\"bobby\""));
        assertThat(alice.substring(0, 1000)).isEqualTo(bobby.substring(0, 1000));

        for (int i = 0; i < 3; i++) {
            assertThat(subject(rig.check(alice))).endsWith("#alice");
            assertThat(subject(rig.check(bobby))).endsWith("#bobby");
        }
        String swapped = alice.substring(0, alice.lastIndexOf('.')) + bobby.substring(bobby.lastIndexOf('.'));
        assertRefused(rig.check(swapped), "signature");
    }

    @Test
    void tokensOfOneSubjectAtTwoIssuersAreTwoCallers() {
        rig.trust(JudgeRig.config(JudgeRig.ISSUER)).trust(JudgeRig.config("https://two.example"));
        String other = SigningKeys.token("RS256", JudgeRig.claims().replace(JudgeRig.ISSUER, "https://two.example"));

        assertThat(subject(rig.check(GOOD))).isEqualTo(JudgeRig.ISSUER + "#alice");
        assertThat(subject(rig.check(other))).isEqualTo("https://two.example#alice");
    }

    @Test
    void aRefusedTokenIsRememberedForAMinute() {
        List<Runnable> checks = new ArrayList<>();
        rig.pool = check -> {
            checks.add(check);
            check.run();
        };
        String forged = SigningKeys.signed("ES256", "ec-256-other", CURVED.substring(0, CURVED.lastIndexOf('.')));

        assertRefused(rig.check(forged), "signature");
        rig.pass(59);
        assertRefused(rig.check(forged), "signature");
        assertThat(checks).hasSize(1);

        rig.pass(1);
        assertRefused(rig.check(forged), "signature");
        assertThat(checks).hasSize(2);
    }

    @Test
    void aTokenOfTheFutureIsNotRefusedOnceItsTimeHasCome() {
        String token = SigningKeys.token("RS256", JudgeRig.claims("\"sub\":\"a\",\"nbf\":" + (JudgeRig.NOW + 31)));

        assertRefused(rig.check(token), "nbf");
        rig.pass(1);

        assertThat(rig.check(token)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void anAddressThatFailsTooOftenIsNotJudgedForTheRestOfTheMinute() {
        rig.failuresMax = 20;
        rig.check(GOOD, "198.51.100.1");
        for (int i = 0; i < 20; i++) {
            assertRefused(rig.check(forged("user" + i), "198.51.100.1"), "signature");
        }
        rig.pass(10);

        assertThat(rig.check(SigningKeys.token("RS256", JudgeRig.claims("\"sub\":\"bob\"")), "198.51.100.1"))
                .isEqualTo(new Verdict.Limited(51));
        assertThat(rig.check("x".repeat(9000), "198.51.100.1")).isEqualTo(new Verdict.Limited(51));
        assertThat(rig.check(GOOD, "198.51.100.1")).as("known").isInstanceOf(Verdict.Known.class);
        assertRefused(rig.check(forged("bob"), "198.51.100.2"), "signature");

        rig.pass(50);
        assertThat(rig.check(SigningKeys.token("RS256", JudgeRig.claims("\"sub\":\"bob\"")), "198.51.100.1"))
                .isInstanceOf(Verdict.Known.class);
    }

    @Test
    void tokensThatHaveExpiredDoNotCountAgainstAnAddress() {
        rig.failuresMax = 1;
        rig.nowSeconds += 1000;
        for (int i = 0; i < 10; i++) {
            assertRefused(
                    rig.check(SigningKeys.token("RS256", JudgeRig.claims("\"sub\":\"u" + i + "\"")), "::1"), "exp");
        }
        rig.nowSeconds -= 1000;

        assertThat(rig.check(GOOD, "::1")).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aTokenThatComesManyTimesBeforeItIsKnownIsVerifiedOnce() {
        List<Runnable> checks = new ArrayList<>();
        rig.pool = checks::add;
        for (int i = 0; i < 500; i++) {
            assertThat(rig.ask(CURVED, "::1")).isNull();
        }
        assertThat(checks).hasSize(1);

        checks.get(0).run();

        assertThat(rig.told())
                .hasSize(500)
                .allSatisfy(verdict -> assertThat(subject(verdict)).endsWith("#alice"));
        assertThat(rig.ask(CURVED, "::1")).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void whereTooManySignaturesWaitACallerIsToldToComeAgain() {
        rig.pool = check -> {
            throw new RejectedExecutionException();
        };

        assertThat(rig.check(CURVED)).isEqualTo(new Verdict.Unavailable(1));
        assertThat(rig.told()).isEmpty();
        assertThat(rig.check(GOOD)).as("RSA needs no pool").isInstanceOf(Verdict.Known.class);
    }

    /** What waits for the pool costs as much as what is refused at once: an address gets no more than its budget by being quick. */
    @Test
    void tokensThatWaitWhenTheirAddressHasSpentItsBudgetAreNotVerified() {
        List<Runnable> checks = new ArrayList<>();
        rig.pool = checks::add;
        rig.failuresMax = 20;
        for (int i = 0; i < 100; i++) {
            assertThat(rig.ask(forgedCurve("u" + i), "198.51.100.1")).isNull();
        }
        assertThat(rig.ask(CURVED, "198.51.100.2")).isNull();

        checks.forEach(Runnable::run);

        assertThat(rig.told()).hasSize(101);
        assertThat(rig.told().subList(0, 20)).allSatisfy(verdict -> assertRefused(verdict, "signature"));
        assertThat(rig.told().subList(20, 100))
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Limited.class));
        assertThat(subject(rig.told().get(100))).endsWith("#alice");
    }

    @Test
    void aTokenThatTwoAddressesSendWhileOneOfThemSpendsItsBudgetIsGoodForTheOther() {
        List<Runnable> checks = new ArrayList<>();
        rig.pool = checks::add;
        rig.failuresMax = 1;
        assertThat(rig.ask(forgedCurve("u"), "198.51.100.1")).isNull();
        assertThat(rig.ask(CURVED, "198.51.100.1")).isNull();
        assertThat(rig.ask(CURVED, "198.51.100.2")).isNull();

        checks.forEach(Runnable::run);

        assertRefused(rig.told().get(0), "signature");
        assertThat(rig.told().get(1)).isInstanceOf(Verdict.Limited.class);
        assertThat(subject(rig.told().get(2))).endsWith("#alice");
    }

    @Test
    void untilTheKeysAreThereWhatMayBeGoodIsUnavailableAndWhatCannotBeIsRefused() {
        rig.jwks = null;

        assertThat(rig.check(GOOD)).isInstanceOf(Verdict.Unavailable.class);
        assertRefused(rig.check(GOOD.replace('.', '!')), "form");
        assertRefused(rig.check(SigningKeys.token("RS256", JudgeRig.claims().replace("id.example", "id.evil"))), "iss");

        rig.jwks = SigningKeys.jwks();
        rig.pass(1);
        assertThat(rig.check(GOOD)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aNewKeyIsReadWhileItsFirstTokenWaits() {
        rig.jwks = SigningKeys.jwks("rsa-2048");
        rig.check(GOOD);
        rig.jwks = SigningKeys.jwks("rsa-2048", "ec-256");

        assertThat(rig.ask(CURVED, "::1")).isNull();
        assertThat(rig.ask(CURVED, "::1")).isNull();
        rig.runPendingTasks();

        assertThat(rig.told())
                .hasSize(2)
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Known.class));
        assertThat(rig.fetched).hasSize(2);
        assertThat(rig.check(GOOD)).as("of the old key").isInstanceOf(Verdict.Known.class);
    }

    /** A set of one key without an id. */
    private static String unnamed(String id) {
        return "{\"keys\":[{" + SigningKeys.numbers(id) + "}]}";
    }

    private static String unnamedToken(String algorithm, String id, String subject) {
        String header = SigningKeys.base64("{\"alg\":\"" + algorithm + "\"}");
        String claims = SigningKeys.base64(JudgeRig.claims("\"sub\":\"" + subject + "\""));
        return SigningKeys.signed(algorithm, id, header + "." + claims);
    }

    @ParameterizedTest
    @CsvSource({"RS256, rsa-2048, rsa-other-2048", "ES256, ec-256, ec-256-other", "EdDSA, ed-25519, ed-25519-other"})
    void aNewKeyWithoutAnIdIsReadWhileItsFirstTokenWaits(String algorithm, String before, String after) {
        rig.jwks = unnamed(before);
        assertThat(rig.check(unnamedToken(algorithm, before, "alice"))).isInstanceOf(Verdict.Known.class);
        rig.jwks = unnamed(after);
        String first = unnamedToken(algorithm, after, "alice");

        assertThat(rig.ask(first, "::1")).isNull();
        assertThat(rig.ask(first, "::1")).isNull();
        rig.runPendingTasks();

        assertThat(rig.told())
                .hasSize(2)
                .allSatisfy(verdict -> assertThat(subject(verdict)).endsWith("#alice"));
        assertThat(rig.fetched).hasSize(2);
        rig.told().clear();
        assertRefused(rig.check(unnamedToken(algorithm, before, "ben")), "signature");
    }

    @ParameterizedTest
    @CsvSource({"RS256, rsa-2048, rsa-other-2048", "ES256, ec-256, ec-256-other"})
    void tokensWithoutAKeysIdThatAreMadeUpHaveTheKeysReadOnceInThirtySeconds(
            String algorithm, String own, String other) {
        rig.jwks = unnamed(own);
        for (int i = 0; i < 100; i++) {
            assertRefused(rig.check(unnamedToken(algorithm, other, "s" + i)), "signature");
        }
        assertThat(rig.fetched).hasSize(2);

        rig.pass(29);
        assertRefused(rig.check(unnamedToken(algorithm, other, "again")), "signature");
        assertThat(rig.fetched).hasSize(2);
        rig.pass(1);
        assertRefused(rig.check(unnamedToken(algorithm, other, "again")), "signature");
        assertThat(rig.fetched).hasSize(3);
    }

    /** Its key may be read a moment later: it is not remembered as refused. */
    @Test
    void aTokenOfANewKeyWithoutAnIdIsGoodAsSoonAsThatIsRead() {
        rig.jwks = unnamed("rsa-2048");
        assertRefused(rig.check(unnamedToken("RS256", "rsa-other-2048", "mallory")), "signature");
        rig.jwks = unnamed("rsa-other-2048");
        String early = unnamedToken("RS256", "rsa-other-2048", "alice");
        assertRefused(rig.check(early), "signature");

        rig.pass(30);

        assertThat(subject(rig.check(early))).endsWith("#alice");
    }

    @Test
    void aTokenThatNamesAKeyThatIsKnownHasNoKeysRead() {
        assertRefused(rig.check(forged("mallory")), "signature");

        assertThat(rig.fetched).hasSize(1);
    }

    @Test
    void aTokenWhoseKeyIsTakenBackIsForgotten() {
        rig.cacheTtl = Duration.ofHours(1);
        assertThat(rig.check(GOOD)).isInstanceOf(Verdict.Known.class);
        assertThat(rig.check(CURVED)).as("of a key that stays").isInstanceOf(Verdict.Known.class);
        rig.jwks = SigningKeys.jwks("ec-256");

        rig.pass(601);

        assertRefused(rig.check(GOOD), "kid");
        assertThat(rig.check(CURVED)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void aKnownTokenIsForgottenWhenAnotherKeyHasItsKeysId() {
        rig.jwks = SigningKeys.jwks("rsa-2048");
        assertThat(rig.check(GOOD)).isInstanceOf(Verdict.Known.class);
        rig.jwks = "{\"keys\":[" + SigningKeys.jwk("rsa-other-2048", "").replace("rsa-other-2048", "rsa-2048") + "]}";

        assertThat(rig.ask(CURVED, "::1")).as("has the keys read again").isNull();
        rig.runPendingTasks();

        assertRefused(rig.check(GOOD), "signature");
    }

    @Test
    void tenThousandKeysThatAreMadeUpAreAskedForOnceInThirtySeconds() {
        rig.check(GOOD);
        assertThat(rig.fetched).hasSize(1);
        String claims = JudgeRig.claims();
        for (int i = 0; i < 10_000; i++) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"k" + i + "\"}";
            String token = SigningKeys.base64(header) + "." + SigningKeys.base64(claims) + ".AAAA";
            assertRefused(rig.check(token), "kid");
        }
        assertThat(rig.fetched).hasSize(2);

        rig.pass(29);
        assertRefused(rig.check(SigningKeys.token("RS256", "{\"alg\":\"RS256\",\"kid\":\"x\"}", claims)), "kid");
        assertThat(rig.fetched).hasSize(2);
        rig.pass(1);
        assertRefused(rig.check(SigningKeys.token("RS256", "{\"alg\":\"RS256\",\"kid\":\"x\"}", claims)), "kid");
        assertThat(rig.fetched).hasSize(3);
    }

    @Test
    void anExpiredTokenOfAKeyThatIsGoneHasNoKeysRead() {
        rig.check(GOOD);
        rig.nowSeconds += 1000;

        assertRefused(
                rig.check(SigningKeys.token("RS256", "{\"alg\":\"RS256\",\"kid\":\"old\"}", JudgeRig.claims())), "exp");

        assertThat(rig.fetched).hasSize(1);
    }
}
