package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S, 0s",
        "0s, PT0S, 0s",
        "30s, PT30S, 30s",
        "1m30s, PT1M30S, 1m30s",
        "90s, PT1M30S, 1m30s",
        "500ms, PT0.5S, 500ms",
        "1.5h, PT1H30M, 1h30m",
        ".5s, PT0.5S, 500ms",
        "1.s, PT1S, 1s",
        "2us, PT0.000002S, 2us",
        "2µs, PT0.000002S, 2us",
        "7ns, PT0.000000007S, 7ns",
        "1h1m1s1ms1us1ns, PT1H1M1.001001001S, 1h1m1s1ms1us1ns",
        "1s1s, PT2S, 2s",
    })
    void readsWhatGoReadsAndWritesItShort(String text, Duration duration, String written) {
        assertThat(GoDuration.parse(text)).isEqualTo(duration);
        assertThat(GoDuration.format(duration)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "-1s",
                "+1s",
                "1 s",
                "1S",
                "1d",
                "1m30",
                "1..5s",
                "x1s",
                "1s ",
                "9999999h",
                "invalid",
                "1e3s"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
