package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.BytePatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A body held as the slices that arrived, its model renamed and its stream options put in: what each relayed request costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BytePatchBenchmark {
    private static final int SLICE_BYTES = 64 * 1024;
    private static final String START =
            "{\"model\":\"openai/gpt-4o-mini\",\"stream\":true,\"messages\":[{\"content\":\"";

    /** Length of the body. */
    @Param({"1024", "1048576"})
    private int bodyBytes;

    private final List<ByteBuf> body = new ArrayList<>();
    private BytePatch patch = BytePatch.NONE;

    /** Makes the body of pooled direct slices, as reads bring it. */
    @Setup
    public void makeBody() {
        byte[] bytes = (START + "p".repeat(bodyBytes - START.length())).getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < bytes.length; at += SLICE_BYTES) {
            int count = Math.min(SLICE_BYTES, bytes.length - at);
            body.add(PooledByteBufAllocator.DEFAULT.directBuffer(count).writeBytes(bytes, at, count));
        }
        int model = START.indexOf("openai/");
        int stream = START.indexOf("\"messages\"");
        patch = new BytePatch(List.of(
                new BytePatch.Edit(model, model + "openai/".length(), Unpooled.EMPTY_BUFFER),
                new BytePatch.Edit(stream, stream, ascii("\"stream_options\":{\"include_usage\":true},"))));
    }

    /** Gives the memory back. */
    @TearDown
    public void release() {
        releaseAll(body);
    }

    /** Both edits on the whole body. */
    @Benchmark
    public long apply() {
        List<ByteBuf> out = patch.apply(body);
        int pieces = out.size();
        releaseAll(out);
        return pieces;
    }

    private void releaseAll(List<ByteBuf> slices) {
        for (int i = 0; i < slices.size(); i++) {
            slices.get(i).release();
        }
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
