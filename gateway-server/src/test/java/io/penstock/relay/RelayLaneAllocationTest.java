package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.penstock.codec.Allocation;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Operation;
import io.penstock.dialect.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an event costs in garbage: nothing. Tracking a buffer costs an object of its own, so it is off here. */
final class RelayLaneAllocationTest {
    private static final int EVENTS = 200_000;
    private static final String DELTA =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}\n\n";

    private ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

    @BeforeEach
    void stopTracking() {
        level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @AfterEach
    void trackAgain() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void anUntouchedEventCostsNothing() {
        Stream stream = new Stream(chunk(DELTA));

        double bytes = bytesPerEvent(stream);

        assertThat(bytes).isLessThan(1);
        assertThat(stream.framed).as("buffers that went down as they came").isGreaterThan(EVENTS);
    }

    @Test
    void aCutEventCostsNothing() {
        Stream stream = new Stream(chunk(DELTA) + chunk(USAGE));

        double bytes = bytesPerEvent(stream);

        assertThat(bytes).isLessThan(1);
        assertThat(stream.framed).isZero();
    }

    @Test
    void anEventInTwoReadsCostsNothing() {
        String chunk = chunk(DELTA);
        int half = chunk.length() / 2;
        Stream stream = new Stream(chunk.substring(0, half), chunk.substring(half));

        double bytes = bytesPerEvent(stream);

        assertThat(bytes).isLessThan(1);
        assertThat(stream.framed).isZero();
    }

    /** Measured on a thread like an event loop's, for only those have caches of buffers. */
    private static double bytesPerEvent(Stream stream) {
        FutureTask<Double> measured = new FutureTask<>(() -> Allocation.bytesPerCall(EVENTS, stream::readOnce));
        new FastThreadLocalThread(measured).start();
        try {
            return measured.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String chunk(String payload) {
        return Integer.toHexString(payload.length()) + "\r\n" + payload + "\r\n";
    }

    /** A stream without an end, to a client that throws away what it gets. */
    private static final class Stream implements Sink, LaneListener, Source {
        private static final ByteBufAllocator ALLOC = new PooledByteBufAllocator(true);

        private final byte[][] reads;
        private final BodyReader body = new BodyReader();
        private final RelayLane lane;
        private long framed;

        Stream(String... reads) {
            this.reads = new byte[reads.length][];
            for (int i = 0; i < reads.length; i++) {
                this.reads[i] = reads[i].getBytes(StandardCharsets.US_ASCII);
            }
            body.start(Framing.CHUNKED, 0);
            lane = new RelayLane(
                    Reading.EVENTS,
                    new OpenAiDialect().newAnswerProbe(Operation.CHAT),
                    true,
                    LaneRun.HELD_BYTES_MAX,
                    body,
                    this,
                    this);
        }

        void readOnce() {
            for (byte[] read : reads) {
                ByteBuf in = ALLOC.directBuffer(4096).writeBytes(read);
                lane.onRead(in);
                in.release();
            }
            lane.onReadComplete();
        }

        @Override
        public ByteBufAllocator alloc() {
            return ALLOC;
        }

        @Override
        public void askForBody() {}

        @Override
        public void head(AnswerHead head) {}

        @Override
        public void payload(ByteBuf payload) {
            payload.release();
        }

        @Override
        public boolean takesChunks() {
            return true;
        }

        @Override
        public void framed(ByteBuf chunks) {
            framed++;
            chunks.release();
        }

        @Override
        public void end() {}

        @Override
        public void breakOff() {}

        @Override
        public void abort() {}

        @Override
        public void flush() {}

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void onOutput(int heldBytes, boolean isWhole) {
            lane.open(this);
        }

        @Override
        public void onFault(GatewayFault fault) {
            throw new IllegalStateException(fault.message());
        }

        @Override
        public void onErrorEvent(ByteBuf buffer, int start, int end) {
            throw new IllegalStateException("an error");
        }

        @Override
        public void onEnd() {
            throw new IllegalStateException("an end");
        }

        @Override
        public void onBroken(boolean canBeTold) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}
    }
}
