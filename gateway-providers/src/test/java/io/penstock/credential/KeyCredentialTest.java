package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCredentialTest {
    private static final String CANARY = "canary-0123456789-canary-0123456789";

    @ParameterizedTest
    @CsvSource({
        "BEARER, authorization, Bearer abc",
        "OPTIONAL_BEARER, authorization, Bearer abc",
        "X_API_KEY, x-api-key, abc",
        "API_KEY, api-key, abc",
    })
    void putsTheKeyWhereTheProviderLooks(CredentialKind kind, String name, String value) {
        KeyCredential credential = new KeyCredential(kind, Secret.of("abc"));

        assertThat(credential.headerName()).isEqualTo(name);
        assertThat(credential.headerValue()).isEqualTo(value);
    }

    @Test
    void printsTheKindAndAMask() {
        assertThat(new KeyCredential(CredentialKind.BEARER, Secret.of(CANARY))).hasToString("bearer ****6789");
    }

    @Test
    void cannotCarryAKeyWhereNoneIsTaken() {
        assertThatThrownBy(() -> new KeyCredential(CredentialKind.NONE, Secret.of(CANARY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void isEqualByKindAndSecret() {
        KeyCredential credential = new KeyCredential(CredentialKind.BEARER, Secret.of("abc"));

        assertThat(credential).isEqualTo(new KeyCredential(CredentialKind.BEARER, Secret.of("abc")));
        assertThat(credential).isNotEqualTo(new KeyCredential(CredentialKind.API_KEY, Secret.of("abc")));
        assertThat(credential).isNotEqualTo(new KeyCredential(CredentialKind.BEARER, Secret.of("abd")));
    }

    @Test
    void findsEachKindByItsName() {
        for (CredentialKind kind : CredentialKind.values()) {
            assertThat(CredentialKind.ofKey(kind.key())).isEqualTo(kind);
        }
        assertThat(CredentialKind.ofKey("query")).isNull();
    }
}
