package io.penstock.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that goes on when it is told to. It begins far from zero, and below it, as a real one may. */
final class FakeClock implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000_123L);

    void goOn(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    void goOnNanos(long time) {
        nanos.addAndGet(time);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
