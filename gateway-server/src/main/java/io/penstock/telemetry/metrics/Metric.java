package io.penstock.telemetry.metrics;

/** All series of one name. */
public sealed interface Metric permits Family, Reading {

    /** Writes all of them. */
    void write(Exposition out);
}
