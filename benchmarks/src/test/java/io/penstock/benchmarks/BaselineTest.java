package io.penstock.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaselineTest {

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "1.1, false", "64, false", "NaN, false"})
    void admitsNoByteButTheProfilersOwn(double measuredBytes, boolean admitted) {
        Baseline baseline = Baseline.parse("# bytes\n\nRelay.event\t0\n");

        assertThat(baseline.admits("Relay.event", measuredBytes)).isEqualTo(admitted);
    }

    @Test
    void keepsTheOrderOfTheFile() {
        Baseline baseline = Baseline.parse("B.b[n=1]\t16\nA.a\t0\n");

        assertThat(baseline.names()).containsExactly("B.b[n=1]", "A.a");
        assertThat(baseline.bytesMax("B.b[n=1]")).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.a 0", "A.a\t0\t1", "A.a\tmany", "A.a\t0\nA.a\t1"})
    void refusesALineThatIsNoBudget(String text) {
        assertThatThrownBy(() -> Baseline.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyBenchmarkOfTheCommittedFileExists() throws IOException, ReflectiveOperationException {
        Baseline baseline = Baseline.read(Path.of(System.getProperty("penstock.root"), "benchmarks", "baseline.tsv"));

        for (String name : baseline.names()) {
            String[] method = AllocationGate.methodOf(name).split("\\.", -1);
            Class<?> benchmark = Class.forName("io.penstock.benchmarks." + method[0]);

            assertThat(benchmark.getMethod(method[1])).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 500", "10, 500", "30, 220", "200, 100"})
    void sharesAMinuteAmongTheBenchmarks(int forks, long iterationMillis) {
        assertThat(AllocationGate.iterationMillis(forks)).isEqualTo(iterationMillis);
    }
}
