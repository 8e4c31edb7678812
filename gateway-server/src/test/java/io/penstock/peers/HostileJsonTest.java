package io.penstock.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.sun.management.ThreadMXBean;
import io.penstock.server.testing.Answer;
import io.penstock.server.testing.Chat;
import io.penstock.server.testing.RawClient;
import io.penstock.server.testing.Request;
import io.penstock.server.testing.RunningGateway;
import io.penstock.server.testing.ScriptedUpstream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JSON that is large, deep or read in two ways costs a bounded time and little memory, and the model by which the gateway chose a provider
 * is the one that the provider reads.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileJsonTest {
    private static final String ASK = "\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String MODEL = "\"model\":\"PROVIDER/m\"";
    private static final int MILLION = 1_000_000;
    private static final int VALUES_MAX = 100_000;

    /** What the loops may allocate on the heap for a body, besides four times its length: what watches for leaks takes most of it. */
    private static final long HEAP_BYTES_MAX = 64 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Another reader, which reads what it is given. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final ScriptedUpstream openai = ScriptedUpstream.answering(Chat.json("200 OK", Chat.whole("c1"), ""));
    private final ScriptedUpstream anthropic = ScriptedUpstream.answering(Chat.json(
            "200 OK",
            "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
                    + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}",
            ""));
    private final RunningGateway gateway = RunningGateway.settings(openai.port())
            .variable("ANTHROPIC_API_URL", "http://127.0.0.1:" + anthropic.port() + "/v1")
            .variable("ANTHROPIC_API_KEY", "sk-of-anthropic")
            .set("features.demo", "on")
            .start();

    @BeforeEach
    void forget() {
        openai.taken();
        anthropic.taken();
    }

    @AfterAll
    void close() {
        gateway.close();
        openai.close();
        anthropic.close();
    }

    /**
     * A body in which PROVIDER stands for the provider's name, and the status that it gets where it goes up as it is and where it is
     * translated.
     */
    static Stream<Arguments> bodies() {
        return Stream.of(large(), deep(), ambiguous()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> large() {
        String names = names(MILLION);
        String long9 = "x".repeat(9 * MILLION);
        String digits = "1".repeat(MILLION);
        return Stream.of(
                arguments("a million names", "{" + MODEL + "," + ASK + names + "}", 200, 400),
                arguments("a million names before the model", "{" + ASK + names + "," + MODEL + "}", 200, 400),
                arguments(
                        "a name a million times", "{" + MODEL + "," + ASK + ",\"x\":0".repeat(MILLION) + "}", 200, 400),
                arguments(
                        "a million names inside", "{" + MODEL + "," + ASK + ",\"x\":{\"a\":0" + names + "}}", 200, 400),
                arguments("thirty thousand names", "{" + MODEL + "," + ASK + names(30_000) + "}", 200, 200),
                arguments("as many values as are translated", ofValues(VALUES_MAX), 200, 200),
                arguments("one more", ofValues(VALUES_MAX + 1), 200, 400),
                arguments("empty messages", "{" + MODEL + ",\"messages\":[{}" + ",{}".repeat(MILLION) + "]}", 200, 400),
                arguments(
                        "a text of 12 MB",
                        "{" + MODEL + "," + ASK.replace("Hi", "x".repeat(12 * MILLION)) + "}",
                        200,
                        200),
                arguments("the model behind 9 MB", "{" + ASK.replace("Hi", long9) + "," + MODEL + "}", 200, 200),
                arguments(
                        "the model behind 9 MB of escapes",
                        "{" + ASK.replace("Hi", "\\\"model\\\":".repeat(MILLION)) + "," + MODEL + "}",
                        200,
                        200),
                arguments("a number of a million digits", "{" + MODEL + "," + ASK + ",\"x\":" + digits + "}", 200, 200),
                arguments(
                        "a seed of a million digits", "{" + MODEL + "," + ASK + ",\"seed\":" + digits + "}", 200, 200),
                arguments(
                        "an exponent of a million digits",
                        "{" + MODEL + "," + ASK + ",\"temperature\":1e" + digits + "}",
                        200,
                        200),
                arguments(
                        "a cap of a million digits",
                        "{" + MODEL + "," + ASK.replace(":5", ":" + digits) + "}",
                        400,
                        400));
    }

    private static Stream<Arguments> deep() {
        return Stream.of(1000, 100_000)
                .flatMap(depth -> Stream.of(
                        arguments(
                                depth + " arrays",
                                "{" + MODEL + "," + ASK + ",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}",
                                400,
                                400),
                        arguments(
                                depth + " objects",
                                "{" + MODEL + "," + ASK + ",\"x\":" + "{\"model\":".repeat(depth) + "0"
                                        + "}".repeat(depth) + "}",
                                400,
                                400),
                        arguments(
                                depth + " that never end",
                                "{" + MODEL + "," + ASK + ",\"x\":" + "[".repeat(depth),
                                400,
                                400)));
    }

    private static Stream<Arguments> ambiguous() {
        String other = "\"model\":\"groq/n\"";
        String escaped = "\"mod\\u0065l\":\"groq/n\"";
        return Stream.of(
                arguments("two models", "{" + MODEL + "," + ASK + "," + other + "}", 400, 400),
                arguments("two models, the other way", "{" + other + "," + ASK + "," + MODEL + "}", 400, 400),
                arguments("a second model, escaped", "{" + MODEL + "," + ASK + "," + escaped + "}", 400, 400),
                arguments("a first model, escaped", "{" + escaped + "," + ASK + "," + MODEL + "}", 400, 400),
                arguments("the model, escaped", "{" + MODEL.replace("e", "\\u0065") + "," + ASK + "}", 200, 200),
                arguments(
                        "a model that is none",
                        "{\"Model\":\"groq/n\",\"model\\u0000\":\"groq/n\"," + ASK + "," + MODEL + "}",
                        200,
                        200),
                arguments(
                        "models inside",
                        "{\"x\":{" + other + "},\"y\":[{" + other + "}]," + ASK + "," + MODEL + "}",
                        200,
                        200),
                arguments(
                        "a model in a text",
                        "{" + ASK.replace("Hi", "\\\"," + other.replace("\"", "\\\"") + ",") + "," + MODEL + "}",
                        200,
                        200),
                arguments(
                        "half a surrogate pair in a text",
                        "{" + MODEL + "," + ASK.replace("Hi", "\\ud800") + "}",
                        200,
                        200),
                arguments("half a surrogate pair in a name", "{" + MODEL + "," + ASK + ",\"\\udc00\":0}", 200, 200),
                arguments(
                        "half a surrogate pair in the model",
                        "{" + MODEL.replace("/m", "/m\\ud800") + "," + ASK + "}",
                        400,
                        400),
                arguments(
                        "half a surrogate pair in bytes",
                        "{" + MODEL + "," + ASK.replace("Hi", "\u00ed\u00a0\u0080") + "}",
                        400,
                        400));
    }

    /** Eight of them are the objects and members that each body has. */
    private static String ofValues(int count) {
        return "{" + MODEL + "," + ASK + ",\"x\":[0" + ",0".repeat(count - 9) + "]}";
    }

    private static String names(int count) {
        StringBuilder names = new StringBuilder();
        IntStream.range(0, count)
                .forEach(
                        i -> names.append(",\"").append(Integer.toString(i, 36)).append("\":0"));
        return names.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void routerAndProviderReadTheSameModel(String name, String body, int relayed, int translated) throws IOException {
        judge(body.replace("PROVIDER", "openai"), openai, relayed);
        judge(body.replace("PROVIDER", "anthropic"), anthropic, translated);
    }

    /** Tokens are counted here where the provider has no such thing, and the demo answers here. */
    @ParameterizedTest
    @CsvSource({"openai/m, /anthropic/v1/messages/count_tokens", "demo/echo, /v1/chat/completions"})
    void whatIsAnsweredHereIsBoundedAsWell(String model, String path) {
        String few = "{\"model\":\"" + model + "\"," + ASK + "}";
        String many = few.replace("}]", "}" + ",{}".repeat(MILLION) + "]");

        assertThat(ask(path, few).status()).isEqualTo(200);
        long before = allocatedByLoops();
        Answer answer = ask(path, many);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("1000007 values");
        assertThat(allocatedByLoops() - before).isLessThan(HEAP_BYTES_MAX);
    }

    private void judge(String body, ScriptedUpstream provider, int status) throws IOException {
        long before = allocatedByLoops();
        Answer answer = ask("/v1/chat/completions", body);
        long allocated = allocatedByLoops() - before;

        assertThat(answer.status()).isEqualTo(status);
        for (ScriptedUpstream each : List.of(openai, anthropic)) {
            List<Request> asked = each.taken();
            assertThat(asked).hasSize(each == provider && status == 200 ? 1 : 0);
            for (Request request : asked) {
                assertThat(models(request)).containsExactly("m");
            }
        }
        assertThat(allocated)
                .as("bytes on the heap, for %d", body.length())
                .isLessThan(HEAP_BYTES_MAX + 4L * body.length());
    }

    /** What the loops have allocated on the heap so far. */
    private static long allocatedByLoops() {
        long bytes = 0;
        for (var thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("loop")) {
                bytes += THREADS.getThreadAllocatedBytes(thread.getThreadId());
            }
        }
        return bytes;
    }

    private Answer ask(String path, String body) {
        try (RawClient client = gateway.connect()) {
            return client.send("POST " + path
                            + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n" + body)
                    .answer();
        }
    }

    /** All members of that name at the top. Jackson refuses half a surrogate pair in a name, which the grammar lets stand (RFC 8259 8.2). */
    private static List<String> models(Request request) throws IOException {
        List<String> models = new ArrayList<>();
        String body = request.text().replace("\"\\udc00\"", "\"x\"");
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                boolean isModel = parser.currentName().equals("model");
                parser.nextToken();
                if (isModel) {
                    models.add(parser.getText());
                }
                parser.skipChildren();
            }
        }
        return models;
    }
}
