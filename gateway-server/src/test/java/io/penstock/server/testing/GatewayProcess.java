package io.penstock.server.testing;

import io.penstock.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway in a process of its own: for what belongs to a process, such as signals and memory. */
public final class GatewayProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready at https?://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one with these variables besides those of this process that name no provider; waits until it is ready. */
    public static GatewayProcess start(Map<String, String> environment, String... arguments) {
        return start(List.of(), environment, arguments);
    }

    /** The same, with no more than that many descriptors. */
    public static GatewayProcess startWithin(int descriptors, Map<String, String> environment, String... arguments) {
        List<String> shell = List.of("sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh");
        return start(shell, environment, arguments);
    }

    private static GatewayProcess start(List<String> shell, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As the launcher has it on a small machine.
                "-Xms64m",
                "-Xmn32m",
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--port",
                "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.endsWith("_API_KEY") || name.endsWith("_API_URL"));
        builder.environment().putAll(environment);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        try {
            Process process = builder.start();
            Thread reader = new Thread(() -> read(process, port), "gateway-process");
            reader.setDaemon(true);
            reader.start();
            return new GatewayProcess(
                    process, port.orTimeout(120, TimeUnit.SECONDS).join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it says is read, for a full pipe would stop it. */
    private static void read(Process process, CompletableFuture<Integer> port) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    port.complete(Integer.parseInt(ready.group(1)));
                } else if (!port.isDone()) {
                    said.append(line).append('\n');
                }
            }
        } catch (IOException ended) {
            said.append(ended);
        }
        port.completeExceptionally(new IllegalStateException("it ended before it was ready: " + said));
    }

    /** A new connection to it. */
    public RawClient connect() {
        return RawClient.to(port);
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** Sends a signal, such as {@code TERM}. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (!kill.waitFor(30, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("no signal was sent");
        }
    }

    /** How much of it is in memory, by Linux' account. */
    public long residentBytes() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "status")));
        if (!resident.find()) {
            throw new AssertionError("the process has ended");
        }
        return Long.parseLong(resident.group(1)) * 1024;
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
