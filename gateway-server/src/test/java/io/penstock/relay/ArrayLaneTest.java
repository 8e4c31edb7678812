package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.Cuts;
import io.penstock.codec.Fixtures;
import io.penstock.codec.http.Framing;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.gemini.GeminiDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams of Gemini's API as they come without {@code alt=sse}, one JSON array each, through the lane. */
final class ArrayLaneTest {
    private static final String TEXT = "{'candidates':[{'content':{'parts':[{'text':'%s'}]}}]}".replace('\'', '"');
    private static final String LAST = ("{'candidates':[{'content':{},'finishReason':'STOP'}],"
                    + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}")
            .replace('\'', '"');
    private static final String BETWEEN = "\r\n,\r\n";
    private static final String ARRAY =
            "[" + TEXT.formatted("Hel") + BETWEEN + TEXT.formatted("lo") + BETWEEN + LAST + "\r\n]\r\n";

    private final AnswerProbe probe = GeminiDialect.IN_ARRAYS.newAnswerProbe(Operation.CHAT);
    private final LaneRun run = run(probe);

    private static LaneRun run(AnswerProbe probe) {
        return new LaneRun(Reading.ELEMENTS, Framing.CLOSE, 0, false, new RecordingSink(true), probe, true);
    }

    static List<Fixtures.Row> streams() {
        return Fixtures.rows().stream()
                .filter(row -> row.provider().equals("google") && row.kind().equals("stream"))
                .filter(row -> new String(Fixtures.stream(row), StandardCharsets.UTF_8).contains("\"candidates\""))
                .toList();
    }

    /** The recorded responses as an array holds them. */
    private static String array(Fixtures.Row row) {
        return new String(Fixtures.stream(row), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .collect(Collectors.joining(BETWEEN, "[", "\r\n]"));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aRecordedStreamIsPassedOnByteForByteHoweverCut(Fixtures.Row row) {
        byte[] payload = array(row).getBytes(StandardCharsets.UTF_8);

        Cuts.each(payload, pieces -> {
            AnswerProbe each = GeminiDialect.IN_ARRAYS.newAnswerProbe(Operation.CHAT);
            LaneRun passed = run(each);
            String log = passed.readAll(pieces, true);

            assertThat(passed.sink.text()).isEqualTo(new String(payload, StandardCharsets.ISO_8859_1));
            assertThat(log).endsWith("end; ");
            assertThat(Objects.requireNonNull(each.usage()).completion()).isPositive();
        });
    }

    @Test
    void theFirstElementGoesDownBeforeTheSecondComes() {
        String passed =
                run.read("[" + TEXT.formatted("Hel") + BETWEEN + "{").sink.text();
        run.close();

        assertThat(passed).isEqualTo("[" + TEXT.formatted("Hel"));
        assertThat(run.log()).startsWith("output ");
    }

    @Test
    void allOfItGoesDownWithWhatStandsBehindTheArray() {
        run.read(ARRAY).close();

        assertThat(run.sink.text()).isEqualTo(ARRAY);
        assertThat(run.log()).endsWith("end; ");
        assertThat(probe.usage()).isEqualTo(new Usage(3, 0, 0, 0, 2, 0));
    }

    @Test
    void anArrayThatIsNotClosedIsBrokenBetweenItsElements() {
        run.read(ARRAY.substring(0, ARRAY.indexOf(LAST) + LAST.length())).close();

        assertThat(run.log()).endsWith("broken and can be told; ");
    }

    @Test
    void beforeTheFirstElementNothingCanBeTold() {
        run.read("[{\"candidates\":").close();

        assertThat(run.sink.text()).isEmpty();
        assertThat(run.log()).isEqualTo("broken; ");
    }

    @Test
    void anErrorInPlaceOfOutputIsTold() {
        String error = "{\"error\":{\"code\":429,\"message\":\"slow\"}}";

        run.read("[" + error + "\r\n]");

        assertThat(run.errorEvent()).isEqualTo("[" + error);
        assertThat(run.sink.text()).isEmpty();
    }

    @Test
    void aLongElementFlowsAndIsReadAllTheSame() {
        String media = ("{'candidates':[{'content':{'parts':[{'inlineData':{'mimeType':'image/png','data':'"
                        + "A".repeat(20_000) + "'}}]},'finishReason':'STOP'}],"
                        + "'usageMetadata':{'promptTokenCount':3,'candidatesTokenCount':2}}")
                .replace('\'', '"');
        String array = "[" + media + "\n]";

        for (int at = 0; at < array.length(); at += 3000) {
            run.read(array.substring(at, Math.min(array.length(), at + 3000)));
        }
        run.close();

        assertThat(run.sink.text()).isEqualTo(array);
        assertThat(run.log()).endsWith("end; ");
        assertThat(probe.usage()).isEqualTo(new Usage(3, 0, 0, 0, 2, 0));
    }
}
