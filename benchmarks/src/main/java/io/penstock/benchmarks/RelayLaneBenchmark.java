package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.dialect.Operation;
import io.penstock.dialect.openai.OpenAiDialect;
import io.penstock.relay.Reading;
import io.penstock.relay.RelayLane;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One read of a stream on its way through the relay lane, from the bytes that came to the buffer that goes; no socket. */
@Fork(jvmArgsPrepend = {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=io.penstock.benchmarks.LoopThreads"})
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RelayLaneBenchmark {
    private static final int HELD_BYTES_MAX = 64 * 1024;

    /** How many events one read brings. */
    @Param({"1", "16"})
    private int events = 1;

    private final LaneEnds chunkedEnds = new LaneEnds();
    private final LaneEnds closedEnds = new LaneEnds();
    private final RelayLane chunked = lane(Framing.CHUNKED, chunkedEnds);
    private final RelayLane closed = lane(Framing.CLOSE, closedEnds);
    private ByteBuf content = Samples.direct("");
    private ByteBuf withUsage = Samples.direct("");
    private ByteBuf unframed = Samples.direct("");

    /** Makes the reads. */
    @Setup
    public void makeReads() {
        for (int i = 0; i < events; i++) {
            String event = Samples.contentEvent(i);
            content.writeBytes(Samples.bytes(Samples.chunked(event)));
            withUsage.writeBytes(Samples.bytes(Samples.chunked(i + 1 < events ? event : Samples.USAGE_EVENT)));
            unframed.writeBytes(Samples.bytes(event));
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void release() {
        content.release();
        withUsage.release();
        unframed.release();
    }

    /** Chunks that go down as they came. */
    @Benchmark
    public long untouched() {
        return pass(chunked, content, chunkedEnds);
    }

    /** Chunks of which the last holds the usage event, which goes no further. */
    @Benchmark
    public long cut() {
        return pass(chunked, withUsage, chunkedEnds);
    }

    /** Events of an answer that ends when its connection does: they go down as chunks. */
    @Benchmark
    public long reframed() {
        return pass(closed, unframed, closedEnds);
    }

    private static RelayLane lane(Framing framing, LaneEnds ends) {
        BodyReader body = new BodyReader();
        body.start(framing, -1);
        RelayLane lane = new RelayLane(
                Reading.EVENTS,
                new OpenAiDialect().newAnswerProbe(Operation.CHAT),
                true,
                HELD_BYTES_MAX,
                body,
                ends,
                ends);
        lane.open(ends);
        return lane;
    }

    private static long pass(RelayLane lane, ByteBuf in, LaneEnds ends) {
        in.readerIndex(0);
        lane.onRead(in);
        lane.onReadComplete();
        return ends.bytes();
    }
}
