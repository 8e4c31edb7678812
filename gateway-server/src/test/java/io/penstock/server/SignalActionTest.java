package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that the system sends to this process. */
@DisabledOnOs(OS.WINDOWS)
final class SignalActionTest {

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "USR2"})
    void anActionIsCalledEachTimeAndTheProcessLives(String signal) throws IOException, InterruptedException {
        assumeFalse(
                signal.equals("HUP") && isHangUpIgnored(),
                "started with SIGHUP ignored (nohup), and a JVM keeps to that");
        Semaphore calls = new Semaphore(0);
        Signals.on(signal, calls::release);

        for (int i = 0; i < 2; i++) {
            new ProcessBuilder(
                            "kill",
                            "-" + signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();

            assertThat(calls.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The first bit of the signals that are ignored is that of SIGHUP. */
    private static boolean isHangUpIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Character.digit(line.charAt(line.length() - 1), 16) & 1) != 0);
    }
}
