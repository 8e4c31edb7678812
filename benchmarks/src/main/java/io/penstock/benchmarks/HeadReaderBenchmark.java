package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A whole head out of one read: a client's request and a provider's answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadReaderBenchmark {
    private final HeadReader requests = HeadReader.ofRequests(HeadLimits.DEFAULT);
    private final HeadReader answers = HeadReader.ofResponses(HeadLimits.DEFAULT);
    private final ByteBuf request = Samples.direct(Samples.REQUEST_HEAD);
    private final ByteBuf answer = Samples.direct(Samples.ANSWER_HEAD);

    /** Gives the memory back. */
    @TearDown
    public void release() {
        request.release();
        answer.release();
    }

    /** A request of 12 fields and 580 bytes. */
    @Benchmark
    public int request() {
        return read(requests, request);
    }

    /** An answer of 12 fields. */
    @Benchmark
    public int answer() {
        return read(answers, answer);
    }

    private static int read(HeadReader reader, ByteBuf in) {
        in.readerIndex(0);
        if (!reader.read(in)) {
            throw new IllegalStateException("the head is not whole");
        }
        int size = reader.head().size();
        reader.reset();
        return size;
    }
}
