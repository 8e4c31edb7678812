package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuthConfigTest {
    private static final String ISSUER = "https://id.example/realms/main";

    @Test
    void asksNobodyWhoTheyAreUntilItIsSwitchedOn() {
        AuthConfig auth = Configs.ofEnvironment(Map.of()).auth();

        assertThat(auth.enabled()).isFalse();
        assertThat(auth.issuers()).isEmpty();
        assertThat(auth.clientSecret()).isNull();
    }

    @Test
    void maySwitchOnWithoutAnIssuerForKeysAlone() {
        assertThat(Configs.ofEnvironment(Map.of("AUTH_ENABLE", "true")).auth().enabled())
                .isTrue();
        assertThat(Configs.ofEnvironment(Map.of("AUTH_ENABLED", "true")).auth().issuers())
                .isEmpty();
    }

    @Test
    void doesNotWarnOfAnOpenAddressWhereCallersAreAsked() {
        assertThat(Configs.ofEnvironment(Map.of("SERVER_HOST", "0.0.0.0")).warnings())
                .hasSize(1);
        assertThat(Configs.ofEnvironment(Map.of(
                                "SERVER_HOST", "0.0.0.0", "AUTH_ENABLED", "true", "STATE_SECRET", "s".repeat(32)))
                        .warnings())
                .isEmpty();
    }

    @Test
    void takesATokenForAdministratorsThatNobodyGuesses() {
        GatewayConfig config = Configs.ofEnvironment(Map.of("ADMIN_TOKEN", "canary-012345678"));

        assertThat(Objects.requireNonNull(config.auth().adminToken()).reveal()).isEqualTo("canary-012345678");
        assertThat(Configs.ofEnvironment(Map.of()).auth().adminToken()).isNull();
        for (String bad : List.of("canary-01234567", "canary-0123456789,", "canary-0123 456789")) {
            assertThat(Configs.findings("", Map.of("ADMIN_TOKEN", bad)))
                    .containsExactly(
                            "auth.adminToken: not shown (expected: 16 or more visible ASCII characters, no comma)");
        }
    }

    @Test
    void takesTheIssuerOfTheEnvironment() {
        GatewayConfig config = Configs.ofEnvironment(Map.of(
                "AUTH_OIDC_ISSUER", ISSUER + "/",
                "AUTH_OIDC_CLIENT_ID", "gateway",
                "AUTH_OIDC_CLIENT_SECRET", "canary-0123456789-canary"));

        IssuerConfig issuer = config.auth().issuers().get(0);
        assertThat(issuer.issuer()).isEqualTo(ISSUER + "/");
        assertThat(issuer.audiences()).containsExactly("gateway");
        assertThat(issuer.keys())
                .isEqualTo(new KeyPlace.Discovered(KeyUrl.parse(ISSUER + "/.well-known/openid-configuration")));
        assertThat(issuer.algorithms()).isEqualTo(IssuerConfig.ALGORITHMS);
        assertThat(issuer.defaultRoles()).containsExactlyInAnyOrder("inference", "models", "proxy");
        assertThat(Objects.requireNonNull(config.auth().clientSecret()).reveal())
                .isEqualTo("canary-0123456789-canary");
        assertThat(config.toString()).doesNotContain("canary-0123456789");
        assertThat(config.warnings()).isEmpty();
        assertThat(config.notYet()).isEmpty();
    }

    @Test
    void theExampleInTheManualLoads() throws IOException {
        List<String> lines = Files.readAllLines(
                Path.of(Objects.requireNonNull(System.getProperty("penstock.root")), "conf", "gateway.yaml"));
        int start = lines.indexOf("  # issuers:");
        StringBuilder yaml = new StringBuilder("auth:\n");
        for (String line : lines.subList(start, lines.indexOf("  issuers: []"))) {
            yaml.append(line.replaceFirst("# ", "")).append('\n');
        }

        IssuerConfig issuer = Configs.ofYaml(yaml.toString()).auth().issuers().get(0);

        assertThat(issuer.keys()).isEqualTo(new KeyPlace.Fetched(KeyUrl.parse("https://id.example.com/keys")));
        assertThat(issuer.algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
        assertThat(issuer.claims())
                .isEqualTo(new IssuerConfig.Claims("sub", "department", "realm_access.roles", "allowed_models"));
        assertThat(issuer.roles()).isEqualTo(Map.of("penstock-admin", Set.of("admin")));
    }

    @Test
    void warnsOfKeysThatAreNotThereYet() {
        GatewayConfig config = Configs.ofYaml("""
                auth:
                  issuers:
                    - {issuer: kubernetes/serviceaccount, audiences: a, jwksFile: /nowhere/keys.json}
                """);

        assertThat(config.auth().issuers()).hasSize(1);
        assertThat(config.warnings())
                .containsExactly("auth.issuers[0].jwksFile: /nowhere/keys.json (expected: a file that can be read)");
    }

    @Test
    void takesSeveralIssuersAlsoWithoutUrls() {
        AuthConfig auth = Configs.ofYaml("""
                auth:
                  oidc: {issuer: 'https://one.example', clientId: a}
                  issuers:
                    - {issuer: kubernetes/serviceaccount, audiences: 'a, b', jwksFile: keys.json}
                  tokens: {skew: 1s, cacheTtl: 0s}
                """).auth();

        assertThat(auth.issuers())
                .extracting(IssuerConfig::issuer)
                .containsExactly("https://one.example", "kubernetes/serviceaccount");
        assertThat(auth.issuers().get(1).audiences()).containsExactly("a", "b");
        assertThat(auth.issuers().get(1).keys()).isEqualTo(new KeyPlace.Local(Path.of("keys.json")));
        assertThat(auth.tokens().skew()).hasSeconds(1);
    }

    @Test
    void saysAllThatIsWrongWithIssuersAtOnce() {
        String yaml = """
                auth:
                  oidc: {issuer: 'https://one.example'}
                  issuers:
                    - {issuer: 'https://one.example', audiences: a}
                    - {issuer: 'https://two.example'}
                    - {issuer: 'https://three.example', audiences: a, algorithms: [HS256, none], jwksUrl: 'ftp://x'}
                    - {issuer: 'https://eight.example', audiences: a, algorithms: []}
                    - {issuer: 'https://four.example', audiences: a, roles: {r: root}, jwksUrl: 'https://x', jwksFile: y}
                    - {issuer: 'urn:five', audiences: a, claim: {}}
                    - seven
                """;

        assertThat(Configs.findings(yaml, Map.of()))
                .containsExactlyInAnyOrder(
                        "auth.oidc.clientId: not set (expected: what the issuer's tokens have in aud)",
                        "auth.issuers[0].issuer: https://one.example (expected: an issuer that is named once)",
                        "auth.issuers[1].audiences: not set (expected: what the issuer's tokens have in aud)",
                        "auth.issuers[2].algorithms: HS256 (expected: some of ES256, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512)",
                        "auth.issuers[2].algorithms: none (expected: some of ES256, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512)",
                        "auth.issuers[2].jwksUrl: not shown (expected: " + KeyUrl.EXPECTED + ")",
                        "auth.issuers[3].algorithms: none (expected: some of ES256, ES384, ES512, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512)",
                        "auth.issuers[4].jwksFile: y (expected: nothing, since jwksUrl says where the keys are)",
                        "auth.issuers[4].roles.r: root (expected: some of admin, inference, models, proxy)",
                        "auth.issuers[5].claim: unknown key (expected: did you mean claims?)",
                        "auth.issuers[5].issuer: not shown (expected: " + KeyUrl.EXPECTED
                                + ", no query; or a jwksUrl or jwksFile beside it)",
                        "auth.issuers[6]: not shown (expected: a map)",
                        "auth.issuers[6].issuer: not shown (expected: " + IssuerConfig.EXPECTED + ")",
                        "auth.issuers[6].audiences: not set (expected: what the issuer's tokens have in aud)");
    }

    @ParameterizedTest
    @CsvSource({
        "http://id.example, 1",
        "http://127.0.0.1:9, 0",
        "http://localhost, 0",
        "http://[::1]:80, 0",
        "https://id.example, 0"
    })
    void warnsOfKeysThatSomebodyOnTheWayCanReplace(String issuer, int warnings) {
        GatewayConfig config =
                Configs.ofEnvironment(Map.of("AUTH_OIDC_ISSUER", issuer, "AUTH_OIDC_CLIENT_ID", "gateway"));

        assertThat(config.warnings()).hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://id.example",
        "https://user:canary@id.example",
        "https://id.example/#a",
        "https://id.example?a=b",
        "https://169.254.169.254",
        "https://[fd00:ec2::254]",
        "https://metadata.google.internal",
        "https://id.example:0",
        "https://id.example:65536",
        "id.example",
        "https://"
    })
    void refusesIssuersThatCannotBeAskedAndDoesNotRepeatThem(String issuer) {
        assertThat(Configs.findings("", Map.of("AUTH_OIDC_ISSUER", issuer, "AUTH_OIDC_CLIENT_ID", "gateway")))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding)
                        .startsWith("auth.oidc.issuer: not shown (expected: ")
                        .doesNotContain("canary"));
    }

    @Test
    void doesNotRepeatASecretThatCannotBeOne() {
        assertThat(Configs.findings("", Map.of("AUTH_OIDC_CLIENT_SECRET", "canary canary")))
                .containsExactly("auth.oidc.clientSecret: not shown (expected: visible ASCII characters)");
    }

    @Test
    void takesASecretForStateAndShowsItToNobody() {
        String secret = "canary-0123456789-canary-0123456";
        GatewayConfig config = Configs.ofEnvironment(Map.of("AUTH_ENABLED", "true", "STATE_SECRET", secret));

        assertThat(Objects.requireNonNull(config.auth().stateSecret()).reveal())
                .isEqualTo(secret)
                .hasSize(32);
        assertThat(config.toString()).doesNotContain("canary-0123456789");
        assertThat(config.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"canary-0123456789-canary-012345", "canary-0123456789 canary-0123456789"})
    void refusesASecretForStateThatCouldBeGuessedOrTypedWrong(String secret) {
        assertThat(Configs.findings("", Map.of("STATE_SECRET", secret)))
                .containsExactly("auth.stateSecret: not shown (expected: 32 or more visible ASCII characters)");
    }

    @Test
    void saysWhatIsLostWithoutASecretForStateWhereCallersAreKnown() {
        assertThat(Configs.ofEnvironment(Map.of("AUTH_ENABLED", "true")).warnings())
                .singleElement()
                .asString()
                .startsWith("auth.stateSecret: not set (expected: 32 or more visible ASCII characters; ");
        assertThat(Configs.ofEnvironment(Map.of()).warnings()).isEmpty();
    }

    @Test
    void anIssuerThatWouldLetAnybodyInCannotExist() {
        KeyPlace keys = new KeyPlace.Local(Path.of("keys.json"));

        assertThatThrownBy(() -> IssuerConfig.plain("https://id.example", List.of(), keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
        assertThatThrownBy(() -> IssuerConfig.plain("", List.of("a"), keys))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IssuerConfig(
                        "https://id.example",
                        List.of("a"),
                        keys,
                        Set.of("HS256"),
                        IssuerConfig.Claims.PLAIN,
                        Map.of(),
                        Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
