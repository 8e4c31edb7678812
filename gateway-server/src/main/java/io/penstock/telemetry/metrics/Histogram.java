package io.penstock.telemetry.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How often values fell into each bucket, and what they add up to. */
public final class Histogram implements Instrument {
    private final Buckets buckets;
    private final AtomicLongArray counts;
    private final LongAdder sum = new LongAdder();

    /** A histogram that has seen nothing. */
    public Histogram(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new AtomicLongArray(buckets.size() + 1);
    }

    /** Counts {@code value}, 0 or above, in the unit of the buckets. */
    public void observe(long value) {
        counts.getAndIncrement(buckets.indexOf(value));
        sum.add(value);
    }

    @Override
    public String type() {
        return "histogram";
    }

    /** The count is what the buckets hold, so that the two agree whatever is recorded meanwhile. */
    @Override
    public void write(Exposition out) {
        long seen = 0;
        for (int i = 0; i < buckets.size(); i++) {
            seen += counts.get(i);
            out.bucket(buckets.name(i), seen);
        }
        seen += counts.get(buckets.size());
        out.bucket("+Inf", seen);
        out.sample("_sum", buckets.shown(sum.sum()));
        out.sample("_count", Long.toString(seen));
    }
}
