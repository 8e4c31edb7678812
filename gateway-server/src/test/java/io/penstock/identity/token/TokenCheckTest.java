package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.AuthConfig;
import io.penstock.config.IssuerConfig;
import io.penstock.config.KeyPlace;
import io.penstock.config.KeyUrl;
import io.penstock.identity.Credential;
import io.penstock.identity.SigningKeys;
import io.penstock.identity.Verdict;
import io.penstock.upstream.CannedServer;
import io.penstock.upstream.OneLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** With an issuer on the loopback. */
final class TokenCheckTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final AuthConfig.Tokens TOKENS = new AuthConfig.Tokens(
            Duration.ofSeconds(30), Duration.ofMinutes(5), 1000, 1_000_000, Duration.ofMinutes(10));

    private final OneLoop rig = new OneLoop();
    private final CannedServer server = new CannedServer(this::issuer);
    private final CannedServer attacker = new CannedServer(request -> CannedServer.json(SigningKeys.jwks()));
    private final TokenCheck check = new TokenCheck(InstantSource.system(), System::nanoTime);
    private final AtomicInteger keysAsked = new AtomicInteger();
    private volatile String[] keys = {"rsa-2048", "ec-256", "ed-25519"};

    @BeforeEach
    void carry() {
        check.carry(rig.loop(), rig.pool());
    }

    @AfterEach
    void close() {
        check.close();
        rig.close();
        server.close();
        attacker.close();
    }

    private String issuer(CannedServer.Request request) {
        if (request.target().equals("/.well-known/openid-configuration")) {
            return CannedServer.json(
                    "{\"issuer\":\"" + server.url() + "\",\"jwks_uri\":\"" + server.url() + "/keys\"}");
        }
        keysAsked.incrementAndGet();
        return CannedServer.json(SigningKeys.jwks(keys));
    }

    private IssuerConfig config() {
        return new IssuerConfig(
                server.url(),
                List.of("gateway"),
                new KeyPlace.Discovered(KeyUrl.ofDiscovery(server.url())),
                IssuerConfig.ALGORITHMS,
                IssuerConfig.Claims.PLAIN,
                Map.of(),
                Set.of("inference"));
    }

    private static AuthConfig auth(boolean enabled, IssuerConfig... issuers) {
        return new AuthConfig(enabled, List.of(issuers), List.of(), null, null, null, TOKENS);
    }

    private String claims(String subject) {
        long exp = System.currentTimeMillis() / 1000 + 600;
        return "{\"iss\":\"" + server.url() + "\",\"aud\":\"gateway\",\"sub\":\"" + subject + "\",\"exp\":" + exp + "}";
    }

    private Verdict verdict(String token) throws Exception {
        CompletableFuture<Verdict> later = new CompletableFuture<>();
        Verdict now = check.check(Credential.of(token), "127.0.0.1", later::complete);
        return now == null ? later.get(20, TimeUnit.SECONDS) : now;
    }

    /** The first verdict of this kind; asked for again, as a client that is told to come again does. */
    private Verdict await(String token, Predicate<Verdict> isIt) throws Exception {
        long until = System.nanoTime() + WAIT_NANOS;
        Verdict verdict = verdict(token);
        while (!isIt.test(verdict) && System.nanoTime() - until < 0) {
            Thread.onSpinWait();
            verdict = verdict(token);
        }
        return verdict;
    }

    private Verdict awaitKnown(String token) throws Exception {
        return await(token, verdict -> verdict instanceof Verdict.Known);
    }

    @ParameterizedTest
    @CsvSource({
        "a.b.c, true",
        "a.b., true",
        "a.b.c.d.e, true",
        "eyJ.eyJ.%, true",
        "a.b, false",
        "sk-abc, false",
        "'', false",
        "., false"
    })
    void whatHasThreePartsIsAToken(String credential, boolean isMine) {
        assertThat(check.isMine(Credential.of(credential))).isEqualTo(isMine);
    }

    @Test
    void takesTokensOfAnIssuerThatIsFoundByDiscovery() throws Exception {
        check.follow(auth(true, config()));

        for (String algorithm : List.of("RS256", "PS512", "ES256", "EdDSA")) {
            Verdict verdict = awaitKnown(SigningKeys.token(algorithm, claims("alice")));
            assertThat(verdict).as(algorithm).isInstanceOf(Verdict.Known.class);
            assertThat(((Verdict.Known) verdict).identity().subject()).isEqualTo(server.url() + "#alice");
        }
        assertThat(keysAsked).hasValue(1);
        CannedServer.Request request = server.take();
        assertThat(request.line()).isEqualTo("GET /.well-known/openid-configuration HTTP/1.1");
        assertThat(request.head()).contains("host: 127.0.0.1:" + server.port() + "\r\n");
    }

    @Test
    void beforeAnIssuerIsFollowedNoTokenIsTaken() throws Exception {
        assertThat(verdict(SigningKeys.token("RS256", claims("alice")))).isInstanceOf(Verdict.Refused.class);

        check.follow(auth(false, config()));
        assertThat(verdict(SigningKeys.token("RS256", claims("alice")))).isInstanceOf(Verdict.Refused.class);
        assertThat(server.connections()).isZero();
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("500", CannedServer.answer(500, "application/json", "{}")),
                Arguments.of("HTML", CannedServer.answer(200, "text/html", "<html>login</html>")),
                Arguments.of("10 MB", CannedServer.answer(200, "application/json", " ".repeat(10_000_000))),
                Arguments.of("10 MB that were not announced", chunked(10_000_000)),
                Arguments.of("a redirect", "HTTP/1.1 302 X\r\nlocation: /keys\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("a broken answer", "HTTP/1.1 200 X\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{"),
                Arguments.of("no HTTP", "SSH-2.0-x\r\nconnection: close\r\n\r\n"),
                Arguments.of("nothing", ""));
    }

    private static String chunked(int bytes) {
        return "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n" + Integer.toHexString(bytes) + "\r\n"
                + " ".repeat(bytes) + "\r\n0\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void anIssuerThatFailsAtStartMakesTokensUnavailableUntilItIsBack(String what, String answer) throws Exception {
        server.script(request -> answer);
        check.follow(auth(true, config()));
        String token = SigningKeys.token("RS256", claims("alice"));
        server.take();
        assertThat(verdict(token)).as(what).isInstanceOf(Verdict.Unavailable.class);

        server.script(this::issuer);
        server.take();

        assertThat(awaitKnown(token)).isInstanceOf(Verdict.Known.class);
    }

    @Test
    void anIssuerThatStallsHoldsNobodyUp() throws Exception {
        server.script(request -> null);
        check.follow(auth(true, config()));
        server.take();

        CompletableFuture<Verdict> later = new CompletableFuture<>();
        Credential token = Credential.of(SigningKeys.token("RS256", claims("alice")));
        assertThat(check.check(token, "::1", later::complete)).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void whileAnIssuerIsDownItsKeysServe() throws Exception {
        check.follow(auth(true, config()));
        awaitKnown(SigningKeys.token("RS256", claims("alice")));
        server.close();

        for (int i = 0; i < 100; i++) {
            assertThat(verdict(SigningKeys.token("RS256", claims("user" + i)))).isInstanceOf(Verdict.Known.class);
        }
        assertThat(verdict(SigningKeys.token("ES384", claims("alice"))))
                .as("of a key that cannot be asked for")
                .isInstanceOf(Verdict.Refused.class);
    }

    /** Also where an issuer signs with its new key before anybody can know it. */
    @Test
    void aChangeOfKeysCostsNoValidToken() throws Exception {
        check.follow(auth(true, config()));
        assertThat(awaitKnown(SigningKeys.token("RS256", claims("alice")))).isInstanceOf(Verdict.Known.class);

        keys = new String[] {"rsa-2048", "ec-384"};
        for (int i = 0; i < 100; i++) {
            String algorithm = i % 2 == 0 ? "RS256" : "ES384";
            assertThat(verdict(SigningKeys.token(algorithm, claims("user" + i))))
                    .isInstanceOf(Verdict.Known.class);
        }
        assertThat(keysAsked).hasValue(2);
    }

    @Test
    void tenThousandKeysThatAreMadeUpCostTheIssuerOneRequest() throws Exception {
        check.follow(auth(true, config()));
        awaitKnown(SigningKeys.token("RS256", claims("alice")));
        String claims = claims("mallory");

        for (int i = 0; i < 10_000; i++) {
            String header = "{\"alg\":\"RS256\",\"kid\":\"" + i + "\"}";
            assertThat(verdict(SigningKeys.base64(header) + "." + SigningKeys.base64(claims) + ".AAAA"))
                    .isInstanceOf(Verdict.Refused.class);
        }

        assertThat(keysAsked).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"jku", "x5u", "jwk", "x5c"})
    void nobodyIsAskedForKeysThatATokenNames(String member) throws Exception {
        check.follow(auth(true, config()));
        awaitKnown(SigningKeys.token("RS256", claims("alice")));
        String value = member.equals("jwk")
                ? SigningKeys.jwk("rsa-other-2048", "")
                : "\"" + attacker.url() + "/" + member + "\"";
        String header = "{\"alg\":\"RS256\",\"kid\":\"evil\",\"" + member + "\":" + value + "}";

        String token = SigningKeys.signed(
                "RS256", "rsa-other-2048", SigningKeys.base64(header) + "." + SigningKeys.base64(claims("alice")));

        assertThat(verdict(token)).isInstanceOf(Verdict.Refused.class);
        assertThat(attacker.connections()).isZero();
        assertThat(keysAsked).hasValue(1);
    }

    @Test
    void aReloadKeepsKeysAndForgetsWhatWasFoundByOldRules() throws Exception {
        check.follow(auth(true, config()));
        String token = SigningKeys.token("RS256", claims("alice"));
        awaitKnown(token);

        check.follow(auth(true, config()));
        assertThat(verdict(token)).isInstanceOf(Verdict.Known.class);
        check.follow(auth(true, withAudience("another")));
        assertThat(verdict(token)).isInstanceOf(Verdict.Refused.class);
        check.follow(auth(true, config()));
        assertThat(verdict(token)).isInstanceOf(Verdict.Known.class);
        assertThat(keysAsked).hasValue(1);

        check.follow(auth(true));
        assertThat(verdict(token)).isInstanceOf(Verdict.Refused.class);
        check.follow(auth(true, config()));
        assertThat(awaitKnown(token)).isInstanceOf(Verdict.Known.class);
        assertThat(keysAsked)
                .as("the keys of an issuer that was gone are read anew")
                .hasValue(2);
    }

    private IssuerConfig withAudience(String audience) {
        IssuerConfig same = config();
        return new IssuerConfig(
                same.issuer(),
                List.of(audience),
                same.keys(),
                same.algorithms(),
                same.claims(),
                same.roles(),
                same.defaultRoles());
    }

    @Test
    void anIssuerTakesNoOtherAlgorithmsThanItsOwn() throws Exception {
        IssuerConfig same = config();
        check.follow(auth(
                true,
                new IssuerConfig(
                        same.issuer(),
                        same.audiences(),
                        same.keys(),
                        Set.of("ES256"),
                        same.claims(),
                        same.roles(),
                        same.defaultRoles())));

        assertThat(awaitKnown(SigningKeys.token("ES256", claims("alice")))).isInstanceOf(Verdict.Known.class);
        for (String algorithm : Arrays.asList("RS256", "EdDSA")) {
            assertThat(verdict(SigningKeys.token(algorithm, claims("alice")))).isInstanceOf(Verdict.Refused.class);
        }
    }
}
