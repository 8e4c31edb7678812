package io.penstock.dialect.cohere.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Fixtures;
import io.penstock.dialect.Feed;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CohereAnswerProbeTest {
    private static final int PART_BYTES = 7;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"message-start\",\"id\":\"x\",\"delta\":{\"message\":{\"content\":[]}}} | PREAMBLE",
                "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}} | PREAMBLE",
                "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"a\"}}}} | OUTPUT",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"a\"}}}} | OUTPUT",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"\"}}}} | PREAMBLE",
                "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"thinking\":\"a\"}}}} | OUTPUT",
                "{\"type\":\"content-end\",\"index\":0} | PREAMBLE",
                "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"I\"}}} | OUTPUT",
                "{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{}} | OUTPUT",
                "{\"type\":\"citation-start\",\"index\":0,\"delta\":{}} | OUTPUT",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}} | END",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"ERROR\"}} | ERROR",
                "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TIMEOUT\"}} | ERROR",
                "{\"message\":\"internal error\"} | ERROR",
                "{\"type\":\"debug\"} | PREAMBLE",
                "{\"type\":\"something-new\"} | PREAMBLE",
                "[DONE] | PREAMBLE",
                "no json | PREAMBLE"
            })
    void saysWhatAnEventIs(String data, Verdict expected) {
        CohereAnswerProbe probe = new CohereAnswerProbe();

        Verdict verdict = verdict(probe, "data: " + data + "\n\n");

        assertThat(verdict).isEqualTo(expected);
        assertThat(probe.isFinished()).isEqualTo(expected == Verdict.END);
    }

    @Test
    void takesContentForOutputByItsNameBehindTheFirst() {
        CohereAnswerProbe probe = new CohereAnswerProbe();
        String delta =
                "event: content-delta\ndata: {\"type\":\"content-delta\",\"delta\":{\"message\":{\"content\":{\"text\":\"%s\"}}}}\n\n";

        assertThat(verdict(probe, delta.formatted(""))).isEqualTo(Verdict.PREAMBLE);
        assertThat(verdict(probe, delta.formatted("a"))).isEqualTo(Verdict.OUTPUT);
        assertThat(verdict(probe, "event: content-delta\r\ndata: unread\r\n\r\n"))
                .isEqualTo(Verdict.OUTPUT);
        assertThat(verdict(probe, "event: content-deltas\ndata: {}\n\n")).isEqualTo(Verdict.PREAMBLE);
    }

    @TestFactory
    Stream<DynamicTest> readsTheUsageOfRecordedStreamsWholeAndInParts() {
        return rows("stream")
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> {
                    CohereAnswerProbe whole = new CohereAnswerProbe();
                    CohereAnswerProbe parted = new CohereAnswerProbe();
                    List<Verdict> verdicts = new ArrayList<>();
                    List<Verdict> partedVerdicts = new ArrayList<>();

                    for (ByteBuf event : Feed.events(Fixtures.stream(row))) {
                        verdicts.add(whole.onEvent(event, event.readerIndex(), event.writerIndex()));
                        partedVerdicts.add(inParts(parted, event));
                    }

                    CohereAnswerReader reader = new CohereAnswerReader();
                    Feed.stream(reader, Fixtures.stream(row));
                    assertThat(whole.usage())
                            .isNotNull()
                            .isEqualTo(reader.usage())
                            .isEqualTo(parted.usage());
                    assertThat(whole.isFinished()).isTrue();
                    assertThat(parted.isFinished()).isTrue();
                    assertThat(verdicts)
                            .doesNotContain(Verdict.ERROR, Verdict.USAGE)
                            .endsWith(Verdict.END);
                    assertThat(partedVerdicts.indexOf(Verdict.END)).isEqualTo(verdicts.indexOf(Verdict.END));
                }));
    }

    @TestFactory
    Stream<DynamicTest> readsTheUsageOfRecordedBodiesHoweverCut() {
        return rows("json")
                .map(row -> DynamicTest.dynamicTest(row.file(), () -> {
                    byte[] body = Fixtures.bytes(row);
                    CohereAnswerReader reader = new CohereAnswerReader();
                    Feed.body(reader, body);

                    ByteBuf buffer = Unpooled.wrappedBuffer(body);
                    for (int cut = 0; cut <= body.length; cut++) {
                        CohereAnswerProbe probe = new CohereAnswerProbe();
                        probe.onBody(buffer, 0, cut);
                        probe.onBody(buffer, cut, body.length);

                        assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
                        assertThat(probe.usage()).as("cut at %s", cut).isEqualTo(reader.usage());
                    }
                }));
    }

    @Test
    void readsTheUsageOfEmbeddings() {
        CohereAnswerProbe probe = body("{\"id\":\"x\",\"embeddings\":{\"float\":[[0.1,0.2]]},\"texts\":[\"a\"],"
                + "\"meta\":{\"api_version\":{\"version\":\"2\"},\"billed_units\":{\"input_tokens\":12.0}}}");

        assertThat(probe.onBodyEnd()).isEqualTo(Verdict.END);
        assertThat(probe.usage()).isEqualTo(new Usage(12, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"message\":\"no\"} | ERROR",
                "{\"finish_reason\":\"ERROR\",\"message\":{\"role\":\"assistant\"}} | ERROR",
                "{\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"message\":\"x\"}]}} | END",
                "{\"results\":[]} | END",
                "no json | END"
            })
    void saysWhetherABodyIsAnError(String body, Verdict expected) {
        assertThat(body(body).onBodyEnd()).isEqualTo(expected);
    }

    private static CohereAnswerProbe body(String body) {
        CohereAnswerProbe probe = new CohereAnswerProbe();
        ByteBuf buffer = Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8));
        probe.onBody(buffer, 0, buffer.writerIndex());
        return probe;
    }

    private static Verdict inParts(CohereAnswerProbe probe, ByteBuf event) {
        int at = event.readerIndex();
        for (; event.writerIndex() - at > PART_BYTES; at += PART_BYTES) {
            probe.onEventPart(event, at, at + PART_BYTES);
        }
        return probe.onEvent(event, at, event.writerIndex());
    }

    private static Verdict verdict(CohereAnswerProbe probe, String event) {
        ByteBuf buffer = Unpooled.wrappedBuffer(event.getBytes(StandardCharsets.UTF_8));
        return probe.onEvent(buffer, 0, buffer.writerIndex());
    }

    private static Stream<Fixtures.Row> rows(String kind) {
        return Fixtures.rows().stream()
                .filter(row -> row.provider().equals("cohere") && row.kind().equals(kind))
                .filter(row -> !row.file().contains("rerank"));
    }
}
