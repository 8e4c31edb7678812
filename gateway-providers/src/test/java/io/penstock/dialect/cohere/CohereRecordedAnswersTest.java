package io.penstock.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Heard;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Everything recorded from the provider, against what Jackson reads from it; and what is left of it when it is damaged. */
final class CohereRecordedAnswersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MUTATIONS = 2000;

    private interface Check {
        void run(Fixtures.Row row) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> readsStreams() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            List<JsonNode> events = events(stream);

            Heard heard = Feed.stream(reader(), stream);

            Heard.Choice choice = heard.choice(0);
            assertThat(choice.text()).isEqualTo(joined(events, "/delta/message/content/text"));
            assertThat(choice.reasoning())
                    .isEqualTo(joined(events, "/delta/message/content/thinking")
                            + joined(events, "/delta/message/tool_plan"));
            List<String> names = new ArrayList<>();
            events.forEach(event -> {
                if (event.path("type").asText().equals("tool-call-start")) {
                    names.add(event.at("/delta/message/tool_calls/id").asText() + " "
                            + event.at("/delta/message/tool_calls/function/name")
                                    .asText());
                }
            });
            assertThat(choice.calls().stream().map(call -> call.id() + " " + call.name()))
                    .isEqualTo(names);
            JsonNode end = events.get(events.size() - 1).path("delta");
            assertEnding(heard, end.path("finish_reason").asText(), end.path("usage"));
        });
    }

    @TestFactory
    Stream<DynamicTest> readsWholeAnswers() {
        return each("json", row -> {
            JsonNode answer = MAPPER.readTree(Fixtures.bytes(row));

            Heard heard = Feed.body(reader(), Fixtures.bytes(row));

            JsonNode message = answer.path("message");
            Heard.Choice choice = heard.choice(0);
            assertThat(heard.id()).isEqualTo(answer.path("id").asText());
            assertThat(choice.text()).isEqualTo(message.at("/content/0/text").asText());
            assertThat(choice.reasoning()).isEqualTo(message.path("tool_plan").asText());
            assertThat(choice.citations()).hasSize(message.path("citations").size());
            List<Heard.Call> calls = new ArrayList<>();
            message.path("tool_calls").forEach(call -> {
                String arguments = call.at("/function/arguments").asText();
                calls.add(new Heard.Call(
                        call.path("id").asText(),
                        call.at("/function/name").asText(),
                        arguments.equals("null") ? "{}" : arguments));
            });
            assertThat(choice.calls()).isEqualTo(calls);
            assertEnding(heard, answer.path("finish_reason").asText(), answer.path("usage"));
        });
    }

    @TestFactory
    Stream<DynamicTest> readsTheSameHoweverTheStreamIsCut() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);

            String essence = Cuts.agree(stream, pieces -> {
                Heard heard = new Heard();
                feed(reader(), pieces, heard);
                return heard.essence();
            });

            assertThat(essence).isEqualTo(Feed.stream(reader(), stream).essence());
        });
    }

    @TestFactory
    Stream<DynamicTest> isReadBackAsItWasWritten() {
        return each("stream", row -> assertReadBack(Fixtures.stream(row), true));
    }

    @TestFactory
    Stream<DynamicTest> isReadBackAsItWasWrittenWhole() {
        return each("json", row -> assertReadBack(Fixtures.bytes(row), false));
    }

    @TestFactory
    Stream<DynamicTest> survivesWhatIsDamaged() {
        return each("stream", row -> {
            byte[] stream = Fixtures.stream(row);
            Random random = new Random(42);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = damaged(stream, random);
                AnswerReader reader = reader();
                List<Verdict> verdicts = new ArrayList<>();

                Feed.stream(reader, damaged, new Heard(), verdicts);

                if (verdicts.contains(Verdict.ERROR)) {
                    assertThat(reader.fault().message()).isNotBlank();
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> survivesWholeAnswersThatAreDamaged() {
        return each("json", row -> {
            byte[] body = Fixtures.bytes(row);
            Random random = new Random(43);
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] damaged = damaged(body, random);
                AnswerReader reader = reader();
                Heard heard = new Heard();

                Verdict verdict = reader.onBody(Unpooled.wrappedBuffer(damaged), 0, damaged.length, heard);

                assertThat(verdict).isIn(Verdict.END, Verdict.ERROR);
                assertThat(heard.isEnded()).isEqualTo(verdict == Verdict.END);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> tellsAFaultOfWhatIsNoAnswer() {
        return Fixtures.rows().stream()
                .filter(row -> row.provider().equals("malformed"))
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] bytes = Fixtures.bytes(row);
                    AnswerReader reader = reader();

                    Heard heard = Feed.stream(reader, bytes);
                    Verdict verdict = reader().onBody(Unpooled.wrappedBuffer(bytes), 0, bytes.length, new Heard());

                    assertThat(heard.isEnded()).isFalse();
                    assertThat(reader.isFinished()).isFalse();
                    assertThat(verdict).isEqualTo(Verdict.ERROR);
                }));
    }

    private static void assertReadBack(byte[] recorded, boolean isStream) {
        UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(false);
        ByteBuf out = alloc.heapBuffer();
        ChatRequest asked =
                new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), isStream, true);
        AnswerWriter writer = CohereDialect.INSTANCE.newAnswerWriter(
                new AnswerContext(isStream, true, "x", 1, ModelTarget.of("p", "m"), asked));
        writer.to(out);
        tell(recorded, isStream, writer);
        writer.close();
        Heard told = new Heard();
        tell(recorded, isStream, told);

        Heard back = new Heard();
        tell(out.toString(StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), isStream, back);

        assertThat(back.essence()).isEqualTo(told.essence());
        assertThat(back.choice(0).blocks()).isEqualTo(told.choice(0).blocks());
        assertThat(back.choice(0).citations()).isEqualTo(told.choice(0).citations());
        assertThat(alloc.metric().usedHeapMemory()).isEqualTo(out.capacity());
    }

    private static void tell(byte[] answer, boolean isStream, GenerationEvents to) {
        if (isStream) {
            Feed.stream(reader(), answer, to, new ArrayList<>());
        } else {
            reader().onBody(Unpooled.wrappedBuffer(answer), 0, answer.length, to);
        }
    }

    /** As a lane does: an event that is not whole is kept until it is. */
    private static void feed(AnswerReader reader, List<ByteBuf> pieces, GenerationEvents out) {
        EventScanner scanner = new EventScanner();
        ByteBuf kept = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            ByteBuf in = Unpooled.copiedBuffer(piece);
            int from = in.readerIndex();
            for (int to = scanner.nextEnd(in, from, in.writerIndex());
                    to >= 0;
                    to = scanner.nextEnd(in, from, in.writerIndex())) {
                kept.writeBytes(in, from, to - from);
                reader.onEvent(kept, 0, kept.writerIndex(), out);
                kept.clear();
                from = to;
            }
            kept.writeBytes(in, from, in.writerIndex() - from);
        }
    }

    private static void assertEnding(Heard heard, String finish, JsonNode usage) {
        FinishReason expected = switch (finish) {
            case "COMPLETE" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            default -> FinishReason.TOOL_CALLS;
        };
        long cached = usage.path("cached_tokens").asLong();
        assertThat(heard.choice(0).finish()).isEqualTo(expected);
        assertThat(heard.usage())
                .isEqualTo(new Usage(
                        usage.at("/tokens/input_tokens").asLong() - cached,
                        cached,
                        0,
                        0,
                        usage.at("/tokens/output_tokens").asLong(),
                        0));
        assertThat(heard.isEnded()).isTrue();
    }

    /** A few bytes changed, taken out, or doubled. */
    private static byte[] damaged(byte[] good, Random random) {
        ByteBuf bad = Unpooled.buffer(good.length + 64);
        int at = 0;
        for (int i = random.nextInt(3); i >= 0; i--) {
            int next = at + random.nextInt(Math.max(1, good.length - at));
            bad.writeBytes(good, at, next - at);
            int length = Math.min(good.length - next, 1 + random.nextInt(12));
            switch (random.nextInt(3)) {
                case 0 -> bad.writeByte("{}[]\",:\\\n0null\u0001".charAt(random.nextInt(14)));
                case 1 -> bad.writeBytes(good, next, length).writeBytes(good, next, length);
                default -> bad.writeByte(random.nextInt(256));
            }
            at = next + (random.nextBoolean() ? length : 0);
        }
        bad.writeBytes(good, at, good.length - at);
        byte[] bytes = new byte[bad.readableBytes()];
        bad.readBytes(bytes);
        return bytes;
    }

    private static List<JsonNode> events(byte[] stream) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : new String(stream, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(MAPPER.readTree(line.substring("data: ".length())));
            }
        }
        return events;
    }

    private static String joined(List<JsonNode> events, String path) {
        StringBuilder all = new StringBuilder();
        events.forEach(event -> all.append(event.at(path).asText()));
        return all.toString();
    }

    private static AnswerReader reader() {
        return CohereDialect.INSTANCE.newAnswerReader();
    }

    private static Stream<DynamicTest> each(String kind, Check check) {
        return Fixtures.rows().stream()
                .filter(row -> row.provider().equals("cohere") && row.kind().equals(kind))
                .filter(row -> !row.file().contains("rerank"))
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> check.run(row)));
    }
}
