package io.penstock.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a running JVM says about its heap, asked with the {@code jcmd} that lies beside this process' {@code java}. Answers NaN
 * where the process is no JVM, there is no {@code jcmd}, or the JVM does not answer it in time.
 */
final class Jvm {
    private static final Pattern HISTOGRAM_TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final int ANSWER_SECONDS_MAX = 30;
    private static final Pattern THREAD_ALLOCATED = Pattern.compile("\\ballocated=(\\d+)([BKMG])");

    private final long pid;

    Jvm(long pid) {
        this.pid = pid;
    }

    /** Bytes that a full collection leaves on the heap; runs one. */
    double liveBytes() throws IOException {
        return histogramTotal(ask("GC.class_histogram"));
    }

    /** Bytes that its living threads have allocated so far, to about 1 % of what a thread has allocated. */
    double allocatedBytes() throws IOException {
        return allocated(ask("Thread.print", "-e"));
    }

    /** The sum below a class histogram. */
    static double histogramTotal(String histogram) {
        Matcher total = HISTOGRAM_TOTAL.matcher(histogram);
        return total.find() ? Double.parseDouble(total.group(1)) : Double.NaN;
    }

    /** The sum over the threads of an extended thread dump. */
    static double allocated(String threads) {
        Matcher thread = THREAD_ALLOCATED.matcher(threads);
        double sum = Double.NaN;
        while (thread.find()) {
            double bytes = Double.parseDouble(thread.group(1)) * unit(thread.group(2));
            sum = Double.isNaN(sum) ? bytes : sum + bytes;
        }
        return sum;
    }

    private static double unit(String letter) {
        return switch (letter) {
            case "K" -> 1 << 10;
            case "M" -> 1 << 20;
            case "G" -> 1 << 30;
            default -> 1;
        };
    }

    private String ask(String... question) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd) || !isJvm()) {
            return "";
        }
        String[] command = new String[question.length + 2];
        command[0] = jcmd.toString();
        command[1] = Long.toString(pid);
        System.arraycopy(question, 0, command, 2, question.length);
        return answer(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** What it prints, by way of a file: reading a pipe cannot be bounded in time, and an asked JVM may never answer. */
    private static String answer(ProcessBuilder command) throws IOException {
        Path printed = Files.createTempFile("jcmd", ".txt");
        try {
            Process process = command.redirectOutput(printed.toFile()).start();
            return isEnded(process) ? Files.readString(printed, StandardCharsets.ISO_8859_1) : "";
        } finally {
            Files.delete(printed);
        }
    }

    private static boolean isEnded(Process process) {
        try {
            return process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Only a JVM may be asked: anything else would take the signal that attaching sends for an order to quit. */
    private boolean isJvm() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"))
                .endsWith("java");
    }
}
