package io.penstock.telemetry.metrics;

import java.util.function.LongSupplier;

/**
 * A number that somebody else keeps, asked for when it is wanted.
 *
 * @param name without the ending of a counter
 * @param type what Prometheus calls it
 * @param help one line
 * @param source may be called from any thread
 */
public record Reading(String name, String type, String help, LongSupplier source) implements Metric {

    /** A number that may go up and down. */
    public static Reading gauge(String name, String help, LongSupplier source) {
        return new Reading(name, "gauge", help, source);
    }

    /** A number that only grows. */
    public static Reading counter(String name, String help, LongSupplier source) {
        return new Reading(name, Counter.TYPE, help, source);
    }

    @Override
    public void write(Exposition out) {
        out.family(name, type, help);
        out.series("");
        out.sample(type.equals(Counter.TYPE) ? "_total" : "", Long.toString(source.getAsLong()));
    }
}
