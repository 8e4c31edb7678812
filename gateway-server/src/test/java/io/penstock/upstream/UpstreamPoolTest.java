package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.testing.ScriptedUpstream;
import io.penstock.server.testing.UpstreamSide;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops that share what connections there may be: whoever waits for one gets it, however what they do falls together. */
final class UpstreamPoolTest {
    private static final int CALLERS_PER_LOOP = 4;
    private static final int ROUNDS = 300;
    /** Enough for loops to take turns; few enough that a round ends often, when nobody comes after whoever was forgotten. */
    private static final int TIMES = 40;

    private final List<OneLoop> loops = new ArrayList<>();
    private final AtomicInteger failed = new AtomicInteger();

    @AfterEach
    void close() {
        loops.forEach(OneLoop::close);
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "4, 4"})
    void nobodyWaitsForWhatIsFree(int loopCount, int connectionsMax) throws InterruptedException {
        ConnectionLimits limits = new ConnectionLimits(connectionsMax);
        for (int i = 0; i < loopCount; i++) {
            loops.add(new OneLoop(limits));
        }
        try (ScriptedUpstream server = ScriptedUpstream.of(UpstreamSide::awaitGone)) {
            Address address = Address.pinned("127.0.0.1", server.port(), false);
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch done = new CountDownLatch(loopCount * CALLERS_PER_LOOP);
                for (OneLoop one : loops) {
                    Stream.generate(() -> new Caller(one, address, done))
                            .limit(CALLERS_PER_LOOP)
                            .forEach(caller -> one.loop().execute(caller::ask));
                }
                assertThat(done.await(10, TimeUnit.SECONDS))
                        .as("round %s: %s wait on", round, done.getCount())
                        .isTrue();
            }
        }
        assertThat(failed).hasValue(0);
    }

    /** Takes a connection and gives it back, many times. */
    private final class Caller extends QuietCall {
        private final OneLoop on;
        private final Address address;
        private final CountDownLatch done;
        private int times;

        Caller(OneLoop on, Address address, CountDownLatch done) {
            this.on = on;
            this.address = address;
            this.done = done;
        }

        void ask() {
            on.pool().acquire(address, this);
        }

        @Override
        public void onConnected(UpstreamConnection connection) {
            on.loop().execute(() -> {
                connection.giveBack();
                times++;
                if (times == TIMES) {
                    done.countDown();
                } else {
                    ask();
                }
            });
        }

        @Override
        public void onConnectFailed(ConnectFailure failure) {
            failed.incrementAndGet();
            done.countDown();
        }
    }
}
