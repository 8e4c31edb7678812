package io.penstock.dialect.responses.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.Feed;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.responses.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every recorded response, against what Jackson reads from it. */
final class RecordedResponsesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MUTATIONS = 60;
    private static final int CUT_BYTES_MAX = 6_000;
    private static final int MUTATED_BYTES_MAX = 50_000;
    private static final long SEED = 20261128L;

    @TestFactory
    Collection<DynamicTest> readsRecordedStreams() {
        return Recordings.each("stream", (row, stream) -> {
            JsonNode response = Recordings.lastResponse(stream);
            List<Verdict> verdicts = new ArrayList<>();
            Heard heard = new Heard();

            Feed.stream(new ResponsesAnswerReader(), stream, heard, verdicts);

            assertThat(verdicts).doesNotContain(Verdict.ERROR).contains(Verdict.END);
            verify(heard, response, Recordings.deltas(stream));
        });
    }

    @TestFactory
    Collection<DynamicTest> readsRecordedBodies() {
        return Recordings.each("json", (row, body) -> {
            JsonNode response = MAPPER.readTree(body);

            Heard heard = Feed.body(new ResponsesAnswerReader(), body);

            verify(heard, response, "");
        });
    }

    /**
     * Against the whole response; of a stream whose response leaves its output out, the text is what the fragments say.
     */
    private static void verify(Heard heard, JsonNode response, String deltas) {
        StringBuilder text = new StringBuilder();
        Map<String, String> calls = new TreeMap<>();
        for (JsonNode item : response.path("output")) {
            item.path("content")
                    .forEach(part -> text.append(
                            part.path("type").asText().equals("output_text")
                                    ? part.path("text").asText()
                                    : ""));
            if (item.path("type").asText().equals("function_call")) {
                calls.put(
                        item.path("call_id").asText(),
                        item.path("name").asText() + item.path("arguments").asText());
            }
        }
        assertThat(heard.isEnded()).isTrue();
        assertThat(heard.choice(0).text()).isEqualTo(deltas.isEmpty() ? text.toString() : deltas);
        Map<String, String> told = new TreeMap<>();
        for (Heard.Call call : heard.choice(0).calls()) {
            if (!call.arguments().startsWith("{\"input\":")) {
                told.put(Objects.requireNonNull(call.id()), call.name() + call.arguments());
            }
        }
        if (response.path("output").size() > 0) {
            assertThat(told).isEqualTo(calls);
        }
        JsonNode usage = response.path("usage");
        Usage counted = heard.usage();
        if (usage.isObject()) {
            assertThat(counted).isNotNull();
            assertThat(Objects.requireNonNull(counted).prompt())
                    .isEqualTo(usage.path("input_tokens").asLong());
            assertThat(counted.completion())
                    .isEqualTo(usage.path("output_tokens").asLong());
            assertThat(counted.cacheRead())
                    .isEqualTo(usage.at("/input_tokens_details/cached_tokens").asLong());
            assertThat(counted.reasoning())
                    .isEqualTo(
                            usage.at("/output_tokens_details/reasoning_tokens").asLong());
        }
    }

    @TestFactory
    Collection<DynamicTest> readsTheSameHoweverAStreamIsCut() {
        return Recordings.each("stream", (row, stream) -> {
            if (stream.length <= CUT_BYTES_MAX) {
                Cuts.agree(stream, RecordedResponsesTest::essence);
            }
        });
    }

    private static String essence(List<ByteBuf> pieces) {
        EventScanner scanner = new EventScanner();
        ResponsesAnswerReader reader = new ResponsesAnswerReader();
        Heard heard = new Heard();
        ByteBuf begun = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            int to = scanner.nextEnd(piece, from, piece.writerIndex());
            while (to > 0) {
                begun.writeBytes(piece, from, to - from);
                reader.onEvent(begun, 0, begun.writerIndex(), heard);
                begun.clear();
                from = to;
                to = scanner.nextEnd(piece, from, piece.writerIndex());
            }
            begun.writeBytes(piece, from, piece.writerIndex() - from);
        }
        return heard.essence();
    }

    @TestFactory
    Collection<DynamicTest> survivesMutations() {
        return Recordings.each("stream", (row, stream) -> {
            if (stream.length > MUTATED_BYTES_MAX) {
                return;
            }
            Random random = new Random(SEED);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = mutate(stream, random);
                Feed.stream(new ResponsesAnswerReader(), mutated, new Heard(), new ArrayList<>());
            }
        });
    }

    @TestFactory
    Collection<DynamicTest> survivesMutationsOfBodies() {
        return Recordings.each("json", (row, body) -> {
            Random random = new Random(SEED);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mutated = mutate(body, random);
                GenerationEvents heard = new Heard();
                new ResponsesAnswerReader().onBody(Unpooled.wrappedBuffer(mutated), 0, mutated.length, heard);
            }
        });
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutated.length);
            mutated[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) random.nextInt(256);
                case 1 -> (byte) "{}[]\",:\\0123n ".charAt(random.nextInt(14));
                case 2 -> mutated[random.nextInt(mutated.length)];
                default -> (byte) (mutated[at] ^ (1 << random.nextInt(8)));
            };
        }
        return mutated;
    }

    @TestFactory
    Collection<DynamicTest> refusesWhatIsMalformed() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.rows()) {
            if (row.provider().equals("malformed")) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] bytes = Fixtures.bytes(row);
                    ResponsesAnswerReader streamed = new ResponsesAnswerReader();
                    ResponsesAnswerReader whole = new ResponsesAnswerReader();

                    Feed.stream(streamed, bytes);
                    Verdict verdict = whole.onBody(Unpooled.wrappedBuffer(bytes), 0, bytes.length, new Heard());

                    assertThat(streamed.isFinished()).isFalse();
                    assertThat(verdict).isEqualTo(Verdict.ERROR);
                }));
            }
        }
        return tests;
    }

    @TestFactory
    Collection<DynamicTest> probesRecordedStreamsAsTheyAreRead() {
        return Recordings.each("stream", (row, stream) -> {
            ResponsesAnswerReader reader = new ResponsesAnswerReader();
            Feed.stream(reader, stream);
            ResponsesAnswerProbe probe = new ResponsesAnswerProbe();

            for (ByteBuf event : Feed.events(stream)) {
                if (!probe.isFinished()) {
                    probe.onEvent(event, event.readerIndex(), event.writerIndex());
                }
            }

            assertThat(probe.isFinished()).isTrue();
            assertThat(probe.usage()).isEqualTo(reader.usage());
        });
    }

    @TestFactory
    Collection<DynamicTest> probesRecordedBodiesHoweverTheyAreCut() {
        return Recordings.each("json", (row, body) -> {
            ResponsesAnswerReader reader = new ResponsesAnswerReader();
            Feed.body(reader, body);

            Usage usage = Cuts.agree(body, pieces -> {
                ResponsesAnswerProbe probe = new ResponsesAnswerProbe();
                pieces.forEach(piece -> probe.onBody(piece, piece.readerIndex(), piece.writerIndex()));
                assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
                Usage counted = probe.usage();
                return counted == null ? Usage.NONE : counted;
            });

            Usage read = reader.usage();
            assertThat(usage).isEqualTo(read == null ? Usage.NONE : read);
        });
    }

    @TestFactory
    Collection<DynamicTest> readsEventsOfOneLineEach() {
        return Recordings.each("stream", (row, stream) -> {
            String text = new String(stream, StandardCharsets.UTF_8);

            Heard crlf = Feed.stream(new ResponsesAnswerReader(), text.replace("\n", "\r\n"));

            assertThat(crlf.essence())
                    .isEqualTo(Feed.stream(new ResponsesAnswerReader(), stream).essence());
        });
    }
}
