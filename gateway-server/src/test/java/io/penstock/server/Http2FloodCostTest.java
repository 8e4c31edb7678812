package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.Http2Client;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a flood costs the gateway, in CPU time of its process, against what it costs who sends bytes that were made before: the thread that
 * connects, writes and reads the end. Time that neither is given counts for neither, so that a busy machine changes little. Measured with
 * two cores, on JDK 17 and 25: 37 to 1 at most while the gateway is cold, 16 to 1 when it is warm.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(OS.LINUX)
final class Http2FloodCostTest {
    private static final int RATIO_MAX = 100;

    /** The system counts the time of a process in steps of 10 ms, which is little beside what so many cost. */
    private static final int CONNECTIONS = 300;

    private final ScriptedUpstream upstream = ScriptedUpstream.of(provider -> {
        provider.request();
        provider.awaitGone();
    });
    private final GatewayProcess gateway = GatewayProcess.start(
            Map.of("OPENAI_API_KEY", "sk-any", "OPENAI_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1"));

    @AfterAll
    void close() {
        gateway.close();
        upstream.close();
    }

    /** Each is one more than is served, or as much as comes before somebody stops reading. */
    static Stream<Arguments> floods() {
        byte[] begun = Http2Client.frame(Http2Client.HEADERS, 0, 1, Http2Client.block(":method", "GET"));
        return Stream.of(
                row("nothing but connections", new byte[0]),
                row("ping", times(1001, Http2Client.PING, new byte[8])),
                row("settings", times(1001, Http2Client.SETTINGS, new byte[0])),
                row("unknown", times(1001, 0x42, new byte[1])),
                row("windows", times(1001, Http2Client.WINDOW_UPDATE, Http2Client.number(1))),
                row("streams taken back", Http2Floods.resets("taken back", 201)),
                row("streams that the gateway resets", Http2Floods.resets("window of nothing", 201)),
                row("streams that are no requests", Http2Floods.resets("no request", 201)),
                row("a thousand streams", streams(1000)),
                row(
                        "fields without an end",
                        begun,
                        Http2Floods.times(17, Http2Client.frame(Http2Client.CONTINUATION, 0, 1, new byte[0]))),
                row("a field named again", Http2Floods.namedAgain()),
                row("answers that nobody takes", noWindow(), health(100)));
    }

    private static Arguments row(String name, byte[]... frames) {
        return Arguments.of(name, joined(frames));
    }

    private static byte[] times(int count, int type, byte[] payload) {
        return Http2Floods.times(count, Http2Client.frame(type, 0, 0, payload));
    }

    private static byte[] streams(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes(Http2Floods.chatHead(2 * i + 1));
        }
        return out.toByteArray();
    }

    /** The initial window of streams is the fourth setting. */
    private static byte[] noWindow() {
        return Http2Client.frame(Http2Client.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
    }

    private static byte[] health(int count) {
        byte[] fields = Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/health", ":authority", "a");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            out.writeBytes(Http2Client.frame(
                    Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, 2 * i + 1, fields));
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void costsAHundredTimesWhatItsClientPaysAtMost(String name, byte[] frames) throws IOException {
        byte[] flood =
                joined(Http2Client.preface(), Http2Client.frame(Http2Client.SETTINGS, 0, 0, new byte[0]), frames);
        long gatewayBefore = gatewayNanos();
        long clientBefore = clientNanos();
        for (int i = 0; i < CONNECTIONS; i++) {
            pour(flood);
        }
        long client = clientNanos() - clientBefore;
        long server = gatewayNanos() - gatewayBefore;

        assertThat(server).as("ns of CPU, where the client took %d", client).isLessThanOrEqualTo(RATIO_MAX * client);
    }

    /** Says nothing more then, and reads until the gateway closes. */
    private void pour(byte[] flood) throws IOException {
        byte[] dropped = new byte[64 * 1024];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(flood);
            socket.shutdownOutput();
            while (socket.getInputStream().read(dropped) >= 0) {
                // until the end
            }
        } catch (SocketException reset) {
            // The gateway had enough before it was all sent.
        }
    }

    private static long clientNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private long gatewayNanos() {
        return gateway.process().info().totalCpuDuration().orElseThrow().toNanos();
    }
}
