package io.penstock.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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
    void nobodyWaitsForWhatIsFree(int loopCount, int connectionsMax) throws Exception {
        ConnectionLimits limits = new ConnectionLimits(connectionsMax);
        for (int i = 0; i < loopCount; i++) {
            loops.add(new OneLoop(limits));
        }
        try (Accepting server = new Accepting()) {
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

    /** Takes connections and keeps them open. */
    private static final class Accepting implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        private final Thread thread = new Thread(this::accept, "accepting");

        Accepting() throws IOException {
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    Thread reader = new Thread(() -> drain(client), "draining");
                    reader.setDaemon(true);
                    reader.start();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private static void drain(Socket client) {
            try (client) {
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // The client has gone.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
