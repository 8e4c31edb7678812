package io.penstock.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdentityTest {
    private static Identity of(String... models) {
        return new Identity("anna", "", "", Set.of(Role.INFERENCE), List.of(models), Set.of(), Identity.Grant.UNSAID);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o, openai, gpt-4o, true",
        "openai/gpt-4o, openai, gpt-4o-mini, false",
        "openai/gpt-4o, azure, gpt-4o, false",
        "openai/*, openai, gpt-4o, true",
        "OpenAI/GPT-*, openai, gpt-4o, true",
        "gpt-4o, openai, gpt-4o, true",
        "gpt-4o, azure, gpt-4o, true",
        "gpt-*, openai, gpt-4o, true",
        "gpt-*, openai, o3, false",
        "*, groq, meta-llama/x, true",
        "groq/meta-*/x, groq, meta-llama/x, true",
        "openai/*, openai-of-another, m, false",
        "*/m, openai, m, true",
        "'', openai, m, false",
        "'', openai, '', false",
        "a*b*c, p, aXbYbZc, true",
        "a*b*c, p, aXbYbZ, false",
    })
    void patternsNameModels(String pattern, String provider, String model, boolean isAllowed) {
        assertThat(of(pattern).mayAsk(provider, model)).isEqualTo(isAllowed);
    }

    @Test
    void withoutPatternsEveryModelMayBeAsked() {
        assertThat(of().mayAsk("openai", "m")).isTrue();
        assertThat(Identity.ANYBODY.mayAsk("openai", "")).isTrue();
    }

    @Test
    void aPatternOfManyStarsCostsNoMoreThanTheProductOfTheLengths() {
        assertThat(of("*a".repeat(200) + "b").mayAsk("p", "a".repeat(5000))).isFalse();
    }

    @Test
    void anybodyManagesNothing() {
        assertThat(Identity.ANYBODY.roles()).doesNotContain(Role.ADMIN);
    }
}
