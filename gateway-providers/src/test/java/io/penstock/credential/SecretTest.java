package io.penstock.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final String MASK = "****";

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
        Random random = new Random(4);
        for (int length = 1; length <= 300; length++) {
            for (int i = 0; i < 20; i++) {
                String secret = random(random, length);

                String shown = Secret.of(secret).toString();

                assertThat(shown).startsWith(MASK);
                String hint = shown.substring(MASK.length());
                assertThat(hint.length()).isLessThanOrEqualTo(Math.min(4, length / 5));
                assertThat(secret).endsWith(hint);
                assertThat(runsOf(secret)).noneMatch(shown::contains);
            }
        }
    }

    /** Of letters, digits and signs, but none of the mask's. */
    private static String random(Random random, int length) {
        return random.ints(length, '+', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Each five characters that stand together. */
    private static Stream<String> runsOf(String secret) {
        return IntStream.rangeClosed(0, secret.length() - 5).mapToObj(at -> secret.substring(at, at + 5));
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
