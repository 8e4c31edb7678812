package io.penstock.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ResponsesConfig;
import io.penstock.dialect.responses.stored.Shelf;
import io.penstock.dialect.responses.stored.StoredResponse;
import io.penstock.exchange.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponseStoreTest {
    private static final Caller ANN = new Caller("ann");
    private static final Caller BOB = new Caller("bob");
    private static final int KIB = 1024;

    private ResponsesConfig config = new ResponsesConfig(Duration.ofHours(1), 100, 1 << 20, 64 * KIB);
    private long nowNanos;
    private final ResponseStore store = new ResponseStore(() -> config, () -> nowNanos);

    private Shelf shelf(Caller caller) {
        return Objects.requireNonNull(store.of(caller));
    }

    /** Stores a response of about that many bytes, behind another. */
    private void put(Caller caller, String id, int bytes, @Nullable String previous) {
        StoredResponse before = previous == null ? null : shelf(caller).find(previous);
        shelf(caller).store(id, new byte[bytes / 2], List.of(new byte[bytes / 2]), before);
    }

    private boolean has(Caller caller, String id) {
        return shelf(caller).find(id) != null;
    }

    @Test
    void whatWasStoredIsFoundByItsCallerAlone() {
        put(ANN, "resp_1", KIB, null);

        assertThat(has(ANN, "resp_1")).isTrue();
        assertThat(has(BOB, "resp_1")).isFalse();
        assertThat(has(ANN, "resp_2")).isFalse();
    }

    @Test
    void onlyItsCallerCanDeleteIt() {
        put(ANN, "resp_1", KIB, null);

        boolean isBobs = store.delete(BOB, "resp_1");
        boolean isThereAfterBob = has(ANN, "resp_1");
        boolean isAnns = store.delete(ANN, "resp_1");
        boolean isTwice = store.delete(ANN, "resp_1");

        assertThat(List.of(isBobs, isThereAfterBob, isAnns, isTwice)).containsExactly(false, true, true, false);
        assertThat(store.bytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 1024, 3", "100, 1024, 5", "1, 1024, 1"})
    void theOneThatWasNotUsedForLongestGoesFirst(int entriesMax, int bytes, int left) {
        // Five of 1 KiB and what an entry costs fit into 8 KiB.
        config = new ResponsesConfig(Duration.ofHours(1), entriesMax, 8 * KIB, 64 * KIB);

        for (int i = 0; i < 20; i++) {
            put(ANN, "resp_" + i, bytes, null);
        }

        List<Integer> found = IntStream.range(0, 20)
                .filter(i -> has(ANN, "resp_" + i))
                .boxed()
                .toList();
        assertThat(found).hasSize(left).endsWith(19);
        assertThat(found).isEqualTo(IntStream.range(20 - left, 20).boxed().toList());
        assertThat(store.bytes()).isLessThanOrEqualTo(8 * KIB);
    }

    @Test
    void askingForOneKeepsIt() {
        config = new ResponsesConfig(Duration.ofHours(1), 2, 1 << 20, 64 * KIB);
        put(ANN, "resp_1", KIB, null);
        put(ANN, "resp_2", KIB, null);
        has(ANN, "resp_1");

        put(ANN, "resp_3", KIB, null);

        assertThat(has(ANN, "resp_1")).isTrue();
        assertThat(has(ANN, "resp_2")).isFalse();
    }

    @Test
    void itsTimeCountsFromItsLastUse() {
        put(ANN, "resp_1", KIB, null);
        put(ANN, "resp_2", KIB, null);
        nowNanos += Duration.ofMinutes(59).toNanos();
        has(ANN, "resp_2");
        nowNanos += Duration.ofMinutes(1).toNanos();

        assertThat(has(ANN, "resp_1")).isFalse();
        assertThat(has(ANN, "resp_2")).isTrue();
        assertThat(store.size()).isEqualTo(1);

        nowNanos += Duration.ofMinutes(60).toNanos();
        assertThat(has(ANN, "resp_2")).isFalse();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void aConversationOutlivesTheResponsesThatItWentOnFrom() {
        put(ANN, "resp_1", 10 * KIB, null);
        put(ANN, "resp_2", 10 * KIB, "resp_1");
        put(ANN, "resp_3", 10 * KIB, "resp_2");
        long bytes = store.bytes();

        store.delete(ANN, "resp_1");
        store.delete(ANN, "resp_2");

        StoredResponse last = Objects.requireNonNull(shelf(ANN).find("resp_3"));
        assertThat(last.conversation()).extracting(StoredResponse::id).containsExactly("resp_1", "resp_2", "resp_3");
        assertThat(has(ANN, "resp_1")).isFalse();
        assertThat(store.bytes()).isEqualTo(bytes);

        store.delete(ANN, "resp_3");
        assertThat(store.bytes()).isZero();
    }

    @Test
    void twoBranchesCountTheirStemOnce() {
        put(ANN, "resp_1", 10 * KIB, null);
        put(ANN, "resp_2", KIB, "resp_1");
        put(ANN, "resp_3", KIB, "resp_1");

        assertThat(store.bytes()).isBetween(12L * KIB, 14L * KIB);

        store.delete(ANN, "resp_1");
        store.delete(ANN, "resp_2");
        assertThat(store.bytes()).isBetween(11L * KIB, 13L * KIB);
    }

    @Test
    void whatWentWhileAnAnswerWasMadeIsCountedAgainWithIt() {
        put(ANN, "resp_1", 10 * KIB, null);
        StoredResponse before = shelf(ANN).find("resp_1");
        store.delete(ANN, "resp_1");

        shelf(ANN).store("resp_2", new byte[KIB], List.of(), before);

        assertThat(store.bytes()).isBetween(11L * KIB, 13L * KIB);
        store.delete(ANN, "resp_2");
        assertThat(store.bytes()).isZero();
    }

    @Test
    void aConversationThatGrowsAboveTheBoundGoes() {
        config = new ResponsesConfig(Duration.ofHours(1), 100, 32 * KIB, 16 * KIB);
        String previous = null;

        for (int i = 0; i < 10; i++) {
            put(ANN, "resp_" + i, 8 * KIB, previous);
            previous = has(ANN, "resp_" + i) ? "resp_" + i : null;
            assertThat(store.bytes()).isLessThanOrEqualTo(32 * KIB);
        }
    }

    @Test
    void nothingIsStoredWhereNoEntryMayBe() {
        config = new ResponsesConfig(Duration.ofHours(1), 0, 1 << 20, 64 * KIB);

        assertThat(store.of(ANN)).isNull();
    }

    @Test
    void manyLoopsMayUseItAtOnce() throws InterruptedException {
        config = new ResponsesConfig(Duration.ofHours(1), 50, 1 << 20, 64 * KIB);
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> loops = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int loop = t;
            loops.add(new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                for (int i = 0; i < 2000; i++) {
                    String id = "resp_" + loop + "_" + i;
                    put(ANN, id, KIB, i % 3 == 0 ? null : "resp_" + loop + "_" + (i - 1));
                    if (i % 5 == 0) {
                        store.delete(ANN, id);
                    }
                }
            }));
        }
        loops.forEach(Thread::start);

        begin.countDown();
        for (Thread loop : loops) {
            loop.join();
        }

        assertThat(store.size()).isBetween(1, 50);
        for (int loop = 0; loop < 4; loop++) {
            for (int i = 0; i < 2000; i++) {
                store.delete(ANN, "resp_" + loop + "_" + i);
            }
        }
        assertThat(store.size()).isZero();
        assertThat(store.bytes()).isZero();
    }
}
