package io.penstock.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything recorded from providers of OpenAI's dialects, against what Jackson reads from it. */
final class RecordedAnswersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PART_BYTES = 97;
    private static final int EVERY_CUT_BYTES_MAX = 1024;

    @TestFactory
    Collection<DynamicTest> readsTheEventsOfRecordedStreams() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            List<JsonNode> data = data(stream);
            AnswerProbe probe = new OpenAiAnswerProbe(operation(data));

            List<Verdict> verdicts = verdicts(probe, stream);

            assertThat(verdicts).doesNotContain(Verdict.ERROR);
            assertThat(probe.usage()).isEqualTo(lastUsage(data));
            assertThat(verdicts.stream().filter(Verdict.USAGE::equals)).hasSize(usageOnly(data));
            assertThat(verdicts.contains(Verdict.END)).isEqualTo(hasEnd(stream));
            assertThat(probe.isFinished()).isEqualTo(hasEnd(stream));
            assertThat(verdicts.contains(Verdict.OUTPUT)).isEqualTo(data.size() > 2);
        });
    }

    @TestFactory
    Collection<DynamicTest> readsTheSameWhenEveryEventGoesByInPieces() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            List<JsonNode> data = data(stream);
            AnswerProbe whole = new OpenAiAnswerProbe(operation(data));
            AnswerProbe parted = new OpenAiAnswerProbe(operation(data));

            List<Verdict> expected = verdicts(whole, stream);
            List<Verdict> verdicts = partedVerdicts(parted, stream);

            assertThat(parted.usage()).isEqualTo(whole.usage());
            if (operation(data) == Operation.RESPONSES) {
                assertThat(verdicts.indexOf(Verdict.END)).isEqualTo(expected.indexOf(Verdict.END));
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> readsTheUsageOfRecordedBodiesHoweverCut() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            Usage expected = usage(MAPPER.readTree(body).path("usage"));

            // Heap memory, and not Cuts: with leak detection on, each look at a direct buffer costs a stack trace.
            ByteBuf buffer = Unpooled.wrappedBuffer(body);
            for (int cut = 0; cut < body.length; cut += 1 + body.length / EVERY_CUT_BYTES_MAX) {
                AnswerProbe probe = new OpenAiAnswerProbe(Operation.CHAT);
                probe.onBody(buffer, 0, cut);
                probe.onBody(buffer, cut, body.length);

                assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
                assertThat(probe.usage()).as("cut at %s", cut).isEqualTo(expected);
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> knowsRecordedErrors() {
        return each("error", row -> {
            byte[] body = Fixtures.bytes(row);
            AnswerProbe probe = new OpenAiAnswerProbe(Operation.CHAT);

            probe.onBody(Unpooled.wrappedBuffer(body), 0, body.length);

            assertThat(probe.onBodyEnd()).isEqualTo(Verdict.ERROR);
        });
    }

    private interface Check {
        void run(Fixtures.Row row) throws IOException;
    }

    /** Without the events of a WebSocket, which no stream of this dialect has. */
    private static Collection<DynamicTest> each(String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily(kind)) {
            if (!row.file().contains("realtime")) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> check.run(row)));
            }
        }
        return tests;
    }

    private static List<Verdict> verdicts(AnswerProbe probe, byte[] stream) {
        List<Verdict> verdicts = new ArrayList<>();
        ByteBuf buffer = Unpooled.wrappedBuffer(stream);
        EventScanner scanner = new EventScanner();
        int at = 0;
        int end = scanner.nextEnd(buffer, at, stream.length);
        while (end >= 0) {
            verdicts.add(probe.onEvent(buffer, at, end));
            at = end;
            end = scanner.nextEnd(buffer, at, stream.length);
        }
        return verdicts;
    }

    private static List<Verdict> partedVerdicts(AnswerProbe probe, byte[] stream) {
        List<Verdict> verdicts = new ArrayList<>();
        ByteBuf buffer = Unpooled.wrappedBuffer(stream);
        EventScanner scanner = new EventScanner();
        int at = 0;
        int end = scanner.nextEnd(buffer, at, stream.length);
        while (end >= 0) {
            probe.onEventPart(buffer, at, at);
            while (end - at > PART_BYTES) {
                probe.onEventPart(buffer, at, at + PART_BYTES);
                at += PART_BYTES;
            }
            verdicts.add(probe.onEvent(buffer, at, end));
            at = end;
            end = scanner.nextEnd(buffer, at, stream.length);
        }
        return verdicts;
    }

    /** The events that are JSON: some of the malformed ones are none, and report nothing. */
    private static List<JsonNode> data(byte[] stream) {
        List<JsonNode> data = new ArrayList<>();
        for (String line : text(stream).split("\n", -1)) {
            JsonNode node = line.startsWith("data: {") ? parse(line.substring("data: ".length())) : null;
            if (node != null) {
                data.add(node);
            }
        }
        return data;
    }

    private static @Nullable JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }

    private static Operation operation(List<JsonNode> data) {
        return !data.isEmpty() && data.get(0).path("type").isTextual() ? Operation.RESPONSES : Operation.CHAT;
    }

    private static boolean hasEnd(byte[] stream) {
        return text(stream).contains("data: [DONE]\n\n") || text(stream).contains("\"type\":\"response.completed\"");
    }

    private static int usageOnly(List<JsonNode> data) {
        int count = 0;
        for (JsonNode event : data) {
            count += event.path("usage").isObject() && event.path("choices").isEmpty() && !event.has("type") ? 1 : 0;
        }
        return count;
    }

    private static @Nullable Usage lastUsage(List<JsonNode> data) {
        Usage last = null;
        for (JsonNode event : data) {
            List<JsonNode> places = List.of(
                    event.path("usage"),
                    event.at("/response/usage"),
                    event.at("/x_groq/usage"),
                    event.at("/choices/0/usage"));
            for (JsonNode place : places) {
                Usage usage = usage(place);
                last = usage == null ? last : usage;
            }
        }
        return last;
    }

    private static @Nullable Usage usage(JsonNode usage) {
        if (!usage.has("prompt_tokens") && !usage.has("input_tokens")) {
            return null;
        }
        long prompt = usage.path("prompt_tokens").asLong()
                + usage.path("input_tokens").asLong();
        long completion = usage.path("completion_tokens").asLong()
                + usage.path("output_tokens").asLong();
        long total = usage.path("total_tokens").asLong();
        long cached = Math.max(
                usage.at("/prompt_tokens_details/cached_tokens").asLong()
                        + usage.at("/input_tokens_details/cached_tokens").asLong(),
                Math.max(
                        usage.path("cached_tokens").asLong(),
                        usage.path("prompt_cache_hit_tokens").asLong()));
        long reasoning = Math.max(
                usage.path("reasoning_tokens").asLong(),
                usage.at("/completion_tokens_details/reasoning_tokens").asLong()
                        + usage.at("/output_tokens_details/reasoning_tokens").asLong());
        long all = Math.max(completion, total - prompt);
        long thought = reasoning == 0 ? all - completion : reasoning;
        return new Usage(prompt - cached, cached, 0, 0, all - thought, thought);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
