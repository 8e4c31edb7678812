package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.openai.OpenAiDialect;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the probe takes for one event of a chat that was found already. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnswerProbeBenchmark {
    private final AnswerProbe probe = new OpenAiDialect().newAnswerProbe(Operation.CHAT);
    private final ByteBuf role = Samples.direct(Samples.ROLE_EVENT);
    private final ByteBuf content = Samples.direct(Samples.CONTENT_EVENTS);
    private final ByteBuf usage = Samples.direct(Samples.USAGE_EVENT);
    private final int[] ends = Samples.ends(content);
    private int next;

    /** Gives the memory back. */
    @TearDown
    public void release() {
        role.release();
        content.release();
        usage.release();
    }

    /** The first event of a stream, before there is output. */
    @Benchmark
    public Verdict role() {
        return probe.onEvent(role, 0, role.writerIndex());
    }

    /** One of many deltas, each with another text. */
    @Benchmark
    public Verdict content() {
        int i = next;
        next = i + 1 == ends.length ? 0 : i + 1;
        return probe.onEvent(content, i == 0 ? 0 : ends[i - 1], ends[i]);
    }

    /** The last but one event. */
    @Benchmark
    public Verdict usage() {
        return probe.onEvent(usage, 0, usage.writerIndex());
    }
}
