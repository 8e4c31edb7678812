package io.penstock.downstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A thousand in ten seconds. */
final class FrameBudgetTest {
    private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);

    private final FrameBudget budget = new FrameBudget(0);

    @Test
    void oneTooManyIsTooMany() {
        assertThat(budget.tryTake(0, 1000, 1000)).isTrue();
        assertThat(budget.tryTake(0, 1, 0)).isFalse();
    }

    @Test
    void whatIsLeftComesBackInTime() {
        assertThat(budget.tryTake(0, 1000, 0)).isTrue();
        assertThat(budget.tryTake(TEN_SECONDS, 1000, 1000)).isTrue();
        assertThat(budget.tryTake(TEN_SECONDS, 0, 1)).isFalse();
    }

    @Test
    void whoIsSentMoreMayWidenItsWindowsMoreOften() {
        for (int i = 0; i < 100; i++) {
            budget.onDataSent(4096);
        }

        assertThat(budget.tryTake(0, 0, 1000 + 100 * 14)).isTrue();
        assertThat(budget.tryTake(0, 0, 1)).isFalse();
        assertThat(budget.tryTake(TEN_SECONDS, 1001, 0)).isFalse();
    }
}
