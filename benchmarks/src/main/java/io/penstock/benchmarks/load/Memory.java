package io.penstock.benchmarks.load;

import java.io.IOException;

/** What open streams and large bodies cost a proxy in memory. Each is measured once: memory that was grown stays grown. */
final class Memory {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int HELD_EVENTS = 600;
    private static final int HELD_INTERVAL_MICROS = 1_000_000;
    private static final int BODIES = 500;
    private static final int BODY_BYTES = 150_000;

    private Memory() {}

    /**
     * @param streams how many were held
     * @param residentKibPerStream growth of the process
     * @param liveBytesPerStream growth of what a full collection leaves on the heap; NaN where the proxy is no JVM
     * @param failures streams that did not stay open
     */
    record Held(int streams, double residentKibPerStream, double liveBytesPerStream, long failures) {}

    /**
     * @param idleKib resident before
     * @param peakKib the most that was resident meanwhile
     * @param inFlightKib all bodies together
     * @param failures requests that were not answered well
     */
    record Bodies(long idleKib, long peakKib, long inFlightKib, long failures) {
        /** Peak as a multiple of what must be there: the idle process and the bytes it was sent. */
        double excess() {
            return (double) peakKib / (idleKib + inFlightKib);
        }
    }

    /** Opens so many streams, each with an event a second, and compares after three seconds. */
    static Held held(Peer peer, int streams) throws IOException {
        ProcessMeter meter = peer.meter();
        Tally tally = new Tally();
        Jvm jvm = new Jvm(peer.pids().get(0));
        double liveBefore = jvm.liveBytes();
        long before = meter.residentKib();
        Shape shape = Shape.sse(streams, HELD_EVENTS, HELD_INTERVAL_MICROS);
        try (Load load = new Load(peer, shape, tally)) {
            load.askAll();
            load.runUntil(System.nanoTime() + 3 * SECOND_NANOS);
            double resident = meter.residentKib() - before;
            double live = jvm.liveBytes() - liveBefore;
            return new Held(streams, resident / streams, live / streams, tally.failures());
        }
    }

    /** Sends all bodies but their last bytes, then those; a proxy that streams bodies up never holds them. */
    static Bodies bodies(Peer peer) throws IOException {
        ProcessMeter meter = peer.meter();
        Tally tally = new Tally();
        long idle = meter.residentKib();
        meter.forgetPeak();
        try (Load load = new Load(peer, Shape.json(BODIES, BODY_BYTES), tally)) {
            load.askAllButTheLastByte(System.nanoTime() + 20 * SECOND_NANOS);
            load.finishAll(System.nanoTime() + 20 * SECOND_NANOS);
            long inFlight = (long) BODIES * BODY_BYTES / 1024;
            return new Bodies(idle, meter.peakKib(), inFlight, tally.failures());
        }
    }

    /** Bytes that the proxy's threads allocate for one request; NaN where it is no JVM. */
    static double allocatedPerRequest(Peer peer, Shape shape, int millis) throws IOException {
        Jvm jvm = new Jvm(peer.pids().get(0));
        Window.measure(peer, shape, 0, millis);
        double before = jvm.allocatedBytes();
        Sample sample = Window.measure(peer, shape, 0, millis);
        return (jvm.allocatedBytes() - before) / sample.counts().requests();
    }
}
