package io.penstock.downstream;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;
import io.penstock.relay.Deadline;

/**
 * What was written to a client and has not gone, and for how long it is waited for that some of it goes. Confined to its event loop.
 */
final class Backlog {
    /** What is written in one piece is counted until its last byte has gone: in larger ones a slow client could not be told from a dead one. */
    static final int PIECE_BYTES_MAX = 64 * 1024;

    private final Channel channel;
    private final Deadline deadline;
    private final long writeNanos;
    private long seen;

    /**
     * Nothing is waited for.
     *
     * @param deadline that is met where nothing goes for {@code writeNanos}
     */
    Backlog(Channel channel, Deadline deadline, long writeNanos) {
        this.channel = channel;
        this.deadline = deadline;
        this.writeNanos = writeNanos;
    }

    /** When the client has had its time; who waits for something else sets it too. */
    Deadline deadline() {
        return deadline;
    }

    /** In bytes; a channel tells only how far it is from one of its marks, and nothing of it once its output is shut down. */
    static long bytes(Channel channel) {
        WriteBufferWaterMark marks = channel.config().getWriteBufferWaterMark();
        if (channel.isWritable()) {
            return Math.max(0, marks.high() - channel.bytesBeforeUnwritable());
        }
        long above = channel.bytesBeforeWritable();
        return above == Long.MAX_VALUE ? 0 : marks.low() + above;
    }

    /** Waits until the client takes what there is. */
    void await() {
        seen = bytes(channel);
        deadline.in(writeNanos);
    }

    /** The client is waited for only where there is too much to write more; else there is no deadline. */
    void awaitWhereFull() {
        if (channel.isWritable()) {
            deadline.off();
        } else {
            await();
        }
    }

    /** More was written: that is not to look as if the client had taken none of what was written before. */
    void onWritten() {
        if (!channel.isWritable()) {
            seen = Math.max(seen, bytes(channel));
        }
    }

    /** All of it has gone, though the channel may count the last of it for a moment still. */
    void onGone() {
        seen = 0;
    }

    /** The deadline is met: whether the client has taken some meanwhile, and is waited for once more. */
    boolean awaitMore() {
        boolean hasShrunk = bytes(channel) < seen;
        if (hasShrunk) {
            await();
        }
        return hasShrunk;
    }
}
