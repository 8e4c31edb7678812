package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyFormTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void aKeyIsFoundByScannersAndFitsAHeader() {
        for (int i = 0; i < 1000; i++) {
            String id = KeyForm.newId(random);
            String key = KeyForm.newKey(id, random).reveal();

            assertThat(key).matches("psk_[0-9a-z]{10}_[0-9A-Za-z]{49}").startsWith("psk_" + id + "_");
            assertThat(KeyForm.isWhole(key)).isTrue();
        }
    }

    @Test
    void noTwoAreAlike() {
        String id = KeyForm.newId(random);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(KeyForm.newId(random));
            seen.add(KeyForm.newKey(id, random).reveal());
        }

        assertThat(seen).hasSize(2000);
    }

    /** CRC-32 tells any one character that is wrong, and any two neighbours that changed places. */
    @Test
    void aTypoIsTold() {
        String key = KeyForm.newKey(KeyForm.newId(random), random).reveal();

        for (int i = 0; i < key.length(); i++) {
            for (char c = ' '; c <= '~'; c++) {
                String typo = key.substring(0, i) + c + key.substring(i + 1);
                assertThat(KeyForm.isWhole(typo)).as(typo).isEqualTo(typo.equals(key));
            }
        }
        for (int i = 1; i < key.length(); i++) {
            String swapped = key.substring(0, i - 1) + key.charAt(i) + key.charAt(i - 1) + key.substring(i + 1);
            assertThat(KeyForm.isWhole(swapped)).as(swapped).isEqualTo(swapped.equals(key));
        }
    }

    @Test
    void aPieceIsNoKeyAndNeitherIsMore() {
        String key = KeyForm.newKey(KeyForm.newId(random), random).reveal();

        for (int i = 0; i < key.length(); i++) {
            assertThat(KeyForm.isWhole(key.substring(0, i))).isFalse();
        }
        assertThat(KeyForm.isWhole(key + "A")).isFalse();
        assertThat(KeyForm.isWhole(" " + key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "psk_",
                "psk_' OR (SELECT pg_sleep(8))--",
                "psk_0123456789_\u0661\u0662\u0663\u0664567890123456789012345678901234567890123456789012345",
                "psk_0123456789_0000000000000000000000000000000000000000000000000",
            })
    void whatOnlyBeginsLikeOneIsNone(String text) {
        assertThat(KeyForm.isWhole(text)).isFalse();
    }

    @Test
    void othersCredentialsAreNotMeant() {
        assertThat(KeyForm.isMeant(Credential.of("eyJhbGciOiJSUzI1NiJ9.e30.c2ln")))
                .isFalse();
        assertThat(KeyForm.isMeant(Credential.of("sk-proj-abc"))).isFalse();
        assertThat(KeyForm.isMeant(Credential.of("PSK_0123456789_"))).isFalse();
    }
}
