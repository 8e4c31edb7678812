package io.penstock.dialect.anthropic.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Feed;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything recorded from providers of this dialect, against what Jackson reads from it. */
final class RecordedAnswersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern LAST = Pattern.compile("data: ?\\{\"type\": ?\"message_stop\"[^\\n]*\\r?\\n\\r?\\n");
    private static final int MUTATIONS = 40;
    private static final int EVERY_CUT_BYTES_MAX = 1100;
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);

    /** The first message of the recording: some hold the turns of a conversation, some end without the last empty line. */
    private static byte[] stream(Fixtures.Row row) {
        String stream = new String(Fixtures.stream(row), StandardCharsets.ISO_8859_1) + "\n\n";
        Matcher last = LAST.matcher(stream);
        assertThat(last.find()).as("message_stop").isTrue();
        return stream.substring(0, last.end()).getBytes(StandardCharsets.ISO_8859_1);
    }

    @TestFactory
    Collection<DynamicTest> readsTheTextTheCallsAndTheUsageOfStreams() {
        return each("stream", row -> {
            byte[] stream = stream(row);
            JsonNode message = accumulate(stream);

            Heard heard = Feed.stream(new AnthropicAnswerReader(), stream);

            assertSame(heard, message);
        });
    }

    @TestFactory
    Collection<DynamicTest> readsTheSameOfAStreamHoweverCut() {
        return each("stream", row -> {
            byte[] stream = stream(row);
            if (stream.length > EVERY_CUT_BYTES_MAX) {
                return;
            }
            Cuts.agree(stream, pieces -> {
                Heard heard = new Heard();
                feed(pieces, heard);
                return heard.essence();
            });
        });
    }

    private static void feed(List<ByteBuf> pieces, Heard heard) {
        AnswerReader reader = new AnthropicAnswerReader();
        EventScanner scanner = new EventScanner();
        ByteBuf begun = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            for (int to = scanner.nextEnd(piece, from, piece.writerIndex());
                    to >= 0;
                    to = scanner.nextEnd(piece, from, piece.writerIndex())) {
                begun.writeBytes(piece, from, to - from);
                reader.onEvent(begun, 0, begun.writerIndex(), heard);
                begun.clear();
                from = to;
            }
            begun.writeBytes(piece, from, piece.writerIndex() - from);
        }
    }

    @TestFactory
    Collection<DynamicTest> readsTheTextTheCallsAndTheUsageOfBodies() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            JsonNode message = MAPPER.readTree(body);
            if (message.has("content")) {
                assertSame(Feed.body(new AnthropicAnswerReader(), body), message);
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> knowsRecordedErrors() {
        return each("error", row -> {
            byte[] body = Fixtures.bytes(row);
            JsonNode error = MAPPER.readTree(body).path("error");
            AnswerReader reader = new AnthropicAnswerReader();
            AnswerProbe probe = new AnthropicAnswerProbe();
            ByteBuf buffer = Unpooled.wrappedBuffer(body);

            Verdict verdict = reader.onBody(buffer, 0, body.length, new Heard());
            probe.onBody(buffer, 0, body.length);

            assertThat(verdict).isEqualTo(Verdict.ERROR);
            assertThat(probe.onBodyEnd()).isEqualTo(Verdict.ERROR);
            assertThat(reader.fault().message()).isEqualTo(error.path("message").textValue());
        });
    }

    @TestFactory
    Collection<DynamicTest> probesTheUsageAndTheEndOfStreamsThatPassBy() {
        return each("stream", row -> {
            byte[] stream = stream(row);
            AnswerProbe whole = new AnthropicAnswerProbe();
            AnswerProbe parted = new AnthropicAnswerProbe();
            List<Verdict> verdicts = new ArrayList<>();

            for (ByteBuf event : Feed.events(stream)) {
                int start = event.readerIndex();
                int end = event.writerIndex();
                int half = (start + end) / 2;
                verdicts.add(whole.onEvent(event, start, end));
                parted.onEventPart(event, start, half);
                parted.onEvent(event, half, end);
            }

            Usage usage = Feed.stream(new AnthropicAnswerReader(), stream).usage();
            assertThat(verdicts).doesNotContain(Verdict.ERROR, Verdict.USAGE).endsWith(Verdict.END);
            assertThat(whole.usage()).isEqualTo(usage);
            assertThat(parted.usage()).isEqualTo(usage);
            assertThat(parted.isFinished()).isTrue();
        });
    }

    @TestFactory
    Collection<DynamicTest> writesWhatItReadSoThatItReadsTheSameAgain() {
        return each("stream", row -> {
            byte[] stream = stream(row);
            Heard told = Feed.stream(new AnthropicAnswerReader(), stream);
            for (boolean isStream : new boolean[] {true, false}) {
                byte[] written = write(isStream, stream);

                Heard heard = isStream
                        ? Feed.stream(new AnthropicAnswerReader(), written)
                        : Feed.body(new AnthropicAnswerReader(), written);

                assertThat(heard.essence()).isEqualTo(told.essence());
                assertThat(heard.choice(0).states()).isEqualTo(told.choice(0).states());
                assertThat(heard.id()).isEqualTo(told.id());
            }
        });
    }

    private static byte[] write(boolean isStream, byte[] stream) {
        AnswerWriter writer = new AnthropicAnswerWriter(
                new AnswerContext(isStream, true, "id", 1, ModelTarget.of("p", "m"), NOTHING));
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        tell(stream, writer);
        writer.close();
        return out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private static void tell(byte[] stream, GenerationEvents out) {
        Feed.stream(new AnthropicAnswerReader(), stream, out, new ArrayList<>());
    }

    @TestFactory
    Collection<DynamicTest> bearsWhateverStandsInAnAnswer() {
        return each("stream", row -> {
            byte[] good = stream(row);
            Random random = new Random(good.length);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bad = mutated(good, random);
                tell(bad, new Heard());
                write(true, bad);
                write(false, bad);
                Feed.body(new AnthropicAnswerReader(), bad);
                AnswerProbe probe = new AnthropicAnswerProbe();
                for (ByteBuf event : Feed.events(bad)) {
                    probe.onEvent(event, event.readerIndex(), event.writerIndex());
                }
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> bearsWhateverStandsInAWholeAnswer() {
        return each("json", row -> {
            byte[] good = Fixtures.bytes(row);
            Random random = new Random(good.length);
            for (int i = 0; i < MUTATIONS; i++) {
                Feed.body(new AnthropicAnswerReader(), mutated(good, random));
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> bearsWhatIsNoAnswerOfTheDialect() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.rows()) {
            if (row.provider().equals("malformed")) {
                byte[] odd = Fixtures.bytes(row);
                tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                    tell(odd, new Heard());
                    AnswerReader reader = new AnthropicAnswerReader();
                    ByteBuf buffer = Unpooled.wrappedBuffer(odd);

                    assertThat(reader.onBody(buffer, 0, odd.length, new Heard()))
                            .isEqualTo(Verdict.ERROR);
                    assertThat(reader.fault().message()).isNotBlank();
                }));
            }
        }
        return tests;
    }

    /** A few bytes replaced, left out or doubled, or the end cut off. */
    private static byte[] mutated(byte[] good, Random random) {
        StringBuilder bytes = new StringBuilder(new String(good, StandardCharsets.ISO_8859_1));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length() - 20);
            switch (random.nextInt(4)) {
                case 0 -> bytes.setCharAt(at, "\"\\{}[]:,0\u0001\u00ff\n".charAt(random.nextInt(12)));
                case 1 -> bytes.delete(at, at + random.nextInt(20));
                case 2 -> bytes.insert(at, bytes.substring(at, at + random.nextInt(20)));
                default -> bytes.setLength(Math.max(40, bytes.length() - random.nextInt(bytes.length() / 2)));
            }
        }
        return bytes.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private interface Check {
        void run(Fixtures.Row row) throws IOException;
    }

    private static Collection<DynamicTest> each(String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.rows()) {
            if (row.provider().equals("anthropic") && row.kind().equals(kind)) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> check.run(row)));
            }
        }
        return tests;
    }

    private static void assertSame(Heard heard, JsonNode message) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<String> calls = new ArrayList<>();
        message.path("content").forEach(block -> {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.path("text").asText());
                case "thinking" -> thinking.append(block.path("thinking").asText());
                case "tool_use" ->
                    calls.add(
                            block.path("id").asText() + " " + block.path("name").asText() + " " + block.path("input"));
                default -> {}
            }
        });
        JsonNode used = message.path("usage");

        assertThat(heard.id()).isEqualTo(message.path("id").textValue());
        assertThat(heard.model()).isEqualTo(message.path("model").textValue());
        assertThat(heard.choice(0).text()).isEqualTo(text.toString());
        assertThat(heard.choice(0).reasoning()).isEqualTo(thinking.toString());
        assertThat(heard.choice(0).calls())
                .extracting(call -> call.id() + " " + call.name() + " " + compact(call.arguments()))
                .isEqualTo(calls);
        Usage usage = Objects.requireNonNull(heard.usage());
        assertThat(usage.input()).isEqualTo(used.path("input_tokens").asLong());
        assertThat(usage.completion()).isEqualTo(used.path("output_tokens").asLong());
        assertThat(usage.cacheRead())
                .isEqualTo(used.path("cache_read_input_tokens").asLong());
        assertThat(usage.cacheWrite5m() + usage.cacheWrite1h())
                .isEqualTo(used.path("cache_creation_input_tokens").asLong());
        assertThat(heard.isEnded()).isTrue();
    }

    private static String compact(String json) {
        try {
            return MAPPER.readTree(json).toString();
        } catch (IOException e) {
            return json;
        }
    }

    /** The message that a stream makes, put together as the vendor's own client does it. */
    private static JsonNode accumulate(byte[] stream) throws IOException {
        ObjectNode message = MAPPER.createObjectNode();
        List<StringBuilder> inputs = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            JsonNode event = line.startsWith("data:") ? MAPPER.readTree(line.substring(5)) : MAPPER.nullNode();
            int index = event.path("index").asInt();
            JsonNode delta = event.path("delta");
            switch (event.path("type").asText()) {
                case "message_start" -> message.setAll((ObjectNode) event.path("message"));
                case "content_block_start" -> {
                    message.withArray("content").add(event.path("content_block"));
                    inputs.add(new StringBuilder());
                }
                case "content_block_delta" -> {
                    ObjectNode block = (ObjectNode) message.path("content").path(index);
                    for (String member : List.of("text", "thinking")) {
                        if (delta.path("type").asText().equals(member + "_delta")) {
                            block.put(
                                    member,
                                    block.path(member).asText()
                                            + delta.path(member).asText());
                        }
                    }
                    inputs.get(index).append(delta.path("partial_json").asText());
                }
                case "content_block_stop" -> {
                    if (inputs.get(index).length() > 0) {
                        ((ObjectNode) message.path("content").path(index))
                                .set("input", MAPPER.readTree(inputs.get(index).toString()));
                    }
                }
                case "message_delta" -> message.withObject("/usage").setAll((ObjectNode) event.path("usage"));
                default -> {}
            }
        }
        return message;
    }
}
