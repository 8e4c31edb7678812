package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadLimits;
import io.penstock.codec.http.HeadReader;
import io.penstock.codec.http.HeadWriter;
import io.penstock.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The heads that a relayed exchange writes: the provider's request, and the client's answer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadWriterBenchmark {
    private final HeadReader reader = HeadReader.ofResponses(HeadLimits.DEFAULT);
    private final ByteBuf out = Samples.direct("").capacity(2048);
    private final Head provider = head();

    private Head head() {
        reader.read(Unpooled.wrappedBuffer(Samples.ANSWER_HEAD.getBytes(StandardCharsets.US_ASCII)));
        return reader.head();
    }

    /** Gives the memory back. */
    @TearDown
    public void release() {
        out.release();
    }

    /** A request to a provider. */
    @Benchmark
    public int request() {
        out.clear();
        HeadWriter.requestLine(out, HttpMethod.POST, "/v1/chat/completions");
        HeadWriter.field(out, Field.HOST, "api.provider.example");
        HeadWriter.field(out, Field.AUTHORIZATION, "Bearer sk-0123456789abcdef0123456789abcdef");
        HeadWriter.field(out, Field.CONTENT_TYPE, "application/json");
        HeadWriter.field(out, Field.ACCEPT_ENCODING, "identity");
        HeadWriter.contentLength(out, 1024);
        HeadWriter.end(out);
        return out.writerIndex();
    }

    /** An answer: each field of the provider's passed on, and a few of our own. */
    @Benchmark
    public int answer() {
        out.clear();
        HeadWriter.statusLine(out, 200);
        for (int i = 0; i < provider.size(); i++) {
            HeadWriter.field(out, provider, i);
        }
        HeadWriter.field(out, Field.X_REQUEST_ID, "0123456789abcdef0123456789abcdef");
        HeadWriter.transferEncodingChunked(out);
        HeadWriter.date(out);
        HeadWriter.end(out);
        return out.writerIndex();
    }
}
