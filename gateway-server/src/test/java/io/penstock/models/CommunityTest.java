package io.penstock.models;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.provider.Catalogue;
import io.penstock.provider.Provider;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunityTest {
    private final Community community = Community.bundled();

    @ParameterizedTest
    @CsvSource({
        "openai,    gpt-4,                       8192",
        "openai,    gpt-4.1,                     1047576",
        "google,    models/gemini-2.5-pro,       1048576",
        "anthropic, claude-3-5-haiku-latest,     200000",
        "anthropic, claude-sonnet-4-20250514,    200000",
        "groq,      openai/gpt-oss-120b,         131072",
    })
    void findsAModelUnderItsOtherNames(String provider, String id, long tokens) {
        Model model = requireNonNull(community.find(provider(provider), id));

        assertThat(model.contextTokens()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({
        "openai,     gpt-4o-2024-05-13",
        "openai,     claude-sonnet-4",
        "openrouter, openai/gpt-4o",
        "openai,     gpt",
        "anthropic,  claude-sonnet-4-2025051",
        "anthropic,  claude-sonnet-4-20250514-x",
    })
    void doesNotGuess(String provider, String id) {
        assertThat(community.find(provider(provider), id)).isNull();
    }

    @Test
    void pricesArePerToken() {
        Pricing pricing =
                requireNonNull(community.find(provider("openai"), "gpt-4o")).pricing();

        assertThat(requireNonNull(pricing).input()).isEqualByComparingTo("0.0000025");
        assertThat(pricing.output()).isEqualByComparingTo("0.00001");
    }

    @Test
    void everyEntryIsWholeAndOfAProviderThatIsKnown() {
        assertThat(community.names()).hasSizeGreaterThan(40).allSatisfy(name -> {
            int slash = name.indexOf('/');
            Provider provider = provider(name.substring(0, slash));
            Model model = requireNonNull(community.find(provider, name.substring(slash + 1)));
            assertThat(model.contextTokens()).isBetween(4_000L, 10_000_000L);
            assertThat(model.modalities()).isNotNull();
            Pricing pricing = model.pricing();
            if (pricing != null) {
                assertThat(pricing.input()).isBetween(dollars("0.01"), dollars("100"));
                assertThat(pricing.output()).isBetween(pricing.input(), dollars("500"));
            }
        });
    }

    private static BigDecimal dollars(String perMillion) {
        return new BigDecimal(perMillion).movePointLeft(6);
    }

    private static Provider provider(String id) {
        return requireNonNull(Catalogue.bundled().find(id), id);
    }
}
