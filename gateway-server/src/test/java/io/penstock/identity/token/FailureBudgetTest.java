package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

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

    @Test
    void aNetworkOfIpv6CountsAsOneAddress() {
        for (int i = 0; i < 3; i++) {
            budget.fail("2001:db8::1", 0);
        }

        assertThat(budget.secondsLeft("2001:db8::2", 1)).isPositive();
        assertThat(budget.secondsLeft("2001:db8:0:1::1", 1)).isZero();
    }
}
