package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.config.ConfigException;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.Keyring;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One secret for each purpose: none serves two, and none is taken for another. */
final class SecretPurposesTest {
    private static final String STATE = "what-state-is-bound-with-0123456789";
    private static final String CLIENT = "the-secret-of-the-client";
    private static final String ADMIN = "the-token-of-the-operator";
    private static final Map<String, String> ALL =
            Map.of("STATE_SECRET", STATE, "AUTH_OIDC_CLIENT_SECRET", CLIENT, "ADMIN_TOKEN", ADMIN);

    private final ScriptedUpstream upstream = ScriptedUpstream.answering("");
    private final Keyring keyring = new Keyring();

    @AfterEach
    void close() {
        upstream.close();
        keyring.close();
    }

    private RunningGateway.Settings settings() {
        RunningGateway.Settings settings = RunningGateway.settings(upstream.port())
                .set("auth.enabled", true)
                .set("store.path", keyring.path().toString());
        ALL.forEach(settings::variable);
        return settings;
    }

    @ParameterizedTest
    @CsvSource({
        "ADMIN_TOKEN, STATE_SECRET, auth.stateSecret",
        "STATE_SECRET, ADMIN_TOKEN, auth.stateSecret",
        "ADMIN_TOKEN, AUTH_OIDC_CLIENT_SECRET, auth.oidc.clientSecret",
        "STATE_SECRET, AUTH_OIDC_CLIENT_SECRET, auth.stateSecret",
        "OPENAI_API_KEY, ADMIN_TOKEN, auth.adminToken",
        "OPENAI_API_KEY, STATE_SECRET, auth.stateSecret",
        "OPENAI_API_KEY, AUTH_OIDC_CLIENT_SECRET, auth.oidc.clientSecret",
    })
    void oneThatServesTwoIsAFindingAndNotShown(String one, String other, String path) {
        String secret = "the-same-for-both-of-them-0123456789";

        assertThatThrownBy(() ->
                        settings().variable(one, secret).variable(other, secret).config())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(path + ": not shown (expected: another secret than ")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void providersMayShareAKey() {
        RunningGateway.Settings settings = settings()
                .variable("GROQ_API_KEY", RunningGateway.PROVIDER_KEY)
                .variable("OPENAI_API_KEY", RunningGateway.PROVIDER_KEY);

        assertThat(settings.config().providers().configured()).hasSizeGreaterThan(1);
    }

    @Test
    void noneOfThemIsACredentialButTheAdministrators() {
        try (RunningGateway gateway = settings().start()) {
            for (String secret : List.of(STATE, CLIENT, RunningGateway.PROVIDER_KEY)) {
                String field = "authorization: Bearer " + secret + "\r\n";
                assertThat(status(gateway, Chat.post(Chat.plainBody(), field))).isEqualTo(401);
                assertThat(status(gateway, "GET /metrics HTTP/1.1\r\nhost: localhost\r\n" + field + "\r\n"))
                        .isEqualTo(401);
            }
            String field = "authorization: Bearer " + ADMIN + "\r\n";
            assertThat(status(gateway, Chat.post(Chat.plainBody(), field))).isEqualTo(403);
        }
        assertThat(upstream.requests()).isZero();
    }

    private static int status(RunningGateway gateway, String request) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(request).answer();
            return answer.status();
        }
    }
}
