package io.penstock.dialect.openai.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Fixtures;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.Feed;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.Heard;
import io.penstock.dialect.Usage;
import io.penstock.dialect.openai.answer.OpenAiAnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the writers write, the reader reads back to the same. */
final class RoundTripTest {
    private static final long SEED = 20261128L;
    private static final int ANSWERS = 500;
    private static final List<String> WORDS =
            List.of("a", " b", "\n", "\"", "\\", "é", "\u20ac", "\ud83d\ude00", "{}", "\u0001");

    @TestFactory
    Collection<DynamicTest> readsEveryRecordingBackFromWhatIsWrittenOfIt() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fixtures.Row row : Fixtures.openAiFamily("stream")) {
            byte[] stream = Fixtures.stream(row);
            String text = new String(stream, StandardCharsets.UTF_8);
            if (!row.provider().equals("malformed") && text.contains("\"delta\":{") && !text.contains("event: ")) {
                tests.add(DynamicTest.dynamicTest(row.file(), () -> {
                    Heard heard = Feed.stream(new OpenAiAnswerReader(), stream);
                    Told streamed = Told.stream(true);
                    Told whole = Told.whole();

                    Feed.stream(new OpenAiAnswerReader(), stream, streamed.writer, new ArrayList<>());
                    Feed.stream(new OpenAiAnswerReader(), stream, whole.writer, new ArrayList<>());
                    whole.writer.close();

                    assertThat(reread(streamed).essence()).isEqualTo(heard.essence());
                    assertThat(rereadWhole(whole).essence()).isEqualTo(heard.essence());
                }));
            }
        }
        return tests;
    }

    @Test
    void readsBackWhateverIsTold() {
        Random random = new Random(SEED);
        for (int i = 0; i < ANSWERS; i++) {
            long seed = random.nextLong();
            Told streamed = Told.stream(true);
            Told whole = Told.whole();

            Heard fromStream = reread(tell(streamed, new Random(seed)));
            Heard fromWhole = rereadWhole(tell(whole, new Random(seed)));
            whole.writer.close();

            assertThat(fromStream.essence()).as("seed %s", seed).isEqualTo(fromWhole.essence());
            assertThat(fromStream.isEnded()).isTrue();
        }
    }

    @Test
    void readsUsageBackIntoTheSameBuckets() {
        Random random = new Random(SEED);
        for (int i = 0; i < ANSWERS; i++) {
            // There is no place for the hour's cache here: what is written to it counts as the other's.
            Usage usage = new Usage(
                    random.nextInt(5), random.nextInt(5), random.nextInt(5), 0, random.nextInt(5), random.nextInt(5));
            Told told = Told.stream(true).start();
            told.writer.onFinish(0, FinishReason.STOP, null);
            told.writer.onUsage(usage);
            told.writer.onEnd();

            assertThat(reread(told).usage()).isEqualTo(usage);
        }
    }

    private static Told tell(Told told, Random random) {
        told.start();
        int calls = 0;
        for (int i = random.nextInt(12); i >= 0; i--) {
            String word = WORDS.get(random.nextInt(WORDS.size()));
            switch (random.nextInt(5)) {
                case 0 -> told.text(word);
                case 1 -> told.reasoning(word);
                case 2 -> told.refusal(word);
                case 3 -> told.call(calls++, "call" + calls, "f" + calls);
                default -> {
                    if (calls > 0) {
                        told.arguments(random.nextInt(calls), word);
                    }
                }
            }
        }
        told.writer.onFinish(0, calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP, null);
        told.writer.onUsage(new Usage(1, 2, 3, 0, 4, 5));
        told.writer.onEnd();
        return told;
    }

    private static Heard reread(Told told) {
        return Feed.stream(new OpenAiAnswerReader(), told.written());
    }

    private static Heard rereadWhole(Told told) {
        AnswerReader reader = new OpenAiAnswerReader();
        Heard heard = new Heard();
        ByteBuf body = Unpooled.copiedBuffer(told.written(), StandardCharsets.UTF_8);
        reader.onBody(body, 0, body.writerIndex(), heard);
        return heard;
    }
}
