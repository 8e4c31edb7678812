package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/** What was written to a channel and has not gone. */
final class Backlog {
    private Backlog() {}

    /** In bytes; a channel tells only how far it is from one of its marks. */
    static long bytes(Channel channel) {
        WriteBufferWaterMark marks = channel.config().getWriteBufferWaterMark();
        return channel.isWritable()
                ? Math.max(0, marks.high() - channel.bytesBeforeUnwritable())
                : marks.low() + channel.bytesBeforeWritable();
    }
}
