package io.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.limit.Rates.Outcome;
import io.penstock.limit.Rates.Refused;
import io.penstock.limit.Rates.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken in a minute. */
final class RatesTest {
    private static final Duration MINUTE_AND_SECOND = Duration.ofSeconds(61);

    private final FakeClock clock = new FakeClock();
    private final Rates rates = new Rates(clock);

    private static Quota quota(Scope scope, String name, long max) {
        return new Quota(new LimitKey(scope, name), max);
    }

    private static List<Quota> key(long max) {
        return List.of(quota(Scope.KEY, "k", max));
    }

    private Taken taken(List<Quota> quotas, long amount) {
        Outcome outcome = rates.take(quotas, amount);
        assertThat(outcome).isInstanceOf(Taken.class);
        return (Taken) outcome;
    }

    private Refused refused(List<Quota> quotas, long amount) {
        Outcome outcome = rates.take(quotas, amount);
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    private static int takeAll(Rates of, List<Quota> quotas, int times, long amount) {
        int count = 0;
        for (int i = 0; i < times; i++) {
            count += of.take(quotas, amount) instanceof Taken ? 1 : 0;
        }
        return count;
    }

    @RepeatedTest(5)
    void exactlyAsManyRequestsAreHadAsThereAreUnderManyThreads() {
        int max = 1_000;

        int had = Threads.sum(() -> takeAll(rates, key(max), 10 * max / Threads.COUNT, 1));

        assertThat(had).isEqualTo(max);
    }

    @RepeatedTest(5)
    void exactlyAsManyTokensAreHadAsThereAreOfTheTightestQuota() {
        List<Quota> quotas = List.of(
                quota(Scope.ADDRESS, "a", 10_000),
                quota(Scope.KEY, "k", 7_000),
                quota(Scope.TEAM, "t", 7_000),
                quota(Scope.MODEL, "m", 9_000));

        int had = Threads.sum(() -> takeAll(rates, quotas, 1_000, 7));

        assertThat(had).isEqualTo(1_000);
        assertThat(taken(List.of(quota(Scope.ADDRESS, "a", 10_000)), 3_000)).isNotNull();
        assertThat(taken(List.of(quota(Scope.MODEL, "m", 9_000)), 2_000)).isNotNull();
    }

    @RepeatedTest(5)
    void takingAndGivingBackAtOnceLosesNothing() {
        int max = 500;

        Threads.sum(() -> {
            for (int i = 0; i < 2_000; i++) {
                if (rates.take(key(max), 3) instanceof Taken taken) {
                    rates.correct(taken, 0);
                }
            }
            return 0;
        });

        assertThat(takeAll(rates, key(max), 2 * max, 1)).isEqualTo(max);
    }

    @Test
    void whoIsRefusedHasTakenOfNone() {
        List<Quota> both = List.of(quota(Scope.KEY, "k", 10), quota(Scope.TEAM, "t", 5));
        taken(List.of(both.get(1)), 5);

        Refused refused = refused(both, 1);

        assertThat(refused.by()).isEqualTo(both.get(1));
        assertThat(taken(key(10), 10).reading()).isEqualTo(new Reading(10, 0, 61_000_000_000L));
    }

    @Test
    void theReadingIsOfTheOneOfWhichLeastIsLeft() {
        List<Quota> both = List.of(quota(Scope.KEY, "k", 10), quota(Scope.TEAM, "t", 5));

        Reading reading = taken(both, 2).reading();

        assertThat(reading).isEqualTo(new Reading(5, 3, 61_000_000_000L));
    }

    @Test
    void thereIsEnoughAfterTheWaitAndNotBefore() {
        clock.goOn(Duration.ofMillis(200));
        taken(key(10), 4);
        clock.goOn(Duration.ofSeconds(20));
        taken(key(10), 6);
        clock.goOn(Duration.ofSeconds(1));

        long wait = refused(key(10), 3).waitNanos();
        clock.goOnNanos(wait - 1);
        refused(key(10), 3);
        clock.goOnNanos(1);

        assertThat(wait).isEqualTo(Duration.ofMillis(39_800).toNanos());
        assertThat(taken(key(10), 4).reading()).isEqualTo(new Reading(10, 0, 61_000_000_000L));
        refused(key(10), 1);
    }

    @Test
    void allOfItIsThereAgainAfterTheReset() {
        Reading reading = taken(key(10), 10).reading();

        clock.goOnNanos(reading == null ? 0 : reading.resetNanos());

        assertThat(takeAll(rates, key(10), 20, 1)).isEqualTo(10);
    }

    @Test
    void whatIsLargerThanAllOfItWaitsForAMinuteOfItsOwn() {
        taken(key(10), 1);

        refused(key(10), 1_000_000);
        clock.goOn(MINUTE_AND_SECOND);

        assertThat(taken(key(10), 1_000_000).reading()).isEqualTo(new Reading(10, 0, 61_000_000_000L));
    }

    @Test
    void whatWasNotUsedIsThereAgain() {
        Taken taken = taken(key(100), 90);
        refused(key(100), 20);

        rates.correct(taken, 30);

        assertThat(taken(key(100), 70).reading()).isEqualTo(new Reading(100, 0, 61_000_000_000L));
    }

    @Test
    void whatWasUsedBesidesCountsFromNowOn() {
        Taken taken = taken(key(100), 10);
        clock.goOn(Duration.ofSeconds(30));

        rates.correct(taken, 150);

        assertThat(refused(key(100), 1).reading().remaining()).isZero();
        clock.goOn(Duration.ofSeconds(60));
        refused(key(100), 1);
        clock.goOn(Duration.ofSeconds(1));
        taken(key(100), 100);
    }

    @Test
    void whatHasGoneWithTimeIsNotGivenBackAgain() {
        Taken held = taken(key(100), 100);
        clock.goOn(MINUTE_AND_SECOND);
        taken(key(100), 100);

        rates.correct(held, 0);

        refused(key(100), 1);
    }

    @Test
    void quotasThatAreNotInTheirOrderAreRefused() {
        Quota key = quota(Scope.KEY, "k", 1);
        Quota address = quota(Scope.ADDRESS, "a", 1);

        assertThatThrownBy(() -> rates.take(List.of(key, address), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rates.take(List.of(key, key), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingCountsWhereThereAreNoQuotas() {
        assertThat(taken(List.of(), 1_000).reading()).isNull();
    }

    @Test
    void namesOfOneScopeAreNotThoseOfAnother() {
        taken(key(1), 1);

        taken(List.of(quota(Scope.SUBJECT, "k", 1)), 1);
        taken(List.of(quota(Scope.KEY, "other", 1)), 1);
        refused(key(1), 1);
    }

    @Test
    void aMillionNamesTakeNoMoreRoomThanTheBoundAndPushOutNoOtherScope() {
        Random random = new Random(7);
        taken(key(1), 1);
        for (int i = 0; i < 1_000_000; i++) {
            rates.take(List.of(quota(Scope.ADDRESS, Long.toString(random.nextLong()), 5)), 1);
        }

        assertThat(rates.names(Scope.ADDRESS)).isEqualTo(Rates.NAMES_MAX);
        refused(key(1), 1);
    }

    @Test
    void whoAskedLastIsRemembered() {
        taken(key(1), 1);
        for (int i = 0; i < 3 * Rates.NAMES_MAX; i++) {
            rates.take(List.of(quota(Scope.KEY, Integer.toString(i), 5)), 1);
            if (i % 1_000 == 0) {
                refused(key(1), 1);
            }
        }
    }

    /** The same, as simply as it can be said: a list of what was taken, and when. */
    private static final class Model {
        private static final long SECOND = 1_000_000_000L;
        private final List<long[]> entries = new ArrayList<>();
        private final long max;

        Model(long max) {
            this.max = max;
        }

        long left(long now) {
            long sum = 0;
            for (long[] entry : entries) {
                sum += now / SECOND - entry[0] <= 60 ? entry[1] : 0;
            }
            return max - sum;
        }

        long[] take(long now, long amount) {
            long[] entry = {now / SECOND, amount};
            entries.add(entry);
            return entry;
        }

        /** How much was taken in the 60 seconds up to now, to the nanosecond. */
        static long exact(List<long[]> times, long now) {
            return times.stream()
                    .filter(each -> now - each[0] < 60 * SECOND)
                    .mapToLong(each -> each[1])
                    .sum();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itDoesAsASimpleModelDoesWhateverComes(long seed) {
        Random random = new Random(seed);
        long max = 1L + random.nextInt(200);
        Model model = new Model(max);
        List<Taken> open = new ArrayList<>();
        List<long[]> entries = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 4_000; i++) {
            long pause = random.nextInt(10) == 0 ? random.nextLong(90_000_000_000L) : random.nextLong(900_000_000L);
            now += pause;
            clock.goOnNanos(pause);
            if (random.nextInt(4) == 0 && !open.isEmpty()) {
                int at = random.nextInt(open.size());
                long[] entry = entries.remove(at);
                Taken taken = open.remove(at);
                long actual = random.nextLong(2 * taken.amount() + 1);
                rates.correct(taken, actual);
                if (actual <= taken.amount()) {
                    entry[1] = actual;
                } else {
                    model.take(now, actual - taken.amount());
                }
            } else {
                long amount = 1L + random.nextInt((int) max);
                boolean isThere = amount <= model.left(now);
                Outcome outcome = rates.take(key(max), amount);
                assertThat(outcome instanceof Taken).as("step %d", i).isEqualTo(isThere);
                if (outcome instanceof Taken taken) {
                    open.add(taken);
                    entries.add(model.take(now, amount));
                } else {
                    assertThat(((Refused) outcome).reading().remaining()).isEqualTo(Math.max(0, model.left(now)));
                    long wait = ((Refused) outcome).waitNanos();
                    assertThat(model.left(now + wait)).isGreaterThanOrEqualTo(amount);
                    assertThat(model.left(now + wait - 1)).isLessThan(amount);
                }
            }
        }
    }

    @Test
    void noMinuteHoldsMoreThanTheQuota() {
        Random random = new Random(3);
        List<long[]> times = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            long pause = random.nextLong(400_000_000L);
            now += pause;
            clock.goOnNanos(pause);
            if (rates.take(key(50), 1) instanceof Taken) {
                times.add(new long[] {now, 1});
                assertThat(Model.exact(times, now)).isLessThanOrEqualTo(50);
            }
        }
        assertThat(times.size()).isGreaterThan(2_000);
    }
}
