package io.penstock.peers;

import io.penstock.server.testing.Answer;
import io.penstock.server.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The HTTP server of a Node.js of this machine, on a free port of loopback. It answers each request with what it has seen, and notes it. */
final class Node implements AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private static final String SCRIPT = """
            let seen = [];
            const server = require('http').createServer((request, answer) => {
              let bytes = 0;
              request.on('data', piece => bytes += piece.length);
              request.on('end', () => {
                if (request.url === '/__seen') {
                  const all = seen.join('\\n');
                  seen = [];
                  answer.end(all);
                  return;
                }
                const line = request.method + ' ' + request.url + ' ' + bytes;
                seen.push(line);
                answer.setHeader('x-seen', line);
                answer.end();
              });
            });
            server.keepAliveTimeout = 60000;
            server.listen(0, '127.0.0.1', () => console.log(server.address().port));
            """;

    private final Process process;
    private final int port;

    private Node(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where Node.js is installed, if it is. */
    static Optional<Path> installed() {
        return ProxyProcess.installed("node");
    }

    /** Starts {@code binary}; it is to be closed. */
    static Node start(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "-e", SCRIPT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return new Node(process, Integer.parseInt(String.valueOf(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that it listens on. */
    int port() {
        return port;
    }

    /** What it has seen since it was asked last. */
    List<String> seen() {
        try (RawClient client = RawClient.to(port)) {
            Answer answer = client.send("GET /__seen HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
                    .answer();
            return answer.text().isEmpty()
                    ? List.of()
                    : Arrays.asList(answer.text().split("\n", -1));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
