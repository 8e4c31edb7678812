package io.penstock.benchmarks.load;

import java.io.IOException;

/** One proxy under one load for a while, after a warm-up at the same rate. */
final class Window {
    private static final long MILLI_NANOS = 1_000_000;

    private Window() {}

    /** Opens the connections, warms up, measures, closes; a proxy that refuses to connect throws. */
    static Sample measure(Peer peer, Shape shape, int warmupMillis, int windowMillis) throws IOException {
        ProcessMeter meter = peer.meter();
        Tally tally = new Tally();
        try (Load load = new Load(peer, shape, tally)) {
            load.askAll();
            load.runUntil(System.nanoTime() + warmupMillis * MILLI_NANOS);
            long cpuBefore = meter.cpuNanos();
            long start = System.nanoTime();
            tally.open();
            load.runUntil(start + windowMillis * MILLI_NANOS);
            double seconds = (System.nanoTime() - start) / 1e9;
            return tally.close(seconds, meter.cpuNanos() - cpuBefore, meter.residentKib());
        }
    }
}
