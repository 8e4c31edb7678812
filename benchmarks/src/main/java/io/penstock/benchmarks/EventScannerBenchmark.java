package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.sse.EventScanner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Where each of the events in one read ends. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventScannerBenchmark {
    private final EventScanner scanner = new EventScanner();
    private final ByteBuf events = Samples.direct(Samples.CONTENT_EVENTS);

    /** Gives the memory back. */
    @TearDown
    public void release() {
        events.release();
    }

    /** All ends in the read; per event. */
    @Benchmark
    @OperationsPerInvocation(Samples.EVENTS)
    public int nextEnd() {
        int end = events.writerIndex();
        int at = 0;
        while (at < end) {
            at = scanner.nextEnd(events, at, end);
        }
        return at;
    }
}
