package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class JvmTest {

    @Test
    void readsTheTotalBelowAHistogram() {
        String histogram = """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:           100           2400  java.lang.String (java.base)
                Total           512          65536
                """;

        assertThat(Jvm.histogramTotal(histogram)).isEqualTo(65_536);
    }

    @Test
    void sumsWhatThreadsHaveAllocatedInTheirUnits() {
        String threads = """
                "main" #1 [7] prio=5 cpu=1.0ms elapsed=2.0s allocated=512B defined_classes=1 tid=0x1
                "loop" #2 [8] prio=5 cpu=1.0ms elapsed=2.0s allocated=3K defined_classes=0 tid=0x2
                "rest" #3 [9] prio=5 cpu=1.0ms elapsed=2.0s allocated=2M defined_classes=0 tid=0x3""";

        assertThat(Jvm.allocated(threads)).isEqualTo(512 + 3 * 1024 + 2 * 1024 * 1024);
    }

    @Test
    void asksThisVeryJvm() throws IOException {
        Jvm jvm = new Jvm(ProcessHandle.current().pid());

        assertThat(jvm.liveBytes()).isGreaterThan(100_000);
        assertThat(jvm.allocatedBytes()).isGreaterThan(100_000);
    }

    @Test
    void leavesAProcessAloneThatIsNoJvm() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        try {
            Jvm jvm = new Jvm(sleeper.pid());

            assertThat(jvm.liveBytes()).isNaN();
            assertThat(jvm.allocatedBytes()).isNaN();
            assertThat(sleeper.isAlive()).isTrue();
        } finally {
            sleeper.destroyForcibly();
        }
    }
}
