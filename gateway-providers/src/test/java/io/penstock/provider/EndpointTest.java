package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.credential.Credential;
import io.penstock.credential.CredentialKind;
import io.penstock.credential.KeyCredential;
import io.penstock.credential.Secret;
import io.penstock.dialect.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    private static final BaseUrl URL = BaseUrl.parse("http://127.0.0.1:9/v1");

    @ParameterizedTest
    @CsvSource({
        "http://h, /chat/completions, /chat/completions",
        "http://h/v1, /chat/completions, /v1/chat/completions",
        "http://h/v1/, /chat/completions, /v1/chat/completions",
        "http://h, /v1/chat/completions, /v1/chat/completions",
        "http://h/v1, /v1/chat/completions, /v1/chat/completions",
        "http://h/ai, /v1/chat/completions, /ai/v1/chat/completions",
        "http://h/ai/v1, /v1/chat/completions, /ai/v1/chat/completions",
        "http://h/compatibility/v1, /compatibility/v1/chat/completions, /compatibility/v1/chat/completions",
        "http://h/v1beta, /v1beta/chat/completions, /v1beta/chat/completions",
        "http://h/xv1, /v1/chat/completions, /xv1/v1/chat/completions",
        "http://h/chat, /chat/completions, /chat/chat/completions",
    })
    void putsAPathBelowTheBaseWithoutRepeatingTheVersion(String base, String path, String target) {
        Provider provider = provider(CredentialKind.NONE, path);

        Endpoint endpoint = new Endpoint(provider, BaseUrl.parse(base), List.of());

        assertThat(endpoint.target(Operation.CHAT)).isEqualTo(target);
    }

    @Test
    void hasOnlyTheOperationsOfItsProvider() {
        Endpoint endpoint = new Endpoint(provider(CredentialKind.NONE, "/chat"), URL, List.of());

        assertThat(endpoint.has(Operation.CHAT)).isTrue();
        assertThat(endpoint.has(Operation.SPEECH)).isFalse();
        assertThat(endpoint.target(Operation.SPEECH)).isNull();
        assertThat(endpoint.target(Operation.MODELS)).isEqualTo("/v1/models");
        assertThat(endpoint.target(Operation.PROXY)).isEqualTo("/v1");
    }

    @Test
    void takesItsKeysInTurn() {
        Endpoint endpoint = new Endpoint(provider(CredentialKind.BEARER, "/chat"), URL, keys("a", "b", "c"));
        List<String> values = new ArrayList<>();

        for (int i = 0; i < 7; i++) {
            values.add(((KeyCredential) Objects.requireNonNull(endpoint.nextCredential())).headerValue());
        }

        assertThat(values)
                .containsExactly("Bearer a", "Bearer b", "Bearer c", "Bearer a", "Bearer b", "Bearer c", "Bearer a");
        assertThat(endpoint.credentialCount()).isEqualTo(3);
    }

    @Test
    void needsNoKeyWhereNoneIsAskedFor() {
        Endpoint endpoint = new Endpoint(provider(CredentialKind.OPTIONAL_BEARER, "/chat"), URL, List.of());

        assertThat(endpoint.nextCredential()).isNull();
    }

    @Test
    void cannotBeWithoutAKeyWhereOneIsAskedFor() {
        assertThatThrownBy(() -> new Endpoint(provider(CredentialKind.BEARER, "/chat"), URL, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test.keys: none (expected: 1 or more)");
    }

    @Test
    void printsNothingOfItsKeys() {
        Endpoint endpoint =
                new Endpoint(provider(CredentialKind.BEARER, "/chat"), URL, keys("canary-0123456789-0123456789"));

        assertThat(endpoint).hasToString("test http://127.0.0.1:9/v1 (keys: 1)");
    }

    private static List<Credential> keys(String... keys) {
        List<Credential> credentials = new ArrayList<>();
        for (String key : keys) {
            credentials.add(new KeyCredential(CredentialKind.BEARER, Secret.of(key)));
        }
        return credentials;
    }

    private static Provider provider(CredentialKind kind, String chatPath) {
        return Provider.plain(
                "test", List.of(), null, kind, Map.of(Operation.CHAT, chatPath), Map.of(), ModelList.OPENAI);
    }
}
