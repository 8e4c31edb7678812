package io.penstock.telemetry.metrics;

/** What stands behind one series, or, of a histogram, behind all its buckets. Safe for use by all threads. */
public sealed interface Instrument permits Counter, Histogram {

    /** What Prometheus calls it. */
    String type();

    /** Writes its samples of the moment. */
    void write(Exposition out);
}
