package io.penstock.peers;

import io.penstock.server.testing.RawClient;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An nginx of this machine before an upstream, on a free port of loopback, with nothing but its own rules of HTTP. */
final class Nginx implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STOP_SECONDS = 5;

    private static final String CONF = """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_header_timeout 1s;
              client_body_timeout 1s;
              keepalive_timeout 1s;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              upstream seen {
                server 127.0.0.1:%d;
                keepalive 64;
              }
              server {
                listen 127.0.0.1:%d backlog=1024;
                location / {
                  proxy_pass http://seen;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                }
              }
            }
            """;

    private final Process process;
    private final Path directory;
    private final int port;

    private Nginx(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    /** Where nginx is installed, if it is. */
    static Optional<Path> installed() {
        Stream<String> directories =
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1));
        return Stream.concat(directories, Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts {@code binary} before the upstream at that port; it is to be closed. */
    static Nginx start(Path binary, int upstreamPort) {
        try {
            Path directory = Files.createTempDirectory("nginx");
            int port = freePort();
            Path conf = directory.resolve("nginx.conf");
            Files.writeString(conf, CONF.formatted(upstreamPort, port));
            List<String> command =
                    List.of(binary.toString(), "-p", directory.toString(), "-e", "error.log", "-c", conf.toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            Nginx nginx = new Nginx(process, directory, port);
            nginx.awaitStart();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
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
                    throw new IllegalStateException("nginx did not start: " + output, notYet);
                }
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
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
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
