package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.dialect.GatewayFault;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.LaneListener;
import io.penstock.relay.Sink;
import io.penstock.relay.Source;

/** Both ends of a lane and its exchange, without any cost of their own: what comes is counted and released. */
final class LaneEnds implements Sink, Source, LaneListener {
    private long bytes;

    /** How many bytes came. */
    long bytes() {
        return bytes;
    }

    @Override
    public ByteBufAllocator alloc() {
        return PooledByteBufAllocator.DEFAULT;
    }

    @Override
    public void askForBody() {}

    @Override
    public void head(AnswerHead head) {}

    @Override
    public void payload(ByteBuf payload) {
        bytes += payload.readableBytes();
        payload.release();
    }

    @Override
    public boolean takesChunks() {
        return true;
    }

    @Override
    public void framed(ByteBuf chunks) {
        payload(chunks);
    }

    @Override
    public void end() {
        throw new IllegalStateException("ended (expected: no end)");
    }

    @Override
    public void breakOff() {
        throw new IllegalStateException("broken off (expected: no end)");
    }

    @Override
    public void abort() {
        throw new IllegalStateException("aborted (expected: no end)");
    }

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
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void onOutput(int heldBytes, boolean isWhole) {}

    @Override
    public void onFault(GatewayFault fault) {
        throw new IllegalStateException(fault.message());
    }

    @Override
    public void onErrorEvent(ByteBuf buffer, int start, int end) {
        throw new IllegalStateException("an error event (expected: none)");
    }

    @Override
    public void onEnd() {
        throw new IllegalStateException("ended (expected: no end)");
    }

    @Override
    public void onBroken(boolean canBeTold) {
        throw new IllegalStateException("broken (expected: no end)");
    }
}
