package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.CertificateConfig;
import io.penstock.config.CertificateConfig.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule a certificate's names meet. */
final class CertificateRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-29T06:00:00Z");

    private static CertificateConfig rule(Kind kind, String pattern, String role) {
        return new CertificateConfig(kind, pattern, Set.of(role), "", List.of(), Set.of());
    }

    private static Verdict check(ClientCertificate certificate, CertificateConfig... rules) {
        return new CertificateRules(List.of(rules), () -> NOW).check(certificate);
    }

    private static ClientCertificate until(Instant end, Kind kind, String... names) {
        return new ClientCertificate(
                List.of(names).stream()
                        .map(name -> new ClientCertificate.Name(kind, name))
                        .toList(),
                end.toEpochMilli());
    }

    @Test
    void rulesAreAskedInTheirOrderAndNamesInTheirs() {
        ClientCertificate two = until(NOW.plusSeconds(1), Kind.URI, "spiffe://a/b", "spiffe://a/c");

        Verdict verdict = check(
                two,
                rule(Kind.URI, "spiffe://b/*", "proxy"),
                rule(Kind.URI, "spiffe://a/c", "admin"),
                rule(Kind.URI, "*", "inference"));

        assertThat(verdict).isInstanceOfSatisfying(Verdict.Known.class, known -> {
            assertThat(known.identity().subject()).isEqualTo("#uri:spiffe://a/c");
            assertThat(known.identity().roles()).containsExactly(Role.ADMIN);
        });
    }

    /** The connection may have been open for days. */
    @Test
    void oneThatHasExpiredSinceIsNoGood() {
        CertificateConfig anybody = rule(Kind.CN, "*", "inference");

        assertThat(check(until(NOW.plusMillis(1), Kind.CN, "a"), anybody)).isInstanceOf(Verdict.Known.class);
        assertThat(check(until(NOW, Kind.CN, "a"), anybody)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void withoutNamesOrRulesNobodyIsKnown() {
        assertThat(check(until(NOW.plusSeconds(1), Kind.CN), rule(Kind.CN, "*", "inference")))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(check(until(NOW.plusSeconds(1), Kind.CN, "a"))).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "URI, spiffe://a/B, spiffe://a/b, false",
        "CN, Anna, anna, false",
        "DNS, A.example, a.EXAMPLE, true",
        "DNS, *.example, a.b.example, true",
        "DNS, *.example, example, false",
    })
    void caseCountsButInNamesOfHosts(Kind kind, String pattern, String name, boolean isMet) {
        Verdict verdict = check(until(NOW.plusSeconds(1), kind, name), rule(kind, pattern, "inference"));

        assertThat(verdict instanceof Verdict.Known).isEqualTo(isMet);
    }
}
