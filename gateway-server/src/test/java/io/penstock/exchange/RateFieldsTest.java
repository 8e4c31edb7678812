package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.limit.Reading;
import io.penstock.relay.AnswerHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a client is told where it stands. */
final class RateFieldsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "1000000, 1ms",
        "11000001, 12ms",
        "999000000, 999ms",
        "999000001, 1s",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "7660000000, 7.66s",
        "8001000000, 8.001s",
        "59999000000, 59.999s",
        "60000000000, 1m0s",
        "86400000000, 1m26.4s",
        "360000000000, 6m0s"
    })
    void writesATimeAsOpenAiDoes(long nanos, String expected) {
        assertThat(RateFields.time(nanos)).isEqualTo(expected);
    }

    @Test
    void saysNothingWhereNothingIsLimited() {
        assertThat(RateFields.tell(new AnswerHead(), null, null).ownFields()).isEmpty();
    }

    @Test
    void saysThreeThingsOfEachLimit() {
        AnswerHead head = RateFields.tell(
                new AnswerHead(), new Reading(60, 59, 1_000_000_000L), new Reading(150_000, 149_984, 0));

        assertThat(head.ownFields())
                .containsExactly(
                        "x-ratelimit-limit-requests",
                        "60",
                        "x-ratelimit-remaining-requests",
                        "59",
                        "x-ratelimit-reset-requests",
                        "1s",
                        "x-ratelimit-limit-tokens",
                        "150000",
                        "x-ratelimit-remaining-tokens",
                        "149984",
                        "x-ratelimit-reset-tokens",
                        "0s");
    }
}
