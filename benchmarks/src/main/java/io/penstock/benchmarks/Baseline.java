package io.penstock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes per operation that each benchmark of the hot path may allocate, as committed. A line each: the benchmark with its
 * parameters, a tab, the bytes; {@code #} begins a comment line.
 */
final class Baseline {
    /** What a measurement may be off by: the profiler counts the harness' own few bytes over the operations of a run. */
    static final double TOLERANCE_BYTES = 1;

    private final Map<String, Double> bytes;

    private Baseline(Map<String, Double> bytes) {
        this.bytes = bytes;
    }

    static Baseline read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    static Baseline parse(String text) {
        Map<String, Double> bytes = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split("\t", -1);
                if (cells.length != 2 || bytes.put(cells[0], Double.valueOf(cells[1])) != null) {
                    throw new IllegalArgumentException(
                            "baseline: " + line + " (expected: a benchmark named once, a tab, bytes)");
                }
            }
        }
        return new Baseline(bytes);
    }

    /** The benchmarks, in the order of the file. */
    List<String> names() {
        return List.copyOf(bytes.keySet());
    }

    /** What a benchmark may allocate at most; NaN, which nothing is within, where the file does not name it. */
    double bytesMax(String name) {
        return bytes.getOrDefault(name, Double.NaN);
    }

    /** Whether so many bytes are within what is allowed; what was not measured at all is not. */
    boolean admits(String name, double measuredBytes) {
        return measuredBytes <= bytesMax(name) + TOLERANCE_BYTES;
    }
}
