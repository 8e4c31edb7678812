package io.penstock.dialect.openai.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded chat completion, against what Jackson reads from it. */
final class RecordedChatsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MUTATIONS = 60;
    private static final int CUTS = 64;
    private static final long SEED = 20261128L;

    private interface Check {
        void run(Fixtures.Row row) throws IOException;
    }

    @TestFactory
    Collection<DynamicTest> readsRecordedStreams() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            Expected expected = new Expected();
            data(stream).forEach(expected::onChunk);
            List<Verdict> verdicts = new ArrayList<>();
            Heard heard = new Heard();
            AnswerReader reader = new OpenAiAnswerReader();

            Feed.stream(reader, stream, heard, verdicts);

            assertThat(verdicts).doesNotContain(Verdict.ERROR);
            expected.verify(heard);
            assertThat(heard.usage()).isEqualTo(reader.usage());
        });
    }

    @TestFactory
    Collection<DynamicTest> readsRecordedBodies() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            Expected expected = new Expected();
            expected.onChunk(MAPPER.readTree(body));
            AnswerReader reader = new OpenAiAnswerReader();

            Heard heard = Feed.body(reader, body);

            expected.verify(heard);
            assertThat(heard.usage()).isEqualTo(reader.usage());
        });
    }

    @TestFactory
    Collection<DynamicTest> readsTheSameHoweverAStreamIsCut() {
        return each("stream", row -> {
            // Heap memory, and not Cuts: with leak detection on, each look at a direct buffer costs a stack trace.
            byte[] stream = Fixtures.stream(row);
            String whole = essence(stream, stream.length);
            for (int cut = 0; cut < stream.length; cut += 1 + stream.length / CUTS) {
                assertThat(essence(stream, cut)).as("cut at %s", cut).isEqualTo(whole);
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> survivesWhateverAStreamIsMadeInto() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            Random random = new Random(SEED);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = mutated(stream, random);
                List<Verdict> verdicts = new ArrayList<>();

                Feed.stream(new OpenAiAnswerReader(), mutated, new Heard(), verdicts);

                int error = verdicts.indexOf(Verdict.ERROR);
                assertThat(error).isIn(-1, verdicts.size() - 1);
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> survivesWhateverABodyIsMadeInto() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            Random random = new Random(SEED);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = mutated(body, random);
                Heard heard = new Heard();
                AnswerReader reader = new OpenAiAnswerReader();

                Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(mutated), 0, mutated.length, heard);

                assertThat(verdict).isIn(Verdict.END, Verdict.ERROR);
                assertThat(heard.isEnded()).isEqualTo(verdict == Verdict.END);
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> readsRecordedErrors() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily("error")) {
            tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                byte[] body = Fixtures.bytes(row);
                JsonNode error = MAPPER.readTree(body).path("error");
                AnswerReader reader = new OpenAiAnswerReader();

                Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(body), 0, body.length, new Heard());

                assertThat(verdict).isEqualTo(Verdict.ERROR);
                assertThat(reader.fault().message())
                        .isEqualTo(error.path("message").asText());
                assertThat(reader.fault().param())
                        .isEqualTo(
                                error.path("param").isTextual()
                                        ? error.path("param").asText()
                                        : null);
            }));
        }
        return tests;
    }

    @TestFactory
    Collection<DynamicTest> endsTheMalformedInAnError() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily("stream")) {
            if (row.provider().equals("malformed")) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] bytes = Fixtures.bytes(row);
                    AnswerReader streamed = new OpenAiAnswerReader();
                    List<Verdict> verdicts = new ArrayList<>();
                    Heard heard = new Heard();

                    Feed.stream(streamed, bytes, heard, verdicts);
                    Verdict whole =
                            new OpenAiAnswerReader().onBody(Unpooled.wrappedBuffer(bytes), 0, bytes.length, heard);

                    assertThat(verdicts.contains(Verdict.ERROR) || !streamed.isFinished())
                            .isTrue();
                    assertThat(whole).isEqualTo(Verdict.ERROR);
                    assertThat(heard.choiceCount()).isZero();
                }));
            }
        }
        return tests;
    }

    /** Those of chats: what has a type is of another API, what has text in place of a message an older one. */
    private static Collection<DynamicTest> each(String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily(kind)) {
            if (!row.provider().equals("malformed") && isChat(kind, row)) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> check.run(row)));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    private static boolean isChat(String kind, Fixtures.Row row) {
        String text = new String(Fixtures.stream(row), StandardCharsets.UTF_8);
        return kind.equals("stream")
                ? text.contains("\"delta\":{") && !text.contains("data: {\"type\"") && !text.contains("event: ")
                : text.contains("\"choices\"") && text.contains("\"message\"");
    }

    private static String essence(byte[] stream, int cut) {
        AnswerReader reader = new OpenAiAnswerReader();
        Heard heard = new Heard();
        EventScanner scanner = new EventScanner();
        ByteBuf all = Unpooled.wrappedBuffer(stream);
        int from = 0;
        for (int limit : new int[] {cut, stream.length}) {
            int scanned = Math.max(from, limit == cut ? 0 : cut);
            int to = scanner.nextEnd(all, scanned, limit);
            while (to >= 0) {
                reader.onEvent(all, from, to, heard);
                from = to;
                to = scanner.nextEnd(all, from, limit);
            }
        }
        return heard.essence();
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "\"{}[],:\\\n0".charAt(random.nextInt(10));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> System.arraycopy(bytes, 0, bytes, at / 2, bytes.length - at);
                default -> {
                    int length = Math.min(20, bytes.length - at);
                    System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    private static List<JsonNode> data(byte[] stream) {
        List<JsonNode> data = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.startsWith("data: {")) {
                data.add(parse(line.substring("data: ".length())));
            }
        }
        return data;
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** What a recording holds, put together as a client puts it together. */
    private static final class Expected {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final Map<Integer, Heard.Call> calls = new TreeMap<>();
        private @Nullable String id;
        private boolean isFinished;

        void onChunk(JsonNode chunk) {
            for (JsonNode choice : chunk.path("choices")) {
                // One recording holds two answers, one behind the other.
                if (choice.path("index").asInt() == 0 && !isFinished) {
                    isFinished = choice.path("finish_reason").isTextual();
                    id = id == null ? chunk.path("id").asText() : id;
                    onDelta(choice.has("delta") ? choice.path("delta") : choice.path("message"));
                }
            }
        }

        private void onDelta(JsonNode delta) {
            text.append(delta.path("content").asText(""));
            String named = delta.path("reasoning_content").asText("");
            reasoning.append(named.isEmpty() ? delta.path("reasoning").asText("") : named);
            refusal.append(delta.path("refusal").asText(""));
            int place = 0;
            for (JsonNode call : delta.path("tool_calls")) {
                JsonNode function = call.path("function");
                int index = call.path("index").asInt(place++);
                Heard.Call before = calls.get(index);
                String arguments = function.path("arguments").asText("");
                calls.put(
                        index,
                        before == null
                                ? new Heard.Call(
                                        call.path("id").asText(),
                                        function.path("name").asText(),
                                        arguments)
                                : new Heard.Call(before.id(), before.name(), before.arguments() + arguments));
            }
        }

        void verify(Heard heard) {
            Heard.Choice said = heard.choice(0);
            assertThat(heard.id()).isEqualTo(id);
            assertThat(said.text()).isEqualTo(text.toString());
            assertThat(said.reasoning()).isEqualTo(reasoning.toString());
            assertThat(said.refusal()).isEqualTo(refusal.toString());
            assertThat(said.calls()).isEqualTo(List.copyOf(calls.values()));
            assertThat(said.finish()).isNotNull();
            assertThat(heard.isEnded()).isTrue();
        }
    }
}
