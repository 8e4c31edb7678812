package io.penstock.codec.http;

import static io.penstock.codec.http.Message.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.Allocation;
import org.junit.jupiter.api.Test;

/** What runs for each message or read allocates nothing once it is warm. */
final class AllocationTest {
    private static final int ROUNDS = 100_000;
    private static final int PAYLOAD_BYTES = 21;
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

    private long payloadBytes;
    private long reads;

    @Test
    void readsHeadsWithoutAllocating() {
        HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);
        ByteBuf in = Allocation.untracked(1024).writeBytes(bytes(HEAD));

        double perHead = Allocation.bytesPerCall(ROUNDS, () -> {
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
        ByteBuf in = Allocation.untracked(64).writeBytes(bytes("f\r\ndata: {\"a\":1}\n\n\r\n6\r\nabcdef\r\n"));
        reader.start(Framing.CHUNKED, -1);

        double perRead = Allocation.bytesPerCall(ROUNDS, () -> {
            in.readerIndex(0);
            reader.read(in, sink);
            reads++;
        });

        in.release();
        assertThat(payloadBytes).isEqualTo(PAYLOAD_BYTES * reads);
        assertThat(perRead).isLessThan(1);
    }

    @Test
    void writesHeadsWithoutAllocating() {
        HeadReader reader = HeadReader.ofRequests(HeadLimits.DEFAULT);
        reader.read(Unpooled.wrappedBuffer(bytes(HEAD)));
        Head head = reader.head();
        ByteBuf out = Allocation.untracked(2048);

        double perHead = Allocation.bytesPerCall(ROUNDS, () -> {
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
}
