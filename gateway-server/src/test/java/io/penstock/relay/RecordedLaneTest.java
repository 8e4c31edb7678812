package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.http.Framing;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.server.testing.Chat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded stream of OpenAI's dialects through the lane, at every cut, with the dialect's own probe. */
final class RecordedLaneTest {
    private static final int SEEDED_CUTS = 20;
    private static final int EVERY_OFFSET_BYTES_MAX = 2 * 1024;
    private static final int SINGLY_BYTES_MAX = 64 * 1024;

    static List<Fixtures.Row> streams() {
        return Fixtures.openAiFamily("stream").stream()
                .filter(row -> !row.provider().equals("malformed"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void isPassedOnByteForByteWhereNothingIsCut(Fixtures.Row row) {
        byte[] payload = Fixtures.stream(row);
        String expected = new String(payload, StandardCharsets.ISO_8859_1);

        cut(payload, pieces -> {
            LaneRun run = run(expected, false);
            run.readAll(pieces, true);

            // An error in place of output is told, and nothing is passed on.
            assertThat(run.sink.text()).isEqualTo(run.errorEvent().isEmpty() ? expected : "");
        });
    }

    @ParameterizedTest
    @MethodSource("streams")
    void losesExactlyTheUsageEventWhereItIsCut(Fixtures.Row row) {
        byte[] payload = Fixtures.stream(row);
        String text = new String(payload, StandardCharsets.ISO_8859_1);
        StringBuilder kept = new StringBuilder();
        for (String event : Chat.events(payload)) {
            kept.append(Chat.isUsageOnly(event) ? "" : event);
        }
        String whole = passed(run(text, true), text);

        cut(payload, pieces -> {
            LaneRun run = run(text, true);
            run.readAll(pieces, true);

            assertThat(run.sink.text()).isEqualTo(whole);
        });
        if (!text.contains("\"error\"")) {
            assertThat(whole).isEqualTo(kept.toString());
        }
    }

    /** At every offset where that is quick; a larger one whole, a byte at a time, and in seeded sizes. */
    private static void cut(byte[] payload, Cuts.Trial trial) {
        if (payload.length <= EVERY_OFFSET_BYTES_MAX) {
            Cuts.each(payload, trial);
            return;
        }
        Random random = new Random(payload.length);
        run(payload, payload.length, trial);
        if (payload.length <= SINGLY_BYTES_MAX) {
            run(payload, 1, trial);
        }
        for (int i = 0; i < SEEDED_CUTS; i++) {
            run(payload, 1 + random.nextInt(payload.length), trial);
        }
    }

    private static void run(byte[] payload, int pieceBytes, Cuts.Trial trial) {
        List<ByteBuf> pieces = new ArrayList<>();
        for (int at = 0; at < payload.length; at += pieceBytes) {
            pieces.add(Unpooled.wrappedBuffer(payload, at, Math.min(pieceBytes, payload.length - at)));
        }
        trial.run(pieces);
        for (ByteBuf piece : pieces) {
            assertThat(piece.release()).as("the last reference to a piece").isTrue();
        }
    }

    private static String passed(LaneRun run, String text) {
        return run.read(text).close().sink.text();
    }

    private static LaneRun run(String stream, boolean cutsUsage) {
        Operation operation = stream.contains("chat.completion.chunk") ? Operation.CHAT : Operation.RESPONSES;
        AnswerProbe probe = OpenAiDialect.INSTANCE.newAnswerProbe(operation);
        return new LaneRun(Reading.EVENTS, Framing.CLOSE, 0, cutsUsage, new RecordingSink(true), probe, true);
    }
}
