package io.penstock.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.Feed;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.gemini.answer.GeminiAnswerProbe;
import io.penstock.dialect.gemini.answer.GeminiAnswerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything recorded from Google's generateContent, against what Jackson reads from it, and after it was spoilt. */
final class RecordedAnswersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MUTATIONS = 400;
    private static final String MARKS = "{}[]\",:\\\n\r0-ntf";
    /** With leak detection on, each look at a direct buffer costs a stack trace. */
    private static final int CUTS_BYTES_MAX = 1024;

    @TestFactory
    Collection<DynamicTest> readsTheTextUsageAndCallsOfRecordedStreams() {
        return each("stream", row -> {
            byte[] stream = stream(row);
            Expected expected = expected(data(stream));

            Heard heard = Feed.stream(new GeminiAnswerReader(), stream);

            assertThat(heard.choice(0).text()).isEqualTo(expected.text());
            assertThat(heard.choice(0).calls()).extracting(Heard.Call::name).isEqualTo(expected.calls());
            assertThat(heard.choice(0).states()).hasSize(expected.states());
            assertThat(heard.usage()).isEqualTo(expected.usage());
            assertThat(heard.isEnded()).isTrue();
            for (Heard.Call call : heard.choice(0).calls()) {
                assertThat(MAPPER.readTree(call.arguments()).size()).isPositive();
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> readsTheSameHoweverTheStreamIsCut() {
        return each("stream", row -> {
            byte[] stream = stream(row);

            String whole = essence(List.of(Unpooled.wrappedBuffer(stream)));

            if (stream.length <= CUTS_BYTES_MAX) {
                Cuts.each(stream, pieces -> assertThat(essence(pieces)).isEqualTo(whole));
            }
            ByteBuf heap = Unpooled.wrappedBuffer(stream);
            for (int cut = 0; cut < stream.length; cut += 1 + stream.length / 256) {
                List<ByteBuf> pieces = List.of(heap.slice(0, cut), heap.slice(cut, stream.length - cut));
                assertThat(essence(pieces)).as("cut at %s", cut).isEqualTo(whole);
            }
        });
    }

    private static String essence(List<ByteBuf> pieces) {
        return Feed.stream(new GeminiAnswerReader(), joined(pieces)).essence();
    }

    /** The events that a scanner finds in the pieces, one behind the other. */
    private static byte[] joined(List<ByteBuf> pieces) {
        EventScanner scanner = new EventScanner();
        ByteBuf kept = Unpooled.buffer();
        ByteBuf events = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            for (int to = scanner.nextEnd(piece, from, piece.writerIndex());
                    to > 0;
                    to = scanner.nextEnd(piece, from, piece.writerIndex())) {
                events.writeBytes(kept.writeBytes(piece, from, to - from));
                kept.clear();
                from = to;
            }
            kept.writeBytes(piece, from, piece.writerIndex() - from);
        }
        byte[] bytes = new byte[events.readableBytes()];
        events.readBytes(bytes);
        return bytes;
    }

    @TestFactory
    Collection<DynamicTest> writesRecordedStreamsSoThatTheyReadTheSame() {
        return each("stream", row -> {
            Heard told = Feed.stream(new GeminiAnswerReader(), stream(row));
            AnswerWriter writer = GeminiDialect.INSTANCE.newAnswerWriter(Answers.context(true));
            ByteBuf out = Unpooled.buffer();
            writer.to(out);

            Feed.stream(new GeminiAnswerReader(), stream(row), writer, new ArrayList<>());
            writer.close();

            Heard heard = Feed.stream(new GeminiAnswerReader(), out.toString(StandardCharsets.UTF_8));
            assertThat(heard.essence()).isEqualTo(told.essence());
            assertThat(heard.choice(0).states()).isEqualTo(told.choice(0).states());
        });
    }

    @TestFactory
    Collection<DynamicTest> readsRecordedBodies() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            Expected expected = expected(List.of(MAPPER.readTree(body)));

            Heard heard = Feed.body(new GeminiAnswerReader(), body);

            assertThat(heard.choice(0).text()).isEqualTo(expected.text());
            assertThat(heard.choice(0).calls()).extracting(Heard.Call::name).isEqualTo(expected.calls());
            assertThat(heard.usage()).isEqualTo(expected.usage());
            assertThat(heard.isEnded()).isTrue();
        });
    }

    @TestFactory
    Collection<DynamicTest> knowsRecordedErrors() {
        return each("error", row -> {
            ByteBuf body = Unpooled.wrappedBuffer(Fixtures.bytes(row));

            GatewayFault fault = new GeminiAnswerReader().fault(429, body, 0, body.writerIndex());

            assertThat(fault.kind()).isEqualTo(GatewayFault.Kind.RATE_LIMITED);
            assertThat(fault.retryAfterSeconds()).isEqualTo(35);
        });
    }

    @TestFactory
    Collection<DynamicTest> theProbeReadsTheSameUsageAndEnd() {
        return each("stream", row -> {
            GeminiAnswerProbe probe = new GeminiAnswerProbe();
            List<Verdict> verdicts = new ArrayList<>();

            for (ByteBuf event : Feed.events(stream(row))) {
                verdicts.add(probe.onEvent(event, event.readerIndex(), event.writerIndex()));
            }

            assertThat(verdicts.indexOf(Verdict.END)).isEqualTo(verdicts.size() - 1);
            assertThat(probe.isFinished()).isTrue();
            assertThat(probe.usage()).isEqualTo(expected(data(stream(row))).usage());
        });
    }

    @TestFactory
    Collection<DynamicTest> neverFailsOnWhatIsMalformed() {
        return each("stream", row -> {
            byte[] good = stream(row);
            Random random = new Random(row.file().hashCode());
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bad = mutated(good, random);
                GeminiAnswerReader reader = new GeminiAnswerReader();
                Heard heard = new Heard();
                List<Verdict> verdicts = new ArrayList<>();

                Feed.stream(reader, bad, heard, verdicts);

                assertThat(heard.isEnded()).isEqualTo(reader.isFinished());
                assertThat(reader.fault().message()).isNotEmpty();
                GeminiAnswerProbe probe = new GeminiAnswerProbe();
                Feed.events(bad).forEach(event -> probe.onEvent(event, event.readerIndex(), event.writerIndex()));
                new GeminiAnswerReader().onBody(Unpooled.wrappedBuffer(bad), 0, bad.length, new Heard());
            }
        });
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bad = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bad.length);
            switch (random.nextInt(3)) {
                case 0 -> bad[at] = (byte) random.nextInt(256);
                case 1 -> bad[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                default -> bad = Arrays.copyOf(bad, Math.max(1, at));
            }
        }
        return bad;
    }

    @TestFactory
    Collection<DynamicTest> makesNothingOfStreamsThatAreNone() {
        return rows("malformed", "stream", row -> {
            GeminiAnswerReader reader = new GeminiAnswerReader();

            Heard heard = Feed.stream(reader, Fixtures.bytes(row));

            assertThat(heard.isEnded()).isFalse();
            assertThat(reader.isFinished()).isFalse();
        });
    }

    private interface Check {
        void run(Fixtures.Row row) throws IOException;
    }

    /** Without the Interactions API and embeddings, which are no generateContent. */
    private static Collection<DynamicTest> each(String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String provider : List.of("google", "vertex")) {
            tests.addAll(rows(provider, kind, check));
        }
        return tests;
    }

    private static List<DynamicTest> rows(String provider, String kind, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.rows()) {
            boolean isOurs =
                    !row.file().contains("interactions__") && !row.file().contains("embeddings");
            if (isOurs && row.provider().equals(provider) && row.kind().equals(kind)) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> check.run(row)));
            }
        }
        return tests;
    }

    private static byte[] stream(Fixtures.Row row) {
        if (!row.file().endsWith(".chunks.txt")) {
            return Fixtures.bytes(row);
        }
        StringBuilder framed = new StringBuilder();
        for (String line : new String(Fixtures.bytes(row), StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isBlank()) {
                framed.append("data: ").append(line).append("\r\n\r\n");
            }
        }
        return framed.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> data(byte[] stream) throws IOException {
        List<JsonNode> data = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            if (line.startsWith("data: ")) {
                data.add(MAPPER.readTree(line.substring("data: ".length())));
            }
        }
        return data;
    }

    private record Expected(String text, List<String> calls, int states, Usage usage) {}

    private static Expected expected(List<JsonNode> responses) {
        StringBuilder text = new StringBuilder();
        List<String> calls = new ArrayList<>();
        int states = 0;
        Usage usage = null;
        for (JsonNode response : responses) {
            for (JsonNode part : response.at("/candidates/0/content/parts")) {
                text.append(part.path("text").asText());
                states += part.has("thoughtSignature") ? 1 : 0;
                if (part.path("functionCall").has("name")) {
                    calls.add(part.at("/functionCall/name").asText());
                }
            }
            JsonNode counts = response.path("usageMetadata");
            if (counts.has("promptTokenCount")) {
                usage = new Usage(
                        counts.path("promptTokenCount").asLong(),
                        0,
                        0,
                        0,
                        counts.path("candidatesTokenCount").asLong(),
                        counts.path("thoughtsTokenCount").asLong());
            }
        }
        return new Expected(text.toString(), calls, states, Objects.requireNonNull(usage));
    }
}
