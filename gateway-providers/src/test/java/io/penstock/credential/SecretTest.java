package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @ParameterizedTest
    @CsvSource({
        "x, ****",
        "sk-1234567890abcdef, ****",
        "sk-1234567890abcdefg, ****defg",
        "sk-proj-a-key-that-is-quite-long-9876, ****9876",
    })
    void showsFourCharactersOfALongSecretAndNoneOfAShortOne(String secret, String shown) {
        assertThat(Secret.of(secret)).hasToString(shown);
    }

    @Test
    void neverShowsMoreThanFourCharactersOrAFifth() {
        for (int length = 1; length <= 200; length++) {
            String secret = "k".repeat(length);

            String shown = Secret.of(secret).toString().replace("*", "");

            assertThat(shown.length()).isLessThanOrEqualTo(Math.min(4, length / 5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "canary key",
                "canary\r\nx: y",
                "canary\n",
                "canary\u0000",
                "canaryé",
                "canary\t",
                "canary\u007f"
            })
    void refusesWhatAHeaderCouldNotCarryWithoutRepeatingIt(String secret) {
        assertThat(Secret.isUsable(secret)).isFalse();
        assertThatThrownBy(() -> Secret.of(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void isEqualToTheSameSecretOnly() {
        Secret secret = Secret.of("sk-one");

        assertThat(secret).isEqualTo(Secret.of("sk-one")).hasSameHashCodeAs(Secret.of("sk-one"));
        assertThat(secret).isNotEqualTo(Secret.of("sk-two")).isNotEqualTo(Secret.of("sk-on"));
        assertThat(secret.reveal()).isEqualTo("sk-one");
    }
}
