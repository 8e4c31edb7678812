package io.penstock.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/** From the start of a process to its first 200 for a chat through to the upstream. */
final class StartTime {
    private static final int RUNS = 5;
    private static final long POLL_NANOS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private StartTime() {}

    /**
     * Starts and ends the process a few times.
     *
     * @param command its line, where {@code {port}} stands for the port it shall take from the environment variable SERVER_PORT
     * @return milliseconds
     */
    static Spread measure(List<String> command) throws IOException {
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            millis[i] = once(command) / 1e6;
        }
        return Spread.of(DoubleStream.of(millis));
    }

    private static double once(List<String> command) throws IOException {
        int port = freePort();
        List<String> line = command.stream()
                .map(word -> word.replace("{port}", Integer.toString(port)))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            while (!isAnswering(port)) {
                if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                    return Double.NaN;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            return System.nanoTime() - start;
        } finally {
            end(process);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isAnswering(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteBuffer request = Shape.json(1, Shape.PROMPT_BYTES).request(port, Peer.ANY_CREDENTIAL);
            Channels.newChannel(socket.getOutputStream()).write(request);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
