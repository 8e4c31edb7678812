package io.penstock.benchmarks.load;

/** What all connections of one window saw. Counts nothing until the window opens; confined to the load's thread. */
final class Tally {
    private final Histogram delays = new Histogram();
    private final Histogram firsts = new Histogram();
    private final Histogram latencies = new Histogram();
    private boolean open;
    private long requests;
    private long failures;
    private long events;
    private long readsWithEvents;
    private String firstFailure = "";

    /** The window opens. */
    void open() {
        open = true;
    }

    /** An event that was {@code delayNanos} on its way. */
    void onEvent(long delayNanos) {
        if (open) {
            events++;
            delays.add(delayNanos);
        }
    }

    /** One read that brought at least one event. */
    void onReadWithEvents() {
        if (open) {
            readsWithEvents++;
        }
    }

    /** The first event of an answer, counted from the request's first byte. */
    void onFirst(long nanos) {
        if (open) {
            firsts.add(nanos);
        }
    }

    /** A whole answer that was as it should be. */
    void onAnswer(long nanos) {
        if (open) {
            requests++;
            latencies.add(nanos);
        }
    }

    /** An answer that was not, before the window as well: it spoils the figures all the same. */
    void onFailure(String reason) {
        if (failures++ == 0) {
            firstFailure = reason;
        }
    }

    /** The figures at the window's end. */
    Sample close(double seconds, long cpuNanos, long residentKib) {
        return new Sample(
                new Sample.Counts(requests, failures, events, readsWithEvents, firstFailure),
                latencies,
                firsts,
                delays,
                seconds,
                cpuNanos,
                residentKib);
    }

    long failures() {
        return failures;
    }

    String firstFailure() {
        return firstFailure;
    }
}
