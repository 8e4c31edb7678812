package io.penstock.upstream;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;

/** A call that does nothing about what it hears, but for what a test says. */
abstract class QuietCall implements UpstreamCall {
    @Override
    public void onFirstByte() {}

    @Override
    public void onHead(Head head) {}

    @Override
    public void onRead(ByteBuf in) {}

    @Override
    public void onReadComplete() {}

    @Override
    public void onWritabilityChanged(boolean isWritable) {}

    @Override
    public void onClosed() {}

    @Override
    public void onDefect(Throwable defect) {
        throw new IllegalStateException(defect);
    }
}
