package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

    @ParameterizedTest
    @CsvSource({
        "port, port, 0",
        "port, Port, 0",
        "prot, port, 1",
        "por, port, 1",
        "ports, port, 1",
        "part, port, 1",
        "'', port, 4",
        "abc, xyz, 3"
    })
    void countsEdits(String from, String to, int edits) {
        assertThat(Spelling.edits(from, to)).isEqualTo(edits);
        assertThat(Spelling.edits(to, from)).isEqualTo(edits);
    }

    @Test
    void namesTheNearestThatIsNearEnough() {
        List<String> known = List.of("host", "port", "timeouts");

        assertThat(Spelling.nearest("prot", known, 2)).isEqualTo("port");
        assertThat(Spelling.nearest("timeout", known, 2)).isEqualTo("timeouts");
        assertThat(Spelling.nearest("colour", known, 2)).isNull();
    }
}
