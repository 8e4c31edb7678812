package io.penstock.telemetry.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. */
public final class Counter implements Instrument {
    static final String TYPE = "counter";

    private final LongAdder value = new LongAdder();

    /** Adds {@code more}, 0 or above. */
    public void add(long more) {
        value.add(more);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void write(Exposition out) {
        out.sample("_total", Long.toString(value.sum()));
    }
}
