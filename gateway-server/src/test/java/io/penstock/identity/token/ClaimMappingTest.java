package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.config.IssuerConfig;
import io.penstock.identity.Identity;
import io.penstock.identity.Role;
import io.penstock.identity.keyset.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ClaimMappingTest {
    private static final IssuerConfig.Claims ALL =
            new IssuerConfig.Claims("email", "org.team", "realm_access.roles", "https://penstock.example/models");
    private static final Map<String, Set<String>> ROLES =
            Map.of("penstock-admin", Set.of("admin", "models"), "caller", Set.of("proxy"));

    private static ObjectNode json(String text) {
        return Objects.requireNonNull(StrictJson.object(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Identity identity(IssuerConfig.Claims claims, String said) throws TokenRefusal {
        return new ClaimMapping(JudgeRig.config("https://id.example", claims, ROLES)).identity(json(said));
    }

    @Test
    void knowsACallerByItsIssuerAndSubject() throws TokenRefusal {
        Identity identity =
                identity(IssuerConfig.Claims.PLAIN, "{\"sub\":\"alice\",\"team\":\"x\",\"roles\":[\"caller\"]}");

        assertThat(identity)
                .isEqualTo(new Identity(
                        "https://id.example#alice",
                        "",
                        "",
                        Set.of(Role.INFERENCE),
                        List.of(),
                        Set.of(),
                        Identity.Grant.UNSAID));
    }

    @Test
    void readsWhatTheConfigurationPointsAt() throws TokenRefusal {
        Identity identity = identity(ALL, """
                {"sub":"1","email":"alice@x.example","org":{"team":"red"},
                 "realm_access":{"roles":["offline_access","penstock-admin"]},
                 "https://penstock.example/models":["gpt-*","claude-3"]}""");

        assertThat(identity.subject()).isEqualTo("https://id.example#alice@x.example");
        assertThat(identity.team()).isEqualTo("red");
        assertThat(identity.roles()).containsExactlyInAnyOrder(Role.INFERENCE, Role.ADMIN, Role.MODELS);
        assertThat(identity.models()).containsExactly("gpt-*", "claude-3");
    }

    @Test
    void takesATextWithBlanksForAList() throws TokenRefusal {
        Identity identity = identity(
                new IssuerConfig.Claims("sub", "", "scope", "models"),
                "{\"sub\":\"a\",\"scope\":\"openid  caller\",\"models\":\"a b\"}");

        assertThat(identity.roles()).containsExactlyInAnyOrder(Role.INFERENCE, Role.PROXY);
        assertThat(identity.models()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"email\":\"a\"}",
                "{\"email\":\"a\",\"https://penstock.example/models\":[]}",
                "{\"email\":\"a\",\"https://penstock.example/models\":null}",
                "{\"email\":\"a\",\"https://penstock.example/models\":\"\"}"
            })
    void whoWasGivenNoModelsHasNone(String said) throws TokenRefusal {
        Identity identity = identity(ALL, said);

        assertThat(identity.models()).containsExactly("");
        assertThat(identity.team()).isEmpty();
        assertThat(identity.roles()).containsExactly(Role.INFERENCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"a\"}",
                "{\"email\":\"\"}",
                "{\"email\":1}",
                "{\"email\":[\"a\"]}",
                "{\"email\":\"a\\r\\nb\"}",
                "{\"email\":\"a\\u0000\"}",
                "{\"email\":\"a\\u2028\"}",
                "{\"email\":\"a\\u202e\"}",
                "{\"email\":\"a\\ud800\"}",
                "{\"email\":\"a\",\"org\":{\"team\":[\"red\"]}}",
                "{\"email\":\"a\",\"org\":{\"team\":\"\"}}",
                "{\"email\":\"a\",\"realm_access\":{\"roles\":{\"penstock-admin\":true}}}",
                "{\"email\":\"a\",\"realm_access\":{\"roles\":[[\"penstock-admin\"]]}}",
                "{\"email\":\"a\",\"realm_access\":{\"roles\":1}}",
                "{\"email\":\"a\",\"https://penstock.example/models\":{}}"
            })
    void refusesClaimsOfAnotherShape(String said) {
        assertThatThrownBy(() -> identity(ALL, said)).isInstanceOf(TokenRefusal.class);
    }

    @Test
    void refusesANameThatIsTooLong() throws TokenRefusal {
        assertThat(identity(ALL, "{\"email\":\"" + "a".repeat(256) + "\"}").subject())
                .hasSize(256 + 19);
        assertThatThrownBy(() -> identity(ALL, "{\"email\":\"" + "a".repeat(257) + "\"}"))
                .isInstanceOf(TokenRefusal.class);
    }

    @Test
    void theConfigurationKnowsEveryRole() {
        assertThat(IssuerConfig.ROLES)
                .isEqualTo(Arrays.stream(Role.values())
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()));
    }
}
