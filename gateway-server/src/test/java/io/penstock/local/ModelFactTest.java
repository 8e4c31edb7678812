package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.dialect.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFactTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "context_window                          | [CONTEXT_WINDOW]",
                "pricing,context_window                  | [CONTEXT_WINDOW, PRICING]",
                "` pricing , pricing,, ,modalities,`     | [PRICING, MODALITIES]",
                "`,`                                     | []",
                "``                                      | []",
            })
    void blanksAndRepetitionsDoNotCount(String include, String facts) {
        assertThat(ModelFact.parse(include)).hasToString(facts);
    }

    @Test
    void nothingIsAskedForByDefault() {
        assertThat(ModelFact.parse(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"x, x", "'pricing, y z ', y z", "Pricing, Pricing"})
    void anUnknownOneIsRefusedByName(String include, String named) {
        assertThatThrownBy(() -> ModelFact.parse(include))
                .isInstanceOf(FaultException.class)
                .hasMessage("unknown include value \"" + named + "\"");
    }
}
