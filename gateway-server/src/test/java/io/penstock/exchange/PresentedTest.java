package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.http.Head;
import io.penstock.exchange.Presented.State;
import io.penstock.identity.Credential;
import io.penstock.server.testing.Heads;
import io.penstock.surface.CredentialPlace;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PresentedTest {
    private static final Set<CredentialPlace> ALL = EnumSet.allOf(CredentialPlace.class);

    private static Presented in(String target, String fields, Set<CredentialPlace> places) {
        return Presented.in(head(target, fields), places);
    }

    private static Head head(String target, String fields) {
        return Heads.request("GET " + target + " HTTP/1.1\r\nhost: a\r\n" + fields.replace("|", "\r\n") + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'Authorization: Bearer t|', t",
        "'authorization: bearer t|', t",
        "'AUTHORIZATION: BEARER t|', t",
        "'authorization:   Bearer t   |', t",
        "'x-api-key: t|', t",
        "'api-key: t|', t",
        "'x-goog-api-key: t|', t",
        "'cf-aig-authorization: Bearer t|', t",
        "'cf-aig-authorization: Bearer t|authorization: Bearer providers|x-api-key: another|', t",
        "'authorization: Bearer t|x-api-key: t|', t",
    })
    void oneCredentialIsFoundWhereItMaySit(String fields, String credential) {
        Presented found = in("/", fields, ALL);

        assertThat(found.state()).isEqualTo(State.ONE);
        assertThat(found.credential()).isEqualTo(Credential.of(credential));
    }

    @ParameterizedTest
    @CsvSource({
        "'authorization: t|'",
        "'authorization: Bearer|'",
        "'authorization: Bearer  t|'",
        "'authorization: Bearer\tt|'",
        "'authorization: Basic dDp0|'",
        "'authorization: Bearer t, Bearer u|'",
        "'authorization: Bearer t u|'",
        "'authorization: Bearer t|authorization: Bearer t|'",
        "'authorization: Bearer t|authorization: Bearer u|'",
        "'authorization: Bearer t|x-api-key: u|'",
        "'x-api-key: |'",
        "'x-api-key: t u|'",
        "'x-api-key: t\u00e9|'",
        "'cf-aig-authorization: t|authorization: Bearer u|'",
    })
    void whatIsUnclearIsNoCredential(String fields) {
        assertThat(in("/", fields, ALL).state()).isEqualTo(State.UNCLEAR);
    }

    @Test
    void aSignatureIsSeenAsOne() {
        String signed = "authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/bedrock/aws4_request|";

        assertThat(in("/", signed, ALL).state()).isEqualTo(State.SIGNED);
    }

    @ParameterizedTest
    @CsvSource({"/?key=t, t", "/?alt=sse&key=t, t", "/?key=t%2Du, t-u"})
    void theQueryMayHoldOne(String target, String credential) {
        assertThat(in(target, "", ALL).credential()).isEqualTo(Credential.of(credential));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?key=t&key=u", "/?key=t&key=t", "/?key=", "/?key=t%20u"})
    void whatIsUnclearInTheQueryIsNone(String target) {
        assertThat(in(target, "", ALL).state()).isEqualTo(State.UNCLEAR);
    }

    @Test
    void aSignatureIsForNoProvider() {
        Head head =
                head("/", "authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/bedrock/aws4_request|");

        assertThat(Presented.forProvider(head, ALL, false)).isNull();
    }

    @Test
    void onlyThePlacesOfTheRowAreLookedAt() {
        assertThat(in("/?key=t", "x-api-key: t|", EnumSet.of(CredentialPlace.BEARER))
                        .state())
                .isEqualTo(State.NOTHING);
    }

    @Test
    void printsNothingOfIt() {
        assertThat(in("/", "authorization: Bearer canary|", ALL).toString()).doesNotContain("canary");
    }
}
