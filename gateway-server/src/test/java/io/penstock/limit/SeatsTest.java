package io.penstock.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** How many there are at one time. */
final class SeatsTest {
    private final Seats seats = new Seats();

    private static void never() {
        throw new AssertionError("it did not wait");
    }

    private static List<Quota> key(String name, long max) {
        return List.of(new Quota(new LimitKey(Scope.KEY, name), max));
    }

    @RepeatedTest(5)
    void exactlyAsManyAreTakenAsThereAreUnderManyThreads() {
        int max = 1_000;

        int had = Threads.sum(() -> {
            int count = 0;
            for (int i = 0; i < 10 * max / Threads.COUNT; i++) {
                count += seats.take(List.of(), max, 0, SeatsTest::never).isTaken() ? 1 : 0;
            }
            return count;
        });

        assertThat(had).isEqualTo(max);
        assertThat(seats.taken()).isEqualTo(max);
    }

    @RepeatedTest(5)
    void neverAreMoreTakenThanOfTheKeyAndAllAreReturned() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        Threads.sum(() -> {
            for (int i = 0; i < 5_000; i++) {
                Seat seat = seats.take(key("k", 5), 100, 0, SeatsTest::never);
                if (seat.isTaken()) {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    now.decrementAndGet();
                }
                seats.giveBack(seat);
            }
            return 0;
        });

        assertThat(most.get()).isBetween(1, 5);
        assertThat(seats.taken()).isZero();
        assertThat(seats.keys()).isZero();
    }

    @RepeatedTest(5)
    void whoWaitsIsSeatedOnceUnderManyThreads() {
        AtomicInteger seated = new AtomicInteger();
        List<Seat> all = Collections.synchronizedList(new ArrayList<>());

        int atOnce = Threads.sum(() -> {
            int count = 0;
            for (int i = 0; i < 200; i++) {
                Seat seat = seats.take(List.of(), 8, Integer.MAX_VALUE, seated::incrementAndGet);
                count += seat.isTaken() ? 1 : 0;
                all.add(seat);
            }
            return count;
        });
        // Each return seats one that waits; those are returned in a later round.
        while (seats.taken() > 0) {
            List.copyOf(all).stream().filter(Seat::isTaken).forEach(seats::giveBack);
        }

        assertThat(atOnce).isBetween(1, 3_200);
        assertThat(atOnce + seated.get()).isEqualTo(3_200);
        assertThat(seats.waiting()).isZero();
    }

    @Test
    void whoIsRefusedSaysWhichLimitWasFull() {
        seats.take(key("k", 1), 2, 0, SeatsTest::never);

        Seat ofKey = seats.take(key("k", 1), 2, 0, SeatsTest::never);
        seats.take(key("other", 1), 2, 0, SeatsTest::never);
        Seat ofAll = seats.take(key("third", 1), 2, 0, SeatsTest::never);

        assertThat(ofKey.isRefused()).isTrue();
        assertThat(ofKey.full()).isEqualTo(key("k", 1).get(0));
        assertThat(ofAll.isRefused()).isTrue();
        assertThat(ofAll.full()).isNull();
        assertThat(seats.taken()).isEqualTo(2);
    }

    @Test
    void whoWaitsIsSeatedInTurnOnceThereIsRoom() {
        List<String> order = new ArrayList<>();
        Seat first = seats.take(List.of(), 1, 2, SeatsTest::never);
        Seat second = seats.take(List.of(), 1, 2, () -> order.add("second"));
        Seat third = seats.take(List.of(), 1, 2, () -> order.add("third"));
        Seat fourth = seats.take(List.of(), 1, 2, SeatsTest::never);

        assertThat(second.state()).isEqualTo(third.state()).isEqualTo(Seat.State.WAITING);
        assertThat(fourth.isRefused()).isTrue();
        seats.giveBack(first);
        assertThat(order).containsExactly("second");
        seats.giveBack(second);

        assertThat(order).containsExactly("second", "third");
        assertThat(third.isTaken()).isTrue();
        assertThat(seats.waiting()).isZero();
    }

    @Test
    void whoFitsDoesNotWaitForWhoDoesNot() {
        Seat first = seats.take(key("k", 1), 10, 5, SeatsTest::never);
        Seat waiting = seats.take(key("k", 1), 10, 5, () -> {});

        Seat other = seats.take(key("other", 1), 10, 5, SeatsTest::never);
        seats.giveBack(other);

        assertThat(other.isTaken() || waiting.isTaken()).isFalse();
        assertThat(waiting.state()).isEqualTo(Seat.State.WAITING);
        seats.giveBack(first);
        assertThat(waiting.isTaken()).isTrue();
    }

    @Test
    void whoGivesUpWaitingIsNotSeated() {
        Seat first = seats.take(List.of(), 1, 5, SeatsTest::never);
        Seat waiting = seats.take(List.of(), 1, 5, SeatsTest::never);

        seats.giveBack(waiting);
        seats.giveBack(first);

        assertThat(seats.taken()).isZero();
        assertThat(seats.waiting()).isZero();
    }

    @Test
    void aSeatIsReturnedOnce() {
        Seat first = seats.take(List.of(), 2, 0, SeatsTest::never);
        seats.take(List.of(), 2, 0, SeatsTest::never);

        seats.giveBack(first);
        seats.giveBack(first);

        assertThat(seats.taken()).isEqualTo(1);
    }
}
