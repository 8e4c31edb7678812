package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What runs for each message or read allocates nothing once it is warm. */
final class AllocationTest {
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 100_000;
    private static final String HEAD = """
            POST /v1/chat/completions HTTP/1.1\r
            Host: gateway.example\r
            User-Agent: OpenAI/Python 2.8.0\r
            Authorization: Bearer sk-0123456789abcdef0123456789abcdef0123456789abcdef\r
            Content-Type: application/json\r
            Accept: application/json\r
            Accept-Encoding: gzip, deflate, br\r
            Connection: keep-alive\r
            X-Stainless-Lang: python\r
            X-Stainless-Async: false\r
            Content-Length: 1024\r
            \r
            """;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long payloadBytes;

    @Test
    void readsHeadsWithoutAllocating() {
        HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);
        ByteBuf in = untracked(1024).writeBytes(bytes(HEAD));

        double perHead = allocated(() -> {
            in.readerIndex(0);
            if (!reader.read(in)
                    || reader.head().framing() != Framing.LENGTH
                    || reader.head().isHopByHop(3)) {
                throw new AssertionError();
            }
            reader.reset();
        });

        in.release();
        assertThat(perHead).isLessThan(1);
    }

    @Test
    void readsChunksWithoutAllocating() {
        BodyReader reader = new BodyReader();
        BodyReader.Payload sink = (buffer, start, end) -> payloadBytes += end - start;
        ByteBuf in = untracked(64).writeBytes(bytes("f\r\ndata: {\"a\":1}\n\n\r\n6\r\nabcdef\r\n"));
        reader.start(Framing.CHUNKED, -1);

        double perRead = allocated(() -> {
            in.readerIndex(0);
            reader.read(in, sink);
        });

        in.release();
        assertThat(payloadBytes).isEqualTo(21L * (WARM_UP + ROUNDS));
        assertThat(perRead).isLessThan(1);
    }

    @Test
    void writesHeadsWithoutAllocating() {
        HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);
        reader.read(Unpooled.wrappedBuffer(bytes(HEAD)));
        Head head = reader.head();
        ByteBuf out = untracked(2048);

        double perHead = allocated(() -> {
            out.clear();
            HeadWriter.requestLine(out, HttpMethod.POST, "/v1/chat/completions");
            HeadWriter.field(out, Field.AUTHORIZATION, "Bearer sk-0123456789");
            for (int i = 0; i < head.size(); i++) {
                HeadWriter.field(out, head, i);
            }
            HeadWriter.contentLength(out, 123_456);
            HeadWriter.date(out);
            HeadWriter.end(out);
            Chunks.size(out, 4711);
        });

        out.release();
        assertThat(perHead).isLessThan(1);
    }

    /** The leak detector, which is paranoid in tests, allocates on each access of the buffers it tracks. */
    private static ByteBuf untracked(int capacity) {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(capacity)).clear();
    }

    private double allocated(Runnable round) {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;
    }
}
