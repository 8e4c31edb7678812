package io.penstock.identity.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ExpiringMapTest {
    private final ExpiringMap<Integer, String> map = new ExpiringMap<>(64);

    @Test
    void anEntryIsThereUntilItsEnd() {
        map.put(1, "a", 10, 0);

        assertThat(map.get(1, 9)).isEqualTo("a");
        assertThat(map.get(1, 10)).isNull();
        assertThat(map.get(2, 0)).isNull();
    }

    @Test
    void whatStandsThereStaysUntilItsEnd() {
        assertThat(map.putIfAbsent(1, "a", 10, 0)).isEqualTo("a");
        assertThat(map.putIfAbsent(1, "b", 20, 9)).isEqualTo("a");
        assertThat(map.putIfAbsent(1, "c", 20, 10)).isEqualTo("c");
    }

    /** Also over the turn of a clock that is below zero, as that of the JDK may be. */
    @Test
    void whatIsOverGoesFirstWhenRoomIsNeeded() {
        for (int i = 0; i < 64; i++) {
            map.put(i, "a", i % 2 == 0 ? Long.MIN_VALUE + 10 : Long.MAX_VALUE, Long.MAX_VALUE - 10);
        }

        map.put(64, "b", Long.MIN_VALUE + 20, Long.MIN_VALUE + 5);

        assertThat(map.size()).isEqualTo(33);
        assertThat(map.get(0, Long.MIN_VALUE + 5)).isEqualTo("a");
        assertThat(map.get(1, Long.MIN_VALUE + 5)).isNull();
        assertThat(map.get(64, Long.MIN_VALUE + 5)).isEqualTo("b");
    }

    @Test
    void whereNothingIsOverSomethingGoes() {
        for (int i = 0; i < 10_000; i++) {
            map.put(i, "a", 10, 0);
            assertThat(map.get(i, 0)).isEqualTo("a");
            assertThat(map.size()).isLessThanOrEqualTo(64);
        }
    }

    @Test
    void isBoundedAlsoWhenManyPutAtOnce() throws InterruptedException {
        ExpiringMap<Long, String> shared = new ExpiringMap<>(1000);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (long t = 0; t < 4; t++) {
            long base = t << 32;
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (long i = 0; i < 50_000; i++) {
                    shared.put(base + i, "a", 10, 0);
                }
            });
            thread.start();
            threads.add(thread);
        }

        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        shared.put(-1L, "a", 10, 0);

        assertThat(shared.size()).isLessThanOrEqualTo(1000);
    }
}
