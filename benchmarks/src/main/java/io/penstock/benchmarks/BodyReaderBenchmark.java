package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One read of a chunked body that holds 16 chunks of 220 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BodyReaderBenchmark implements BodyReader.Payload {
    private final BodyReader reader = new BodyReader();
    private final ByteBuf chunks =
            Samples.direct(Samples.chunked("x".repeat(220)).repeat(16));
    private long payloadBytes;

    /** A reader within a chunked body. */
    public BodyReaderBenchmark() {
        reader.start(Framing.CHUNKED, -1);
    }

    /** Gives the memory back. */
    @TearDown
    public void release() {
        chunks.release();
    }

    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        payloadBytes += end - start;
    }

    /** The whole read. */
    @Benchmark
    public long chunks() {
        chunks.readerIndex(0);
        reader.read(chunks, this);
        return payloadBytes;
    }
}
