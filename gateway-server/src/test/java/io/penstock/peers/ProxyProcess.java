package io.penstock.peers;

import io.penstock.server.testing.Ports;
import io.penstock.server.testing.RawClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A proxy that nobody here wrote, in a process of its own on a free port of loopback, with a directory of its own. */
final class ProxyProcess implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long STOP_SECONDS = 5;

    private final Process process;
    private final Path directory;
    private final int port;

    private ProxyProcess(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Where a program is installed, if it is. */
    static Optional<Path> installed(String name) {
        Stream<String> directories =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        return Stream.concat(directories, Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts one; it is to be closed.
     *
     * @param conf its configuration, for the port that it is to listen on
     * @param command for the file of that, which stands in its directory
     */
    static ProxyProcess start(IntFunction<String> conf, Function<Path, List<String>> command) {
        try {
            Path directory = Files.createTempDirectory("proxy");
            int port = Ports.free();
            Path file = Files.writeString(directory.resolve("proxy.conf"), conf.apply(port));
            Process process = new ProcessBuilder(command.apply(file))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            ProxyProcess proxy = new ProxyProcess(process, directory, port);
            proxy.awaitStart();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStart() throws IOException {
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try (RawClient client = RawClient.to(port)) {
                return;
            } catch (UncheckedIOException notYet) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    String output = Files.readString(directory.resolve("output"));
                    close();
                    throw new IllegalStateException("the proxy did not start: " + output, notYet);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** The port that it listens on. */
    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
