package io.penstock.benchmarks.load;

/**
 * The figures of one window on one proxy.
 *
 * @param latencies request to end of answer
 * @param firsts request to first event with output
 * @param delays send time of an event to its arrival
 * @param seconds the window's length
 * @param cpuNanos CPU of the proxy within it, all threads
 * @param residentKib memory of the proxy at its end
 */
record Sample(
        Counts counts,
        Histogram latencies,
        Histogram firsts,
        Histogram delays,
        double seconds,
        long cpuNanos,
        long residentKib) {

    /** Below this a window compares nothing: the proxy, or the core that load and upstream share, did not keep up. */
    static final double READS_PER_EVENT_MIN = 0.95;

    /**
     * @param requests answers that ended well
     * @param failures answers that did not: wrong status, cut off, an event lost or one too many
     * @param events timestamped events that arrived
     * @param readsWithEvents socket reads that brought them
     * @param firstFailure what the first failure was, empty where none
     */
    record Counts(long requests, long failures, long events, long readsWithEvents, String firstFailure) {}

    /** Whether it may be reported: something was measured and nothing failed. */
    boolean isSound() {
        return counts.failures() == 0 && counts.events() > 0;
    }

    double cpuMicrosPerRequest() {
        return cpuNanos / 1e3 / counts.requests();
    }

    double cpuMicrosPerEvent() {
        return cpuNanos / 1e3 / counts.events();
    }

    /** Near 1 where every event came in a read of its own; lower where events were merged on the way. */
    double readsPerEvent() {
        return (double) counts.readsWithEvents() / counts.events();
    }

    double eventsPerSecond() {
        return counts.events() / seconds;
    }

    double requestsPerSecond() {
        return counts.requests() / seconds;
    }

    /** As {@link #cpuMicrosPerEvent()}, NaN where events were merged: fewer reads and writes flatter the proxy. */
    double cpuMicrosPerLoneEvent() {
        return readsPerEvent() >= READS_PER_EVENT_MIN ? cpuMicrosPerEvent() : Double.NaN;
    }

    /** The median event's, NaN where events were merged. */
    double delayMicros() {
        return readsPerEvent() >= READS_PER_EVENT_MIN ? micros(delays, 0.5) : Double.NaN;
    }

    /** A quantile in microseconds. */
    static double micros(Histogram histogram, double quantile) {
        return histogram.quantile(quantile) / 1e3;
    }
}
