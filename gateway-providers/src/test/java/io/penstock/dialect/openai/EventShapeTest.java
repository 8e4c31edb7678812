package io.penstock.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventShapeTest {
    private static final String EVENT =
            "data: {\"id\":\"chatcmpl-1\",\"created\":17,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"},"
                    + "\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"a1B2\"}\n\n";
    private static final String PIECES = "\"\\{}[]:,\n\r \tudetails\u00e9";

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            data: {"a":"x"}     ! true
            data: {"a":"xyz"}   ! true
            data: {"a":"a longer text, of more than a word"} ! true
            data: {"a":"\\""}   ! true
            data: {"a":"\\\\"}  ! true
            data: {"a":"\\u00e9 \\n and more of it"} ! true
            data: {"a":"\u00e9\u6c34"} ! true
            data: {"a":""}      ! false
            data: {"a":"x"},    ! false
            data: {"a":"x","b"} ! false
            data: {"a":"x\\"}   ! false
            data: {"a":"x       ! false
            data: {"a":x}       ! false
            data: {"b":"x"}     ! false
            data: {"a" : "x"}   ! false
            data: {             ! false
            """)
    void takesAnEventThatDiffersInTheBodyOfAStringOnly(String event, boolean isSame) {
        EventShape shape = new EventShape();
        ByteBuf kept = buffer("##data: {\"a\":\"text\"}##");
        ByteBuf next = buffer("##" + event + "##");

        shape.gap(13, 19);
        shape.keep(kept, 2, kept.writerIndex() - 2);

        assertThat(shape.matches(next, 2, next.writerIndex() - 2)).isEqualTo(isSame);
    }

    @Test
    void takesNothingBeforeAnEventWasKeptAndAfterItWasForgotten() {
        EventShape shape = new EventShape();
        ByteBuf event = buffer("{\"a\":\"text\"}");

        boolean isBefore = shape.matches(event, 0, event.writerIndex());
        shape.gap(5, 11);
        shape.keep(event, 0, event.writerIndex());
        boolean isKept = shape.matches(event, 0, event.writerIndex());
        shape.clear();

        assertThat(isBefore).isFalse();
        assertThat(isKept).isTrue();
        assertThat(shape.matches(event, 0, event.writerIndex())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\u0000", "\\\n"})
    void takesNoControlByteInATextForItCouldEndALine(String text) {
        EventShape shape = new EventShape();
        ByteBuf kept = buffer("{\"a\":\"text\"}");
        ByteBuf next = buffer("{\"a\":\"some" + text + "more of it\"}");

        shape.gap(5, 11);
        shape.keep(kept, 0, kept.writerIndex());

        assertThat(shape.matches(next, 0, next.writerIndex())).isFalse();
    }

    /** The probe that has kept an event must say of the next what one says that has not. */
    @Test
    void leavesTheVerdictAsItWouldBeOnEventsWithRandomChanges() {
        Random random = new Random(5);
        int matched = 0;
        for (int trial = 0; trial < 60_000; trial++) {
            StringBuilder event = new StringBuilder(EVENT);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                edit(event, random);
            }
            ByteBuf next = buffer(event.toString());
            AnswerProbe fresh = new OpenAiAnswerProbe(Operation.CHAT);
            AnswerProbe warm = new OpenAiAnswerProbe(Operation.CHAT);
            ByteBuf first = buffer(EVENT);
            assertThat(warm.onEvent(first, 0, first.writerIndex())).isEqualTo(Verdict.OUTPUT);

            Verdict expected = fresh.onEvent(next, 0, next.writerIndex());
            Verdict verdict = warm.onEvent(next, 0, next.writerIndex());

            matched += verdict == Verdict.OUTPUT ? 1 : 0;
            assertThat(verdict).as(event.toString()).isEqualTo(expected);
            assertThat(warm.isFinished()).as(event.toString()).isEqualTo(fresh.isFinished());
        }
        assertThat(matched).isBetween(10_000, 59_000);
    }

    @Test
    void countsUsageThatComesWithOutputInEachEvent() {
        AnswerProbe probe = new OpenAiAnswerProbe(Operation.CHAT);
        String start =
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":";

        for (int total = 2; total < 6; total++) {
            ByteBuf event = buffer(start + total + "}}\n\n");
            probe.onEvent(event, 0, event.writerIndex());
        }
        ByteBuf again = buffer(start + "3}}\n\n");
        probe.onEvent(again, 0, again.writerIndex());

        assertThat(probe.usage())
                .isNotNull()
                .satisfies(usage -> assertThat(usage.completion()).isEqualTo(2));
    }

    @Test
    void seesTheEndBehindManyEventsOfOneShape() {
        AnswerProbe probe = new OpenAiAnswerProbe(Operation.CHAT);
        ByteBuf event = buffer(EVENT);
        for (int i = 0; i < 5; i++) {
            probe.onEvent(event, 0, event.writerIndex());
        }
        ByteBuf last = buffer(EVENT.replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""));

        boolean wasFinished = probe.isFinished();
        Verdict verdict = probe.onEvent(last, 0, last.writerIndex());

        assertThat(wasFinished).isFalse();
        assertThat(verdict).isEqualTo(Verdict.OUTPUT);
        assertThat(probe.isFinished()).isTrue();
    }

    private static void edit(StringBuilder event, Random random) {
        int at = random.nextInt(event.length());
        switch (random.nextInt(4)) {
            case 0 -> event.deleteCharAt(at);
            case 1 -> event.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
            case 2 -> {
                int text = event.indexOf("Hel");
                event.insert(Math.max(0, text), (char) ('a' + random.nextInt(26)));
            }
            default -> event.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
        }
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
