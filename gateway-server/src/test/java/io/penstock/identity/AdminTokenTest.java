package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.credential.Secret;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminTokenTest {
    private static final String TOKEN = "the-token-of-the-operator";
    private final Gate gate = Gate.open(List.of(new AdminToken(Secret.of(TOKEN))));

    private Verdict judge(String credential) {
        return java.util.Objects.requireNonNull(
                gate.judge(Credential.of(credential), "192.0.2.1", late -> Assertions.fail("it is judged at once")));
    }

    @Test
    void isGoodForManagingTheGatewayAndForNothingElse() {
        assertThat(judge(TOKEN))
                .isInstanceOfSatisfying(
                        Verdict.Known.class,
                        known -> assertThat(known.identity().roles()).containsExactly(Role.ADMIN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "the-token-of-the-operatoR",
                "The-token-of-the-operator",
                "the-token-of-the-operato",
                "the-token-of-the-operator2",
                "the-token-of-the-operat\u00f6r",
                "a.b.c",
            })
    void whatIsNotTheTokenIsNobodys(String credential) {
        assertThat(judge(credential)).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anOpenGateAsksWhoManagesAndNobodyElse(Role role) {
        assertThat(gate.isOpenTo(role)).isEqualTo(role != Role.ADMIN);
        assertThat(gate.isLocalTrusted(role)).isFalse();
        assertThat(gate.trustingLocal().isLocalTrusted(role)).isEqualTo(role == Role.ADMIN);
        assertThat(gate.trustingLocal().isOpenTo(role)).isEqualTo(role != Role.ADMIN);
    }
}
