package io.penstock.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.GatewayProcess;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many clients that send half a request, and as many that do not read their stream, as descriptors carry: 4,000 of each where the
 * limit is 20,000. The gateway has a process of its own, whose memory the system counts.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(CrowdTest.PATIENCE_SECONDS)
final class CrowdTest {
    /** Of all these clients, on a machine that others use too. */
    static final long PATIENCE_SECONDS = 600;

    /** What a stream may cost that its client does not read. */
    private static final long STALLED_BYTES_MAX = 64 * 1024;

    private static final int CROWD = crowd();
    private static final String HALF = "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nx-half: ";
    private static final String STALLED = Chat.post(Chat.streamBody().replace("openai/m", "openai/endless"));
    private static final byte[] ENDLESS =
            Chat.chunk(Chat.delta("x".repeat(500))).repeat(16).getBytes(US_ASCII);

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final ScriptedUpstream upstream = ScriptedUpstream.of(this::serve);
    private final List<RawClient> clients = new ArrayList<>();
    private GatewayProcess gateway;

    /** Either process has three descriptors for each pair of them, and some of its own. */
    private static int crowd() {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return (int) Math.min(4000, (system.getMaxFileDescriptorCount() - 1500) / 3);
    }

    private void serve(UpstreamSide provider) throws IOException {
        for (Request request = provider.request(); request != null; request = provider.request()) {
            if (request.payload().contains("endless")) {
                provider.holdAtMost(4096);
                provider.send(Chat.begunStream());
                begun.incrementAndGet();
                while (true) {
                    provider.send(ENDLESS);
                    sent.addAndGet(ENDLESS.length);
                }
            }
            provider.send(Chat.chunked(Chat.streamWithUsage()));
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        // JSON is YAML. Nobody's time is up while they are counted.
        Path patient = Files.writeString(
                directory.resolve("patient.yaml"),
                "{\"server\":{\"slow\":{\"head\":\"10m\"},\"timeouts\":{\"read\":\"10m\",\"write\":\"10m\"}}}");
        gateway = GatewayProcess.start(
                Map.of("OPENAI_API_KEY", "sk-any", "OPENAI_API_URL", "http://127.0.0.1:" + upstream.port() + "/v1"),
                "--config",
                patient.toString());
    }

    @AfterEach
    void end() {
        clients.forEach(RawClient::close);
        gateway.close();
        upstream.close();
    }

    private RawClient join(String request, int receiveBytes) {
        RawClient client = RawClient.to(gateway.port(), receiveBytes).send(request);
        clients.add(client);
        return client;
    }

    private static void assertUnharmed(RawClient client, int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(client.send(Chat.post(Chat.streamBodyWithUsage()))
                            .answer()
                            .text())
                    .isEqualTo(Chat.streamWithUsage());
        }
    }

    private void awaitStalled() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        long before = -1;
        while (begun.get() < CROWD || sent.get() != before) {
            assertThat(System.nanoTime() - deadline)
                    .as("%s begun, %s B sent", begun, sent)
                    .isNegative();
            before = sent.get();
            Thread.sleep(500);
        }
    }

    @Test
    void theyTakeLittleMemoryAndNobodyElseKnowsOfThem() throws IOException, InterruptedException {
        RawClient old = join("", 0);
        // So many that the young generation has been filled, which is not to count as theirs.
        assertUnharmed(old, 10_000);

        for (int i = 0; i < CROWD; i++) {
            join(HALF, 0);
        }
        assertUnharmed(old, 500);
        long beside = gateway.residentBytes();
        for (int i = 0; i < CROWD; i++) {
            join(STALLED, 4096);
        }
        awaitStalled();
        assertUnharmed(old, 500);
        assertUnharmed(join("", 0), 500);
        long taken = (gateway.residentBytes() - beside) / CROWD;
        assertThat(taken).isLessThanOrEqualTo(STALLED_BYTES_MAX);
        assertThat(sent.get() / CROWD).as("what each is held back behind").isGreaterThan(STALLED_BYTES_MAX);
    }
}
