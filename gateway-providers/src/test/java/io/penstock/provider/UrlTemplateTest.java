package io.penstock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UrlTemplateTest {

    @Test
    void putsAValueWhereverItsNameStands() {
        UrlTemplate template = new UrlTemplate("https://{A}.x/{B_C}/{A}");

        assertThat(template.names()).containsExactly("A", "B_C");
        assertThat(template.fill(name -> name.equals("A") ? "1" : "$2")).isEqualTo("https://1.x/$2/1");
    }

    @Test
    void leavesATextWithoutNamesAsItIs() {
        assertThat(new UrlTemplate("https://h/{lower}/{}").names()).isEmpty();
        assertThat(new UrlTemplate("https://h/{lower}").fill(name -> "x")).isEqualTo("https://h/{lower}");
    }

    @Test
    void knowsWhatStandsForNoValue() {
        UrlTemplate template = new UrlTemplate("/d/{model}?version={V:=1|*=*}&{W}");

        assertThat(template.isOptional("V")).isTrue();
        assertThat(template.isOptional("W")).isFalse();
        assertThat(template.fill(name -> "")).isEqualTo("/d/{model}?version=1&");
        assertThat(template.fill(name -> "2-x")).isEqualTo("/d/{model}?version=2-x&2-x");
    }

    @ParameterizedTest
    @CsvSource({
        "global, https://a.com/global",
        "eu, https://eu.rep.a.com/eu",
        "here, https://here-a.com/here",
        "globally, https://globally-a.com/globally",
    })
    void choosesAmongCases(String value, String url) {
        UrlTemplate template = new UrlTemplate("https://{L:global=a.com|eu=*.rep.a.com|*=*-a.com}/{L}");

        assertThat(template.names()).containsExactly("L");
        assertThat(template.fill(name -> value)).isEqualTo(url);
    }
}
