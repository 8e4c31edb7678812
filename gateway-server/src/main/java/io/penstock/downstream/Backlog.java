package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/** What was written to a channel and has not gone, and whether it becomes less. Confined to its event loop. */
final class Backlog {
    /** What is written in one piece is counted until its last byte has gone: in larger ones a slow client could not be told from a dead one. */
    static final int PIECE_BYTES_MAX = 64 * 1024;

    private long seen;

    /** In bytes; a channel tells only how far it is from one of its marks, and nothing of it once its output is shut down. */
    static long bytes(Channel channel) {
        WriteBufferWaterMark marks = channel.config().getWriteBufferWaterMark();
        if (channel.isWritable()) {
            return Math.max(0, marks.high() - channel.bytesBeforeUnwritable());
        }
        long above = channel.bytesBeforeWritable();
        return above == Long.MAX_VALUE ? 0 : marks.low() + above;
    }

    void look(Channel channel) {
        seen = bytes(channel);
    }

    /** All of it has gone, though the channel may count the last of it for a moment still. */
    void onGone() {
        seen = 0;
    }

    /** More may have been written since the last look. */
    void onWritten(Channel channel) {
        seen = Math.max(seen, bytes(channel));
    }

    /** Whether some of it has gone since the last look; looks. */
    boolean hasShrunk(Channel channel) {
        long before = seen;
        look(channel);
        return seen < before;
    }
}
