package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks that {@code benchmarks/baseline.tsv} lists, with JMH's gc profiler, and fails where one allocates more
 * than it says. Bytes are compared, never times: they are the same on a busy machine once the code is compiled. What allocates too much
 * in its share of the minute is measured again with time to warm up, so that code which was still interpreted is not taken for worse; and
 * the least of three JVMs counts, for what a compiler or a recycler makes of the same code differs now and then, always upwards.
 */
public final class AllocationGate {
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";
    private static final long BUDGET_MILLIS = 60_000;
    /** What starting and ending a fork takes. */
    private static final long FORK_MILLIS = 900;

    private static final long ITERATION_MILLIS_MIN = 100;
    private static final long ITERATION_MILLIS_MAX = 500;
    private static final int WARMUPS = 3;
    private static final int MEASUREMENTS = 2;

    /** How much longer all takes where a benchmark is measured again. */
    private static final int AGAIN = 5;

    private static final int TRIES = 3;

    private final Baseline baseline;

    private AllocationGate(Baseline baseline) {
        this.baseline = baseline;
    }

    /**
     * {@code AllocationGate BASELINE}: prints a table and ends with status 1 where the gate stays shut.
     *
     * @param arguments the file of the baseline
     */
    public static void main(String[] arguments) throws IOException, RunnerException {
        AllocationGate gate = new AllocationGate(Baseline.read(Path.of(arguments[0])));
        List<String> names = gate.baseline.names();
        long iterationMillis = iterationMillis(names.size());
        Map<String, Double> measured = measure(names, iterationMillis);
        List<String> missed = gate.missed(measured);
        for (int tries = 1; tries < TRIES && !missed.isEmpty(); tries++) {
            measure(missed, AGAIN * iterationMillis).forEach((name, bytes) -> measured.merge(name, bytes, Math::min));
            missed = gate.missed(measured);
        }
        gate.print(measured);
        System.exit(missed.isEmpty() ? 0 : 1);
    }

    private static Map<String, Double> measure(List<String> names, long iterationMillis) throws RunnerException {
        Set<String> methods = new LinkedHashSet<>();
        for (String name : names) {
            methods.add(methodOf(name));
        }
        TimeValue iteration = TimeValue.milliseconds(iterationMillis);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .threads(1)
                .warmupIterations(WARMUPS)
                .warmupTime(iteration)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("-Dlogback.configurationFile=logback-benchmarks.xml")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        for (String method : methods) {
            options.include("\\." + method.replace(".", "\\.") + "$");
        }
        return bytes(new Runner(options.build()).run());
    }

    /** Shares a minute among the forks. */
    static long iterationMillis(int forks) {
        long perFork = BUDGET_MILLIS / Math.max(1, forks) - FORK_MILLIS;
        return Math.max(ITERATION_MILLIS_MIN, Math.min(ITERATION_MILLIS_MAX, perFork / (WARMUPS + MEASUREMENTS)));
    }

    /** {@code BytePatchBenchmark.apply[bodyBytes=1024]} without its parameters. */
    static String methodOf(String name) {
        int parameters = name.indexOf('[');
        return parameters < 0 ? name : name.substring(0, parameters);
    }

    private static Map<String, Double> bytes(Collection<RunResult> results) {
        Map<String, Double> bytes = new TreeMap<>();
        for (RunResult result : results) {
            Result<?> allocated = result.getSecondaryResults().get(BYTES_PER_OPERATION);
            bytes.put(nameOf(result.getParams()), allocated == null ? Double.NaN : allocated.getScore());
        }
        return bytes;
    }

    private static String nameOf(BenchmarkParams params) {
        String method = params.getBenchmark();
        String shortName = method.substring(method.lastIndexOf('.', method.lastIndexOf('.') - 1) + 1);
        StringBuilder name = new StringBuilder(shortName);
        for (String key : params.getParamsKeys()) {
            name.append('[')
                    .append(key)
                    .append('=')
                    .append(params.getParam(key))
                    .append(']');
        }
        return name.toString();
    }

    /** What allocates too much, or was not measured at all. */
    private List<String> missed(Map<String, Double> measured) {
        return baseline.names().stream()
                .filter(name -> !baseline.admits(name, measured.getOrDefault(name, Double.NaN)))
                .toList();
    }

    private void print(Map<String, Double> measured) {
        System.out.printf(Locale.ROOT, "%-50s %12s %12s%n", "benchmark", "B/op", "baseline");
        for (String name : baseline.names()) {
            double bytes = measured.getOrDefault(name, Double.NaN);
            System.out.printf(
                    Locale.ROOT,
                    "%-50s %12.1f %12.0f %s%n",
                    name,
                    bytes,
                    baseline.bytesMax(name),
                    baseline.admits(name, bytes) ? "" : Double.isNaN(bytes) ? "not measured" : "too much");
        }
    }
}
