package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {

    @ParameterizedTest
    @CsvSource({
        "'', SERVE",
        "serve, SERVE",
        "check --config a.yaml, CHECK",
        "--config a.yaml check, CHECK",
        "routes, ROUTES",
        "--version, VERSION",
        "-h, HELP",
        "check --help, HELP",
    })
    void saysWhatIsToBeDone(String line, CommandLine.Command command) {
        assertThat(CommandLine.parse(words(line)).command()).isEqualTo(command);
    }

    @Test
    void takesFileAndPortInEitherForm() {
        CommandLine parted = CommandLine.parse("--config", "a.yaml", "--port", "0");
        CommandLine joined = CommandLine.parse("--config=a.yaml", "--port=0");

        assertThat(parted.config()).isEqualTo(Path.of("a.yaml"));
        assertThat(parted.port()).isEqualTo("0");
        assertThat(joined).isEqualTo(parted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chek | argument: chek (expected: serve, check, routes, keys, ",
                "--prot 1 | argument: --prot (expected: ",
                "--port | --port: no value (expected: one after it)",
                "--config | --config: no value (expected: one after it)",
                "--version=1 | argument: --version=1 (expected: ",
            })
    void refusesWhatItDoesNotKnow(String line, String message) {
        assertThatThrownBy(() -> CommandLine.parse(words(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ", -1);
    }
}
