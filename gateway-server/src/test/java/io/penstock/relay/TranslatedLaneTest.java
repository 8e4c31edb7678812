package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.codec.Cuts;
import io.penstock.codec.sse.EventScanner;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TranslatedLaneTest {
    private final ToyTranslation toy = new ToyTranslation(true);
    private final RecordingSink sink = new RecordingSink(true);

    private static TranslatedLane.Translation translation(ToyTranslation toy, int errorStatus, Reading reading) {
        return new TranslatedLane.Translation(
                errorStatus, reading, new EventScanner()::nextEnd, toy, toy, toy.isStream(), 1000);
    }

    private LaneRun events() {
        return new LaneRun(translation(toy, 0, Reading.EVENTS), sink, true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            +a__+b__.__                | [a][b].  | output 7; end;
            -__+a__.__                 | [a].     | output 4; end;
            +a__;__                    | [a].     | output 3; end;
            ;__                        | .        | output 0; end;
            .__                        | .        | output 1; end;
            +a__                       | [a]      | output 3; broken and can be told;
            +a__+b                     | [a]      | output 3; broken and can be told;
            -__                        | ''       | broken and can be told;
            ''                         | ''       | broken and can be told;
            !__                        | ''       | fault busy;
            -__!__                     | ''       | fault busy;
            .__!__+late__              | .        | output 1; end;
            """)
    void tellsWhatTheProviderSentAndHowItEnded(String stream, String written, String log) {
        LaneRun run = events();

        run.read(stream.replace("__", "\n\n")).close();

        assertThat(sink.text()).isEqualTo(written);
        assertThat(run.log().trim()).isEqualTo(log);
    }

    @Test
    void whatCameBeforeAnErrorGoesDownFirst() {
        LaneRun run = events();

        run.read("+a\n\n");
        run.read("+b\n\n!\n\n+c\n\n").close();

        assertThat(sink.text()).isEqualTo("[a][b]");
        assertThat(run.log()).endsWith("fault busy; ");
        assertThat(toy.isClosed()).isTrue();
    }

    @Test
    void doesNotDependOnWhereReadsEnd() {
        byte[] stream = "-\n\n+one\n\n+two three\n\n;\n\n.\n\n".getBytes(StandardCharsets.US_ASCII);

        String written = Cuts.agree(stream, pieces -> {
            RecordingSink target = new RecordingSink(true);
            LaneRun run = new LaneRun(translation(new ToyTranslation(true), 0, Reading.EVENTS), target, true);
            run.readAll(pieces, true);
            return target.text();
        });

        assertThat(written).isEqualTo("[one][two three].");
    }

    @Test
    void holdsWhatComesBeforeOutput() {
        LaneRun run = events();

        run.read("-\n\n-\n\n");

        assertThat(run.log()).isEmpty();
        assertThat(run.lane.isOpen()).isFalse();
        run.lane.drop();
    }

    @Test
    void anEventWithoutAnEndIsAnError() {
        LaneRun run = events();
        String megabyte = "x".repeat(1 << 20);

        run.read("+");
        for (int i = 0; i <= 16 && !run.lane.isOver(); i++) {
            run.read(megabyte);
        }

        assertThat(run.log()).startsWith("fault the provider's answer is too large");
    }

    @Test
    void aWholeAnswerIsReadWhenAllOfItIsThere() {
        LaneRun run = new LaneRun(translation(new ToyTranslation(false), 0, Reading.WHOLE), sink, true);

        run.read("hel").read("lo").close();

        assertThat(sink.text()).isEqualTo("[hello].");
        assertThat(run.log()).isEqualTo("output 8 whole; end; ");
    }

    @Test
    void aWholeAnswerForAClientThatWantsAStreamIsWrittenAsOne() {
        LaneRun run = new LaneRun(translation(toy, 0, Reading.WHOLE), sink, true);

        run.read("hello").close();

        assertThat(sink.text()).isEqualTo("[hello].");
    }

    @Test
    void aStreamForAClientThatWantsAWholeAnswerIsCollected() {
        LaneRun run = new LaneRun(translation(new ToyTranslation(false), 0, Reading.EVENTS), sink, true);

        run.read("+a\n\n").read("+b\n\n");
        String before = sink.text();
        run.read(".\n\n").close();

        assertThat(before).isEmpty();
        assertThat(sink.text()).isEqualTo("[a][b].");
    }

    @Test
    void anErrorStatusIsToldInTheProvidersWords() {
        LaneRun run = new LaneRun(translation(toy, 429, Reading.EVENTS), sink, true);

        run.read("slow ").read("down").close();

        assertThat(run.log()).isEqualTo("fault 429 slow down; ");
        assertThat(sink.text()).isEmpty();
    }

    @Test
    void anErrorStatusWithoutABodyIsToldToo() {
        LaneRun run = new LaneRun(translation(toy, 500, Reading.OPAQUE), sink, true);

        run.close();

        assertThat(run.log()).isEqualTo("fault 500 ; ");
    }

    @Test
    void aTooLargeWholeAnswerIsAnError() {
        LaneRun run = new LaneRun(translation(new ToyTranslation(false), 0, Reading.WHOLE), sink, true);

        run.read("x".repeat(1001));

        assertThat(run.log()).startsWith("fault the provider's answer is too large");
    }

    @Test
    void aStreamThatIsCollectedHasTheBoundOfAWholeAnswer() {
        LaneRun run = new LaneRun(translation(new ToyTranslation(false), 0, Reading.EVENTS), sink, true);
        String event = "+" + "x".repeat(400) + "\n\n";

        run.read(event).read(event);
        String before = run.log();
        run.read(event);

        assertThat(before).isEmpty();
        assertThat(run.log()).startsWith("fault the provider's answer is too large");
    }

    @Test
    void pausesTheProviderWhileTheClientTakesNoMore() {
        LaneRun run = events();
        run.read("+a\n\n");

        sink.fill();
        run.read("+b\n\n");

        assertThat(run.isPaused()).isTrue();
        sink.empty();
        run.lane.onSinkWritable();
        assertThat(run.isPaused()).isFalse();
        run.lane.drop();
    }
}
