package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.identity.SigningKeys;
import io.penstock.identity.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of tokens whose signature is good. */
final class ClaimRulesTest {
    private static final long NOW = JudgeRig.NOW;
    private static final String TIMES = "\"exp\":" + (NOW + 60);

    private final JudgeRig rig = new JudgeRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private Verdict verdict(String claims) {
        return rig.check(SigningKeys.token("RS256", claims));
    }

    private static String claims(String members) {
        return "{\"iss\":\"" + JudgeRig.ISSUER + "\",\"aud\":\"gateway\",\"sub\":\"a\"," + members + "}";
    }

    @ParameterizedTest(name = "{0} {1} s from now")
    @CsvSource({
        "exp, -31, false",
        "exp, -30, false",
        "exp, -29, true",
        "exp, 0, true",
        "exp, 1, true",
        "nbf, 29, true",
        "nbf, 30, true",
        "nbf, 31, false",
        "nbf, -100000, true",
        "iat, 29, true",
        "iat, 30, true",
        "iat, 31, false",
        "iat, -100000, true",
        "nbf, 100000000, false",
        "iat, 100000000, false"
    })
    void timesCountToTheSecondWithTheSkew(String claim, long fromNow, boolean isGood) {
        String exp = claim.equals("exp") ? "" : TIMES + ",";

        Verdict verdict = verdict(claims(exp + "\"" + claim + "\":" + (NOW + fromNow)));

        assertThat(verdict instanceof Verdict.Known).isEqualTo(isGood);
    }

    static Stream<Arguments> timesThatAreNone() {
        List<Arguments> all = new ArrayList<>();
        for (String claim : List.of("exp", "nbf", "iat")) {
            for (String value : List.of(
                    "\"" + (NOW + 60) + "\"",
                    (NOW + 60) + ".0",
                    (NOW + 60) + ".5",
                    "1.8e9",
                    "1e400",
                    "-1",
                    "-1e400",
                    "9223372036854775807",
                    "9223372036854775808",
                    "253402300800",
                    "null",
                    "true",
                    "[" + (NOW + 60) + "]",
                    "{}")) {
                all.add(Arguments.of(claim, value));
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("timesThatAreNone")
    void aTimeIsAWholeNumberOfSeconds(String claim, String value) {
        String exp = claim.equals("exp") ? "" : TIMES + ",";

        assertThat(verdict(claims(exp + "\"" + claim + "\":" + value))).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://id.example/realms/main/",
                "https://id.example/realms/Main",
                "https://ID.example/realms/main",
                "http://id.example/realms/main",
                "https://id.example:443/realms/main",
                "https://id.example/realms/main ",
                " https://id.example/realms/main",
                "https://id.example/realms/mai",
                "https://id.example/realms/main\\u0000",
                "https://evil.example",
                ""
            })
    void theIssuerIsTheSameToTheLetter(String issuer) {
        String claims = "{\"iss\":\"" + issuer + "\",\"aud\":\"gateway\",\"sub\":\"a\"," + TIMES + "}";

        assertThat(verdict(claims))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("iss"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"gateway\" | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"gateway-two\" | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[\"gateway\"] | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[\"other\",\"gateway\"] | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[\"other\",\"gateway\"],\"azp\":\"gateway\" | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"gateway\",\"azp\":\"other\" | true",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[\"other\",\"gateway\"],\"azp\":\"other\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"gateway\",\"azp\":1 | false",
                "\"iss\":\"ISS\",\"sub\":\"a\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"other\",\"azp\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"Gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"gateway other\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":\"\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[] | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[[\"gateway\"]] | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":[\"gateway\",1] | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":{\"a\":\"gateway\"} | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":null | false",
                "\"iss\":\"ISS\",\"sub\":\"a\",\"aud\":1 | false",
                "\"iss\":\"ISS\",\"aud\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":\"\",\"aud\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":1,\"aud\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":null,\"aud\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":[\"a\"],\"aud\":\"gateway\" | false",
                "\"iss\":\"ISS\",\"sub\":\"a\\nb\",\"aud\":\"gateway\" | false",
                "\"iss\":[\"ISS\"],\"sub\":\"a\",\"aud\":\"gateway\" | false",
                "\"iss\":null,\"sub\":\"a\",\"aud\":\"gateway\" | false",
                "\"sub\":\"a\",\"aud\":\"gateway\" | false",
            })
    void aTokenIsSomebodysAndForThisGateway(String members, boolean isGood) {
        Verdict verdict = verdict("{" + members.replace("ISS", JudgeRig.ISSUER) + "," + TIMES + "}");

        assertThat(verdict instanceof Verdict.Known).isEqualTo(isGood);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"nbf\":1", "\"iat\":1"})
    void aTokenHasAnEnd(String members) {
        assertThat(verdict(claims(members))).isEqualTo(new Verdict.Refused("exp: missing"));
    }
}
