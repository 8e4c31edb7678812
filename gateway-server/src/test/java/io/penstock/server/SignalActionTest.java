package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals that the system sends to this process. */
@DisabledOnOs(OS.WINDOWS)
final class SignalActionTest {

    @Test
    void anActionIsCalledEachTimeAndTheProcessLives() throws IOException, InterruptedException {
        Semaphore calls = new Semaphore(0);
        Signals.on("HUP", calls::release);

        for (int i = 0; i < 2; i++) {
            new ProcessBuilder(
                            "kill",
                            "-HUP",
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();

            assertThat(calls.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
