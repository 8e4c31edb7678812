package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameScanner;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.ModelTarget;
import io.penstock.provider.Dialects;
import io.penstock.relay.Reading;
import io.penstock.relay.TranslatedLane;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One read with one event of text on its way through the translated lane: read in one dialect, written in another; no socket. */
@Fork(jvmArgsPrepend = {"-Djmh.executor=CUSTOM", "-Djmh.executor.class=io.penstock.benchmarks.LoopThreads"})
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TranslatedLaneBenchmark {
    private static final int HELD_BYTES_MAX = 64 * 1024;

    /** The client's dialect, and the provider's. */
    @Param({
        "openai-anthropic",
        "openai-gemini",
        "openai-bedrock",
        "anthropic-openai",
        "responses-openai",
        "responses-anthropic",
        "responses-gemini",
        "responses-cohere",
        "responses-bedrock"
    })
    private String pair = "openai-anthropic";

    private final LaneEnds ends = new LaneEnds();
    private ByteBuf delta = Unpooled.EMPTY_BUFFER;
    private TranslatedLane lane = lane("openai", "anthropic", Reading.EVENTS);

    /** Makes the lane, and brings the stream to where text comes: a stream an iteration, since some dialects keep its text to the end. */
    @Setup(Level.Iteration)
    public void begin() {
        String[] names = pair.split("-", 2);
        Talk talk = Talk.of(names[1]);
        lane = lane(names[0], names[1], talk.reading());
        lane.open(ends);
        lane.onRead(talk.prelude());
        talk.prelude().release();
        delta = talk.delta();
    }

    /** Gives the memory back. */
    @TearDown(Level.Iteration)
    public void release() {
        lane.drop();
        delta.release();
    }

    /** One event of text. */
    @Benchmark
    public long text() {
        delta.readerIndex(0);
        lane.onRead(delta);
        lane.onReadComplete();
        return ends.bytes();
    }

    private TranslatedLane lane(String client, String provider, Reading reading) {
        BodyReader body = new BodyReader();
        body.start(Framing.CLOSE, -1);
        ChatRequest request = new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, true);
        AnswerContext context = new AnswerContext(true, true, "req_1", 1, ModelTarget.of("provider", "m"), request);
        TranslatedLane.Translation translation = new TranslatedLane.Translation(
                0,
                reading,
                reading == Reading.FRAMES ? new FrameScanner()::nextEnd : new EventScanner()::nextEnd,
                dialect(provider).newAnswerReader(),
                dialect(client).newAnswerWriter(context),
                true,
                Integer.MAX_VALUE);
        return new TranslatedLane(translation, HELD_BYTES_MAX, body, ends, ends);
    }

    private static Dialect dialect(String name) {
        return Objects.requireNonNull(Dialects.find(name), name);
    }
}
