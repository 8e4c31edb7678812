package io.penstock.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFilterTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o, true",
        "gpt-4o, openai/gpt-4o, true",
        "gpt-4o, OpenAI/GPT-4o, true",
        "GPT-4O, gpt-4o, true",
        "openai/gpt-4o, openai/gpt-4o, true",
        "openai/gpt-4o, gpt-4o, false",
        "openai/gpt-4o, azure/gpt-4o, false",
        "openai/gpt-oss-120b, groq/openai/gpt-oss-120b, true",
        "gpt-oss-120b, groq/openai/gpt-oss-120b, false",
        "gpt-4o, gpt-4o-mini, false",
        "' gpt-4o ', ' gpt-4o ', true",
        "gpt-4o, openai/, false",
    })
    void matchesTheWholeNameOrWhatFollowsTheFirstSlash(String listed, String name, boolean isOn) {
        assertThat(new ModelFilter(List.of(listed), List.of()).isAllowed(name)).isEqualTo(isOn);
        assertThat(new ModelFilter(List.of(), List.of(listed)).isDisallowed(name))
                .isEqualTo(isOn);
    }

    @Test
    void isEmptyWithoutLists() {
        assertThat(new ModelFilter(List.of(), List.of()).isEmpty()).isTrue();
        assertThat(new ModelFilter(List.of(), List.of("a")).isEmpty()).isFalse();
        assertThat(new ModelFilter(List.of("a"), List.of()).hasAllowed()).isTrue();
    }
}
