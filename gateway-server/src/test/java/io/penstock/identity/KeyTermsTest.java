package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyTermsTest {
    private static final Identity.Grant UNSAID = Identity.Grant.UNSAID;

    private static KeyTerms named(String owner, String team, String label) {
        return new KeyTerms(owner, team, label, Set.of(Role.INFERENCE), List.of(), Set.of(), UNSAID);
    }

    private static KeyTerms of(Set<Role> roles, List<String> models, Set<String> surfaces, Identity.Grant grant) {
        return new KeyTerms("anna", "", "", roles, models, surfaces, grant);
    }

    private static Arguments row(String name, ThrowingCallable making) {
        return Arguments.of(name, making);
    }

    static Stream<Arguments> refused() {
        Set<Role> roles = Set.of(Role.ADMIN);
        return Stream.of(
                row("owner", () -> named("", "", "")),
                row("owner", () -> named("  ", "", "")),
                row("owner", () -> named("a\nb", "", "")),
                row("owner", () -> named("a".repeat(201), "", "")),
                row("team", () -> named("a", "\u001b[31mred", "")),
                row("label", () -> named("a", "", "\u202etxt.exe")),
                row("label", () -> named("a", "", "\ud800")),
                row("roles", () -> of(Set.of(), List.of(), Set.of(), UNSAID)),
                row("models", () -> of(roles, List.of("a,b"), Set.of(), UNSAID)),
                row("models", () -> of(roles, List.of(""), Set.of(), UNSAID)),
                row("models", () -> of(roles, Collections.nCopies(101, "m"), Set.of(), UNSAID)),
                row("surfaces", () -> of(roles, List.of(), Set.of("Open AI"), UNSAID)),
                row("requests per minute", () -> of(roles, List.of(), Set.of(), new Identity.Grant(-1, 0, 0))),
                row(
                        "tokens per minute",
                        () -> of(roles, List.of(), Set.of(), new Identity.Grant(0, Long.MAX_VALUE, 0))),
                row("concurrent", () -> of(roles, List.of(), Set.of(), new Identity.Grant(0, 0, -1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void cannotExistInvalid(String name, ThrowingCallable making) {
        assertThatThrownBy(making)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)" + name + ": .* \\(expected: .*\\)");
    }

    @Test
    void takeNamesOfAnyLanguageAndQuotes() {
        KeyTerms terms = named("Jos\u00e9 \u5f20\u4f1f", "'; DROP TABLE gateway_keys--", "a \"b\" \ud83d\ude00");

        assertThat(terms.owner()).isEqualTo("Jos\u00e9 \u5f20\u4f1f");
    }
}
