package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.Operation;
import io.penstock.dialect.RequestScan;
import io.penstock.dialect.openai.OpenAiDialect;
import java.util.Collections;
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

/** The one pass over a chat request's body, in one piece: what it allocates does not grow with the body. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestScanBenchmark {
    private static final String ENGLISH =
            "The quick brown fox jumps over the lazy dog, and then it said: \\\"no more\\\".\\n ";
    private static final String CHINESE =
            "\u6c34\u529b\u53d1\u7535\u7ad9\u7684\u538b\u529b\u7ba1\u9053\uff0c\u628a\u6c34\u5e93\u7684\u6c34\u5f15\u5165\u6c34\u8f6e\u673a\u3002";

    private final OpenAiDialect dialect = new OpenAiDialect();

    /** Length of the body, and its language. */
    @Param({"1024-en", "102400-en", "102400-zh"})
    private String kind = "1024-en";

    private ByteBuf body = Samples.direct("");

    /** Makes a chat of messages of some 500 bytes. */
    @Setup
    public void makeBody() {
        int length = Integer.parseInt(kind.substring(0, kind.indexOf('-')));
        body.writeBytes(Samples.bytes(chat(length, kind.endsWith("zh") ? CHINESE.repeat(7) : ENGLISH.repeat(6))));
    }

    /** Gives the memory back. */
    @TearDown
    public void release() {
        body.release();
    }

    /** Reads the body and asks for what the exchange asks. */
    @Benchmark
    public int scan() {
        RequestScan scan = dialect.newRequestScan(Operation.CHAT, "application/json");
        scan.onBody(body, 0, body.writerIndex());
        scan.onEnd();
        return (scan.isStream() ? 1 : 0) + (scan.hasImages() ? 2 : 0);
    }

    private static String chat(int bytes, String text) {
        StringBuilder json = new StringBuilder("{\"model\":\"openai/gpt-4o-mini\",\"stream\":true,\"messages\":[");
        String message = "{\"role\":\"user\",\"content\":\"" + text + "\"}";
        int count = Math.max(1, bytes / Samples.bytes(message).length);
        json.append(String.join(",", Collections.nCopies(count, message)));
        return json.append("],\"temperature\":0.7,\"max_tokens\":1024}").toString();
    }
}
