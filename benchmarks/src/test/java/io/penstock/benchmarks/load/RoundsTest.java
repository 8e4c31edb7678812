package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final int MICRO = 1_000;

    private final Rounds rounds = new Rounds();

    @Test
    void dividesWithinTheRoundBeforeItTakesTheMedian() {
        round(30, 10);
        round(40, 20);
        round(300, 200);

        Spread ratio = rounds.ratio("ours", "theirs", Sample::cpuMicrosPerRequest);

        assertThat(ratio.median()).isEqualTo(2);
        assertThat(ratio.min()).isEqualTo(1.5);
        assertThat(ratio.max()).isEqualTo(3);
        assertThat(ratio.cells(1)).isEqualTo("2.0 | 1.5 | 3.0");
    }

    @Test
    void leavesOutARoundInWhichEitherFailed() {
        round(30, 10);
        rounds.add("ours", sample(50, 1));
        rounds.add("theirs", sample(10, 0));
        rounds.add("ours", sample(50, 0));
        rounds.add("theirs", sample(10, 7));

        Spread difference = rounds.difference("ours", "theirs", Sample::cpuMicrosPerRequest);

        assertThat(difference.cells(0)).isEqualTo("20 | 20 | 20");
        assertThat(rounds.refused("ours")).isOne();
        assertThat(rounds.refused("theirs")).isOne();
    }

    @Test
    void comparesGrowthNotSize() {
        Rounds larger = new Rounds();
        round(50, 10);
        larger.add("ours", sample(80, 0));
        larger.add("theirs", sample(30, 0));

        Spread slope = rounds.slopeRatio(larger, "ours", "theirs", Sample::cpuMicrosPerRequest);

        assertThat(slope.median()).isEqualTo(1.5);
    }

    @Test
    void answersNothingAboutAProxyThatDidNotRun() {
        round(30, 10);

        Spread ratio = rounds.ratio("ours", "absent", Sample::cpuMicrosPerRequest);

        assertThat(ratio.isEmpty()).isTrue();
        assertThat(ratio.cells(2)).isEqualTo("- | - | -");
    }

    @Test
    void comparesNoWindowInWhichEventsWereMerged() {
        rounds.add("ours", streamed(100, 95));
        rounds.add("theirs", streamed(100, 100));
        rounds.add("ours", streamed(500, 94));
        rounds.add("theirs", streamed(100, 100));

        Spread ratio = rounds.ratio("ours", "theirs", Sample::cpuMicrosPerLoneEvent);

        assertThat(ratio.cells(1)).isEqualTo("1.0 | 1.0 | 1.0");
        assertThat(streamed(100, 94).cpuMicrosPerLoneEvent()).isNaN();
        assertThat(streamed(100, 94).delayMicros()).isNaN();
    }

    private static Sample streamed(int events, int reads) {
        Tally tally = new Tally();
        tally.open();
        for (int i = 0; i < events; i++) {
            tally.onEvent(1);
        }
        for (int i = 0; i < reads; i++) {
            tally.onReadWithEvents();
        }
        return tally.close(1, MICRO, 1);
    }

    private void round(int oursMicros, int theirsMicros) {
        rounds.add("ours", sample(oursMicros, 0));
        rounds.add("theirs", sample(theirsMicros, 0));
    }

    private static Sample sample(int cpuMicros, int failures) {
        Tally tally = new Tally();
        tally.open();
        tally.onEvent(1);
        tally.onAnswer(1);
        for (int i = 0; i < failures; i++) {
            tally.onFailure("status 502");
        }
        return tally.close(1, (long) cpuMicros * MICRO, 1);
    }
}
