package io.penstock.dialect.bedrock.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.Frames;
import io.penstock.codec.eventstream.FrameScanner;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every recorded answer is read as what it holds, and no damage to one makes the reader fail. */
final class RecordedConverseTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MUTATIONS = 4000;

    private static List<Fixtures.Row> rows(String kind) {
        return Fixtures.rows().stream()
                .filter(row -> row.provider().equals("bedrock") && row.kind().equals(kind))
                .filter(row -> !row.file().contains("sigv4") && !row.file().contains("rerank"))
                .toList();
    }

    private static Fixtures.Row row(String file) {
        return Fixtures.rows().stream()
                .filter(row -> row.file().equals("bedrock/" + file))
                .findFirst()
                .orElseThrow();
    }

    /** What a stream says when it comes in these pieces. */
    private static String essence(List<ByteBuf> pieces) {
        BedrockAnswerReader reader = new BedrockAnswerReader();
        FrameScanner scanner = new FrameScanner();
        Heard heard = new Heard();
        ByteBuf begun = Unpooled.buffer();
        for (ByteBuf piece : pieces) {
            int from = piece.readerIndex();
            int to = piece.writerIndex();
            while (from < to) {
                int end = scanner.nextEnd(piece, from, to);
                begun.writeBytes(piece, from, (end < 0 ? to : end) - from);
                if (end < 0) {
                    break;
                }
                assertThat(reader.onEvent(begun, 0, begun.writerIndex(), heard)).isNotEqualTo(Verdict.ERROR);
                begun.clear();
                from = end;
            }
        }
        if (reader.isFinished()) {
            reader.onSourceEnd(heard);
        }
        return heard.essence() + heard.choice(0).blocks() + heard.isEnded();
    }

    @TestFactory
    List<DynamicTest> readsEveryStreamHoweverItIsCut() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : rows("stream")) {
            tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                byte[] stream = Fixtures.stream(row);

                String essence = Cuts.agree(stream, RecordedConverseTest::essence);

                // Of the other API's stream every frame is an event that nobody knows here.
                assertThat(essence).endsWith(row.file().contains("invoke") ? "false" : "true");
            }));
        }
        return tests;
    }

    @Test
    void readsTheRecordedStory() {
        Heard heard = Feed.frames(new BedrockAnswerReader(), Fixtures.stream(row("agw-basic.bin")));

        assertThat(heard.choice(0).text())
                .startsWith("\nOnce upon a time, there was a little boy named Jack who loved to play");
        assertThat(heard.choice(0).finish()).isNotNull();
        assertThat(heard.usage()).isNotNull();
        assertThat(heard.isEnded()).isTrue();
    }

    @Test
    void readsACallWhoseUsageComesBeforeItsEnd() {
        Heard heard =
                Feed.frames(new BedrockAnswerReader(), Fixtures.stream(row("amazon-bedrock-tool-call.1.chunks.txt")));

        assertThat(heard.choice(0).calls())
                .containsExactly(new Heard.Call("tool-use-id", "test-tool", "{\"value\":\"Sparkle Day\"}"));
        assertThat(heard.choice(0).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(heard.usage()).isEqualTo(new Usage(125, 0, 0, 0, 45, 0));
    }

    @Test
    void readsTextsAndCallsInTurns() {
        Heard heard = Feed.frames(
                new BedrockAnswerReader(),
                Fixtures.stream(row("amazon-bedrock-json-tool-text-then-weather-then-json.1.chunks.txt")));

        assertThat(heard.choice(0).text()).isEqualTo("2 + 2 equals 4. Now let me check the weather for you.");
        assertThat(heard.choice(0).calls())
                .containsExactly(
                        new Heard.Call("weather-tool-1", "weather", "{\"location\":\"San Francisco\"}"),
                        new Heard.Call("weather-tool-2", "weather", "{\"location\":\"London\"}"));
        assertThat(heard.usage()).isEqualTo(new Usage(500, 0, 0, 0, 100, 0));
    }

    @TestFactory
    List<DynamicTest> readsEveryWholeAnswer() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : rows("json")) {
            tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                byte[] body = Fixtures.bytes(row);

                Heard heard = Feed.body(new BedrockAnswerReader(), body);

                assertThat(said(heard)).isEqualTo(held(MAPPER.readTree(body)));
                assertThat(heard.isEnded()).isTrue();
            }));
        }
        return tests;
    }

    private static List<String> said(Heard heard) throws IOException {
        List<String> said = new ArrayList<>();
        said.add(heard.choice(0).text());
        said.add(heard.choice(0).reasoning());
        for (Heard.Call call : heard.choice(0).calls()) {
            said.add(call.id() + " " + call.name() + " " + MAPPER.readTree(call.arguments()));
        }
        Usage usage = heard.usage();
        said.add(usage == null ? "" : usage.input() + " " + usage.cacheWrite5m() + " " + usage.output());
        return said;
    }

    private static List<String> held(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<String> calls = new ArrayList<>();
        for (JsonNode block : answer.at("/output/message/content")) {
            text.append(block.path("text").asText(""));
            reasoning.append(block.at("/reasoningContent/reasoningText/text").asText(""));
            JsonNode call = block.path("toolUse");
            if (call.isObject()) {
                calls.add(call.path("toolUseId").asText() + " "
                        + call.path("name").asText() + " " + call.path("input"));
            }
        }
        List<String> held = new ArrayList<>(List.of(text.toString(), reasoning.toString()));
        held.addAll(calls);
        JsonNode usage = answer.path("usage");
        held.add(usage.path("inputTokens").asLong() + " "
                + usage.path("cacheWriteInputTokens").asLong() + " "
                + usage.path("outputTokens").asLong());
        return held;
    }

    @Test
    void survivesAnyDamageToARecording() {
        Random random = new Random(17);
        List<byte[]> recordings = new ArrayList<>();
        rows("stream").forEach(row -> recordings.add(Fixtures.stream(row)));

        for (int i = 0; i < MUTATIONS; i++) {
            byte[] recording = recordings.get(random.nextInt(recordings.size()));
            BedrockAnswerReader reader = new BedrockAnswerReader();
            BedrockAnswerProbe probe = new BedrockAnswerProbe();
            Heard heard = new Heard();
            for (ByteBuf frame : Feed.frames(recording)) {
                ByteBuf damaged = damaged(frame, random);
                probe.onEvent(damaged, 0, damaged.writerIndex());
                if (reader.onEvent(damaged, 0, damaged.writerIndex(), heard) == Verdict.ERROR) {
                    assertThat(reader.fault().message()).isNotEmpty();
                    break;
                }
            }
        }
    }

    /** The frame with some bytes of its payload changed, and, mostly, a checksum that is right all the same. */
    private static ByteBuf damaged(ByteBuf frame, Random random) {
        byte[] bytes = new byte[frame.readableBytes()];
        frame.getBytes(frame.readerIndex(), bytes);
        int headers = frame.getInt(frame.readerIndex() + 4);
        int payload = 12 + headers;
        byte[] changed = Arrays.copyOfRange(bytes, payload, bytes.length - 4);
        for (int i = random.nextInt(4); i > 0 && changed.length > 0; i--) {
            byte[] tempting = {'"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', 0, 1, (byte) 0xC3, (byte) 0xFF};
            changed[random.nextInt(changed.length)] = tempting[random.nextInt(tempting.length)];
        }
        byte[] whole = Frames.frame(Arrays.copyOfRange(bytes, 12, payload), changed);
        if (random.nextInt(8) == 0) {
            whole[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return Unpooled.wrappedBuffer(whole);
    }

    @Test
    void survivesAnyDamageToAWholeAnswer() {
        Random random = new Random(18);
        List<byte[]> recordings = new ArrayList<>();
        rows("json").forEach(row -> recordings.add(Fixtures.bytes(row)));
        Fixtures.rows().stream()
                .filter(row -> row.provider().equals("malformed"))
                .forEach(row -> recordings.add(Fixtures.bytes(row)));

        for (int i = 0; i < MUTATIONS; i++) {
            byte[] body = recordings.get(random.nextInt(recordings.size())).clone();
            for (int j = random.nextInt(4); j > 0; j--) {
                body[random.nextInt(body.length)] = (byte) "\"\\{}[],:0-n\0".charAt(random.nextInt(12));
            }
            ByteBuf bytes = Unpooled.wrappedBuffer(body);
            BedrockAnswerReader reader = new BedrockAnswerReader();
            Heard heard = new Heard();

            Verdict verdict = reader.onBody(bytes, 0, body.length, heard);

            assertThat(verdict).isIn(Verdict.END, Verdict.ERROR);
            assertThat(heard.isEnded()).isEqualTo(verdict == Verdict.END);
        }
    }
}
