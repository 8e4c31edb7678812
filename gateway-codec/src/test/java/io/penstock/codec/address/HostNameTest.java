package io.penstock.codec.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "localhost",
                "api.openai.com",
                "API.OpenAI.com",
                "xn--bcher-kva.example",
                "4.example",
                "a-b--c.example",
                "1.2.3.example"
            })
    void aNameOfLabelsIsPlain(String text) {
        assertThat(HostName.isPlain(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.",
                ".a",
                "a..b",
                "-a.example",
                "a-.example",
                "a_b.example",
                "b\u00fccher.example",
                "\uff41.example",
                "a\u3002example",
                "a\u00ad.example",
                "1",
                "127.1",
                "127.0.0.1",
                "0x7f000001",
                "0x7f.1",
                "2130706433",
                "0177.0.0.01",
                "example.0x7f",
                "example.1",
                "::1",
                "[::1]",
                "a:80",
                "a@b",
                "a%2eb",
                "a b",
                "a\tb",
                "a\n",
                "\na",
                "a\u0000",
                "a/b",
                "a\\b",
                "a#b",
                "a?b",
                "*.example",
            })
    void whatReadersCouldDifferOnIsNot(String text) {
        assertThat(HostName.isPlain(text)).isFalse();
    }

    @Test
    void labelsAndNamesHaveTheLengthsOfTheirStandard() {
        String label = "a".repeat(63);

        assertThat(HostName.isPlain(label + ".example")).isTrue();
        assertThat(HostName.isPlain(label + "a.example")).isFalse();
        assertThat(HostName.isPlain((label + ".").repeat(3) + "a".repeat(61))).isTrue();
        assertThat(HostName.isPlain((label + ".").repeat(3) + "a".repeat(62))).isFalse();
    }
}
