package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.Heads;
import io.penstock.surface.CredentialPlace;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CallerTest {
    private static final Set<CredentialPlace> PLACES = EnumSet.of(CredentialPlace.BEARER, CredentialPlace.X_API_KEY);

    private static Caller of(String fields, Set<CredentialPlace> places) {
        String head = "GET / HTTP/1.1\r\nhost: a\r\n" + fields.replace("|", "\r\n") + "\r\n";
        return Caller.of(Heads.request(head), places);
    }

    @ParameterizedTest
    @CsvSource({
        "'authorization: Bearer a|', 'Authorization: Bearer a|x-other: 1|', true",
        "'authorization: Bearer a|', 'authorization: Bearer b|', false",
        "'authorization: a|', 'x-api-key: a|', false",
        "'authorization: a|', 'authorization: a|x-api-key: b|', false",
        "'authorization: a|', '', false",
        "'', 'x-other: a|', true",
    })
    void whoSendsTheSameCredentialIsTheSame(String one, String other, boolean isSame) {
        assertThat(of(one, PLACES).equals(of(other, PLACES))).isEqualTo(isSame);
    }

    @Test
    void onlyThePlacesOfTheRowAreLookedAt() {
        Caller caller = of("x-api-key: a|", EnumSet.of(CredentialPlace.BEARER));

        assertThat(caller).isEqualTo(of("", PLACES));
    }

    @Test
    void theCredentialItselfIsNotKept() {
        Caller caller = of("authorization: Bearer sk-secret|", PLACES);

        assertThat(caller.toString()).doesNotContain("secret");
    }
}
