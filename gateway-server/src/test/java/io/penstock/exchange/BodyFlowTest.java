package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.penstock.relay.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BodyFlowTest {
    private static final int WAITING_BYTES = 64 * 1024;

    private final Client client = new Client();
    private final BodyFlow flow = new BodyFlow(client, true, ImmediateEventExecutor.INSTANCE);
    private final ByteBuf read =
            PooledByteBufAllocator.DEFAULT.directBuffer(WAITING_BYTES).writeZero(WAITING_BYTES);

    @AfterEach
    void release() {
        flow.close();
        assertThat(client.isPaused).isFalse();
        assertThat(read.release()).isTrue();
    }

    @Test
    void aBodyThatComesAByteAChunkWaitsInFewBuffers() {
        for (int i = 1; i < WAITING_BYTES; i++) {
            flow.onBody(read.readRetainedSlice(1));
        }
        assertThat(client.isPaused).isFalse();
        flow.onBody(read.readRetainedSlice(1));

        assertThat(client.isPaused).isTrue();
        assertThat(read.refCnt()).as("no piece keeps what it came in").isEqualTo(1);
        assertThat(flow.heldBytes()).isEqualTo(WAITING_BYTES);
    }

    @Test
    void whatWaitedIsNotHeldOnceItIsClosed() {
        flow.onBody(read.readRetainedSlice(WAITING_BYTES));

        flow.close();

        assertThat(flow.heldBytes()).isZero();
        assertThat(read.refCnt()).isEqualTo(1);
    }

    /** Notes whether it is read from. */
    private static final class Client implements Source {
        private boolean isPaused;

        @Override
        public void pause() {
            isPaused = true;
        }

        @Override
        public void resume() {
            isPaused = false;
        }
    }
}
