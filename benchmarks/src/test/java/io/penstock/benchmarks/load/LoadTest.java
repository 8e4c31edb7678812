package io.penstock.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstream, relay and load on real sockets, all in this process. */
class LoadTest {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int WINDOWS_MAX = 40;

    /** Of ten streams of an event every two milliseconds. */
    private static final double PACE_MIN = 1_000;

    private static final double PACE_MAX = 6_000;

    private final Upstream upstream = listen();
    private final Relay relay = relayTo(upstream);
    private final Thread upstreamThread = new Thread(() -> serve(upstream::run), "upstream");
    private final Thread relayThread = new Thread(() -> serve(relay::run), "relay");

    @BeforeEach
    void start() {
        upstreamThread.start();
        relayThread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        relay.close();
        upstream.close();
        relayThread.join();
        upstreamThread.join();
    }

    static List<Shape> shapes() {
        return List.of(
                Shape.json(4, 700),
                Shape.json(2, 1 << 20),
                Shape.sse(4, 10, 0),
                Shape.sse(2, 2_000, 0),
                Shape.sse(4, 10, 500),
                new Shape(Shape.MODEL, 4, true, 10, 500, 700, true));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyAnswerComesWholeThroughTheRelay(Shape shape) throws IOException {
        Sample sample = measured(shape, 50, 200, Sample::isSound);

        assertThat(sample.counts().firstFailure()).isEmpty();
        assertThat(sample.isSound()).isTrue();
        assertThat(sample.cpuNanos()).isPositive();
        assertThat(sample.counts().events())
                .isGreaterThanOrEqualTo(sample.counts().requests());
    }

    @Test
    void aPacedStreamKeepsItsPace() throws IOException {
        Sample sample = measured(Shape.sse(10, 100, 2_000), 100, 500, LoadTest::isAtItsPace);

        assertThat(sample.isSound()).isTrue();
        assertThat(sample.eventsPerSecond()).isBetween(PACE_MIN, PACE_MAX);
    }

    @Test
    void refusesAWindowInWhichTheProviderDied() throws IOException {
        Tally tally = new Tally();
        try (Load load = new Load(peer(relay.port()), Shape.sse(3, 100_000, 1_000), tally)) {
            load.askAll();
            load.runUntil(System.nanoTime() + SECOND_NANOS / 20);
            upstream.close();
            tally.open();
            for (int turn = 0; turn < 100 && tally.failures() < 3; turn++) {
                load.runUntil(System.nanoTime() + SECOND_NANOS / 20);
            }
        }

        Sample sample = tally.close(1, 1, 1);

        assertThat(sample.isSound()).isFalse();
        assertThat(sample.counts().failures()).isEqualTo(3);
    }

    @Test
    void refusesAStreamThatLostAnEvent() throws IOException, InterruptedException {
        Tally tally = new Tally();
        tally.open();
        try (ServerSocket forgetful = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(() -> answerOnce(forgetful, 5)), "forgetful");
            thread.start();

            try (Load load = new Load(peer(forgetful.getLocalPort()), Shape.sse(1, 6, 0), tally)) {
                load.stopRepeating();
                load.askAll();
                for (int turn = 0; turn < 100 && tally.failures() == 0; turn++) {
                    load.runUntil(System.nanoTime() + SECOND_NANOS / 50);
                }
            }
            thread.join();
        }

        assertThat(tally.failures()).isOne();
        assertThat(tally.firstFailure()).contains("5 events in 8 frames", "expected: 6 in 9");
    }

    @Test
    void holdsLargeBodiesBackUntilAllAreOnTheirWay() throws IOException {
        Tally tally = new Tally();
        tally.open();

        try (Load load = new Load(peer(relay.port()), Shape.json(20, 150_000), tally)) {
            load.askAllButTheLastByte(System.nanoTime() + 10 * SECOND_NANOS);
            long before = tally.close(1, 0, 0).counts().requests();
            load.finishAll(System.nanoTime() + 10 * SECOND_NANOS);

            assertThat(before).isZero();
            assertThat(tally.firstFailure()).isEmpty();
            assertThat(tally.close(1, 0, 0).counts().requests()).isEqualTo(20);
        }
    }

    private static boolean isAtItsPace(Sample sample) {
        return sample.eventsPerSecond() >= PACE_MIN && sample.eventsPerSecond() <= PACE_MAX;
    }

    /**
     * The first window that is as wanted, or in which an answer failed: where others have the machine, nothing at all may come within one, and
     * what was due before it may come in the next.
     */
    private Sample measured(Shape shape, int warmupMillis, int windowMillis, Predicate<Sample> isWanted)
            throws IOException {
        Sample sample = Window.measure(peer(relay.port()), shape, warmupMillis, windowMillis);
        for (int i = 1; i < WINDOWS_MAX && sample.counts().failures() == 0 && !isWanted.test(sample); i++) {
            sample = Window.measure(peer(relay.port()), shape, warmupMillis, windowMillis);
        }
        return sample;
    }

    private static Peer peer(int port) {
        return new Peer("relay", port, List.of(ProcessHandle.current().pid()));
    }

    private interface Service {
        void run() throws IOException;
    }

    private static void serve(Service service) {
        try {
            service.run();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void answerOnce(ServerSocket server, int events) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(16 * 1024);
        UpstreamStream.OPENAI.start(out);
        for (int i = 0; i < events; i++) {
            UpstreamStream.OPENAI.event(out, System.nanoTime());
        }
        UpstreamStream.OPENAI.finish(out, false);
        try (Socket socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isEqualTo('P');
            socket.getOutputStream().write(out.array(), 0, out.position());
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private static Upstream listen() {
        try {
            return Upstream.listen(0);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Relay relayTo(Upstream upstream) {
        try {
            return Relay.listen(0, upstream.port());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
