package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMeterTest {
    private static final String STATUS = """
            Name:\tjava
            VmPeak:\t 9000 kB
            VmHWM:\t   5120 kB
            VmRSS:\t   4096 kB
            Threads:\t2
            """;

    @TempDir
    private Path proc;

    @Test
    void sumsTheRunTimeOfAllThreadsOfAllProcesses() throws IOException {
        thread(10, 10, "1000 50 3\n");
        thread(10, 11, "200 0 1\n");
        thread(20, 20, "30000000000 7 9\n");

        long nanos = new ProcessMeter(proc, List.of(10L, 20L)).cpuNanos();

        assertThat(nanos).isEqualTo(30_000_001_200L);
    }

    @Test
    void skipsAThreadThatEndedMeanwhile() throws IOException {
        thread(10, 10, "1000 50 3\n");
        Files.createDirectories(proc.resolve("10/task/11"));

        assertThat(new ProcessMeter(proc, List.of(10L)).cpuNanos()).isEqualTo(1_000);
    }

    @Test
    void refusesAProcessThatEnded() {
        ProcessMeter meter = new ProcessMeter(proc, List.of(10L));

        assertThatThrownBy(meter::cpuNanos).isInstanceOf(IOException.class);
    }

    @Test
    void sumsResidentAndPeakMemory() throws IOException {
        status(10);
        status(20);
        ProcessMeter meter = new ProcessMeter(proc, List.of(10L, 20L));

        assertThat(meter.residentKib()).isEqualTo(8_192);
        assertThat(meter.peakKib()).isEqualTo(10_240);
    }

    @Test
    void namesTheLineThatIsMissing() {
        assertThatThrownBy(() -> ProcessMeter.kib(STATUS, "VmSwap:")).hasMessageContaining("VmSwap:");
    }

    @Test
    void namesAScheduleThatIsNone() {
        assertThatThrownBy(() -> ProcessMeter.runNanos("\n")).hasMessageContaining("expected: three numbers");
    }

    private void thread(int pid, int tid, String schedstat) throws IOException {
        Path directory = Files.createDirectories(proc.resolve(pid + "/task/" + tid));
        Files.writeString(directory.resolve("schedstat"), schedstat);
    }

    private void status(int pid) throws IOException {
        Files.writeString(
                Files.createDirectories(proc.resolve(Integer.toString(pid))).resolve("status"), STATUS);
    }
}
