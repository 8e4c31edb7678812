package io.penstock.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes have cost so far, read from Linux' {@code /proc} (proc(5)).
 *
 * <p>CPU comes from {@code schedstat} of every thread: nanoseconds on a CPU, where {@code stat} counts in ticks of 10 ms.
 */
final class ProcessMeter {
    private final Path proc;
    private final List<Long> pids;

    ProcessMeter(Path proc, List<Long> pids) {
        this.proc = proc;
        this.pids = List.copyOf(pids);
    }

    static ProcessMeter of(List<Long> pids) {
        return new ProcessMeter(Path.of("/proc"), pids);
    }

    /** Nanoseconds that the living threads of the processes have run; a thread that ended takes its share with it. */
    long cpuNanos() throws IOException {
        long sum = 0;
        for (long pid : pids) {
            try (DirectoryStream<Path> threads =
                    Files.newDirectoryStream(directory(pid).resolve("task"))) {
                for (Path thread : threads) {
                    sum += cpuNanosOf(thread);
                }
            }
        }
        return sum;
    }

    /** KiB of memory that is resident now. */
    long residentKib() throws IOException {
        return statusKib("VmRSS:");
    }

    /** KiB of the most memory that was ever resident, or was since {@link #forgetPeak()}. */
    long peakKib() throws IOException {
        return statusKib("VmHWM:");
    }

    /** Lets the peak begin anew at what is resident now. Needs the user who owns the processes. */
    void forgetPeak() throws IOException {
        for (long pid : pids) {
            Files.writeString(directory(pid).resolve("clear_refs"), "5");
        }
    }

    private long statusKib(String key) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            sum += kib(Files.readString(directory(pid).resolve("status"), StandardCharsets.ISO_8859_1), key);
        }
        return sum;
    }

    private Path directory(long pid) {
        return proc.resolve(Long.toString(pid));
    }

    private static long cpuNanosOf(Path thread) throws IOException {
        try {
            return runNanos(Files.readString(thread.resolve("schedstat"), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }

    /** The first of the three numbers of a {@code schedstat}: time on the CPU, time in the run queue, slices. */
    static long runNanos(String schedstat) {
        int end = schedstat.indexOf(' ');
        if (end <= 0) {
            throw new IllegalArgumentException("schedstat: " + schedstat.strip() + " (expected: three numbers)");
        }
        return Long.parseLong(schedstat, 0, end, 10);
    }

    /** The value of a {@code status} line such as {@code VmRSS:      1234 kB}. */
    static long kib(String status, String key) {
        for (String line : status.lines().toList()) {
            if (line.startsWith(key) && line.endsWith(" kB")) {
                return Long.parseLong(
                        line.substring(key.length(), line.length() - 3).strip());
            }
        }
        throw new IllegalArgumentException("status: no " + key + " (expected: a line in kB)");
    }
}
