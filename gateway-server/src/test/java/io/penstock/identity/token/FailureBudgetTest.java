package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureBudgetTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final FailureBudget budget = new FailureBudget(3);

    @Test
    void aMinuteBeginsWithTheFirstFailure() {
        for (int i = 0; i < 2; i++) {
            budget.fail("192.0.2.1", 10L * i * SECOND);
            assertThat(budget.secondsLeft("192.0.2.1", 30 * SECOND)).isZero();
        }
        budget.fail("192.0.2.1", 30 * SECOND);

        assertThat(budget.secondsLeft("192.0.2.1", 30 * SECOND)).isEqualTo(31);
        assertThat(budget.secondsLeft("192.0.2.1", 60 * SECOND - 1)).isEqualTo(1);
        assertThat(budget.secondsLeft("192.0.2.1", 60 * SECOND)).isZero();
        assertThat(budget.secondsLeft("192.0.2.2", 30 * SECOND)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1, 2001:db8::ffff:1, true",
        "2001:db8::1, 2001:db8:0:0:1::, true",
        "2001:db8::1, 2001:db8:0:1::1, false",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, 192.0.2.1, true",
        "x:y, x:z, false"
    })
    void aNetworkOfIpv6CountsAsOneAddress(String one, String other, boolean isOne) {
        assertThat(FailureBudget.owner(one).equals(FailureBudget.owner(other))).isEqualTo(isOne);
    }
}
