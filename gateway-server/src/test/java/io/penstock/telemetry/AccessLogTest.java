package io.penstock.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Usage;
import io.penstock.server.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void writesAWholeRecordAsOneLine() {
        AccessRecord record = new AccessRecord()
                .started("req-1", 1_795_253_640_042L, 1_000_000)
                .request("POST", "/v1/chat/completions", "203.0.113.9")
                .surface("openai", "openai", "chat")
                .model("fast")
                .attempt("groq", "llama-3.3-70b")
                .attempt("openai", "gpt-4o")
                .upstreamRequestId("req_abc")
                .firstByte(13_345_678)
                .firstByte(99_000_000)
                .firstOutput(21_000_400)
                .bytes(512, 4096)
                .usage(new Usage(7, 1, 2, 3, 11, 5), UsageSource.KNOWN)
                .ended(200, Outcome.OK, 1_501_000_000);

        assertThat(written(record))
                .isEqualTo(
                        "{\"time\":\"2026-11-21T09:34:00.042Z\",\"exchange\":\"req-1\",\"outcome\":\"ok\",\"status\":200,"
                                + "\"method\":\"POST\",\"path\":\"/v1/chat/completions\",\"client\":\"203.0.113.9\","
                                + "\"surface\":\"openai\",\"dialect\":\"openai\",\"provider\":\"openai\",\"model\":\"fast\","
                                + "\"upstream_model\":\"gpt-4o\",\"attempts\":2,\"first_byte_ms\":12.346,\"first_output_ms\":20.000,"
                                + "\"duration_ms\":1500.000,\"bytes_in\":512,\"bytes_out\":4096,\"usage\":\"known\","
                                + "\"input_tokens\":7,\"cache_read_tokens\":1,\"cache_write_5m_tokens\":2,"
                                + "\"cache_write_1h_tokens\":3,\"output_tokens\":11,\"reasoning_tokens\":5,"
                                + "\"upstream_request_id\":\"req_abc\"}\n");
    }

    @Test
    void leavesOutWhatWasNotReached() {
        AccessRecord record = new AccessRecord()
                .started("req-2", 0, 0)
                .request("GET", "/nowhere", null)
                .error(GatewayFault.Kind.NOT_FOUND)
                .ended(404, Outcome.REFUSED, 5_000);

        assertThat(written(record))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00.000Z\",\"exchange\":\"req-2\",\"outcome\":\"refused\","
                        + "\"status\":404,\"method\":\"GET\",\"path\":\"/nowhere\",\"attempts\":0,"
                        + "\"duration_ms\":0.005,\"bytes_in\":0,\"bytes_out\":0,\"usage\":\"unknown\","
                        + "\"error\":\"not_found\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\n{\"forged\":1}",
                "\u001b[31mred",
                "${jndi:ldap://x/y}",
                "a\u2028b\u2029c",
                "quote\" and \\ backslash",
                "\u0000\u0007\u007f\u009b",
                "\u202egnp.exe",
                "\ud800 alone",
                "\ud83d\ude00",
                "\u00fc",
            })
    void keepsWhateverACallerSentInsideItsLine(String hostile) throws IOException {
        AccessRecord record = new AccessRecord()
                .started(hostile, 0, 0)
                .request(hostile, hostile, hostile)
                .surface(hostile, hostile, hostile)
                .model(hostile)
                .attempt(hostile, hostile)
                .upstreamRequestId(hostile)
                .ended(200, Outcome.OK, 0);

        String line = written(record);

        assertThat(line).endsWith("}\n").matches("[\\x20-\\x7e]+\n");
        JsonNode read = JSON.readTree(line);
        for (String name : List.of(
                "exchange",
                "method",
                "path",
                "client",
                "surface",
                "dialect",
                "provider",
                "model",
                "upstream_model",
                "upstream_request_id")) {
            assertThat(read.path(name).asText()).as(name).isEqualTo(hostile);
        }
    }

    @Test
    void boundsTheLine() throws IOException {
        AccessRecord record = new AccessRecord()
                .started("req", 0, 0)
                .request("GET", "/" + "x".repeat(100_000), null)
                .ended(404, Outcome.REFUSED, 0);

        String line = written(record);

        assertThat(line.length()).isLessThan(2_000);
        assertThat(JSON.readTree(line).path("path").asText()).hasSize(1024 + 3).endsWith("x...");
    }

    @Test
    void neverBlocksAndCountsWhatItDrops() {
        StuckOutput out = new StuckOutput();
        AccessLog log = AccessLog.to(out, 16);
        log.offer(ended("first"));
        out.awaitStuck();

        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += log.offer(ended("r" + i)) ? 1 : 0;
        }

        assertThat(taken).isEqualTo(16);
        assertThat(log.dropped()).isEqualTo(84);
        out.release();
        log.close();
        assertThat(out.lines()).hasSize(1 + 16 + 1);
        assertThat(out.lines().get(17)).contains("\"access_log_dropped\":84,\"access_log_dropped_total\":84");
    }

    @Test
    void closesInBoundedTimeWhenTheOutputIsStuck() {
        StuckOutput out = new StuckOutput();
        AccessLog log = AccessLog.to(out, 16);
        log.offer(ended("first"));
        out.awaitStuck();

        long before = System.nanoTime();
        log.close();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(10);
        assertThat(log.offer(ended("late"))).isFalse();
        out.release();
    }

    @Test
    void survivesAnOutputThatFails() throws InterruptedException {
        List<String> written = new ArrayList<>();
        OutputStream out = new OutputStream() {
            private int calls;

            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int start, int length) throws IOException {
                if (calls++ == 0) {
                    throw new IOException("no space left");
                }
                written.add(new String(bytes, start, length, StandardCharsets.UTF_8));
            }
        };
        AccessLog log = AccessLog.to(out, 16);
        log.offer(ended("lost"));
        while (log.dropped() == 0) {
            Thread.onSpinWait();
        }

        log.offer(ended("kept"));
        log.close();

        assertThat(written).hasSize(1);
        assertThat(written.get(0)).contains("\"kept\"").doesNotContain("\"lost\"");
    }

    @Test
    void losesNothingOfManyProducersWhenThereIsRoom() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, 64 * 1024);
        List<Thread> producers = new ArrayList<>();
        for (int p = 0; p < 4; p++) {
            String name = "p" + p + "-";
            producers.add(new Thread(() -> {
                for (int i = 0; i < 10_000; i++) {
                    log.offer(ended(name + i));
                }
            }));
        }

        producers.forEach(Thread::start);
        for (Thread producer : producers) {
            producer.join();
        }
        // What is held when it is closed is given three seconds alone.
        Await.until(() -> out.toString(StandardCharsets.UTF_8).lines().count() >= 40_000);
        log.close();

        Set<String> lines =
                new HashSet<>(out.toString(StandardCharsets.UTF_8).lines().toList());
        assertThat(log.dropped()).isZero();
        assertThat(lines).hasSize(40_000);
    }

    private static AccessRecord ended(String id) {
        return new AccessRecord().started(id, 0, 0).request("GET", "/", null).ended(200, Outcome.OK, 0);
    }

    private static String written(AccessRecord record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(out, 16);
        log.offer(record);
        log.close();
        return out.toString(StandardCharsets.UTF_8);
    }
}
