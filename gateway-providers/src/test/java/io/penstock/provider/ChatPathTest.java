package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.dialect.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatPathTest {
    private static final ChatPath PATH = ChatPath.of("/model/{model}/converse");

    @ParameterizedTest
    @CsvSource({
        "gpt-4.1, gpt-4.1",
        "a..b, a..b",
        "meta/llama:free, meta%2Fllama:free",
        "@cf/x, @cf%2Fx",
        "arn:aws:bedrock:eu:1:p/a?b#c d, arn:aws:bedrock:eu:1:p%2Fa%3Fb%23c%20d",
        "\u00e9, %C3%A9",
    })
    void aNameIsOneSegment(String model, String segment) {
        assertThat(PATH.of(model, false)).isEqualTo("/model/" + segment + "/converse");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "..",
                "...",
                "../x",
                "x/..",
                "x/../../y",
                "x/./y",
                "..\\x",
                "x\\..",
                "..;",
                "..;a=b/x",
                "x;..",
                ".. /x",
                "\u2025/x",
                "\uff0e\uff0e/x",
                "..\uff0fx",
                "%2e%2e",
                "%2e%2e%2fx",
                "a%",
                "..\u0000/x",
                "a\u0000",
                "a\r\nb",
            })
    void aNameThatCouldLeadOutOfItIsNoModels(String model) {
        assertThatThrownBy(() -> PATH.of(model, false))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("model: not shown (expected: ");
    }

    /** llama.cpp names a model after its file. */
    @Test
    void aNameThatDoesNotStandInThePathMayBeAny() {
        assertThat(ChatPath.of("/chat/completions").of("../models/a.gguf", false))
                .isEqualTo("/chat/completions");
    }
}
