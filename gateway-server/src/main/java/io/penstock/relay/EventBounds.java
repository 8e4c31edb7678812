package io.penstock.relay;

import io.netty.buffer.ByteBuf;

/** Finds where the events of a stream end. One instance serves one stream. */
public interface EventBounds {

    /**
     * The index behind the current event, or -1 where the range ends before it; what the range held is then remembered for the next one.
     * Borrows {@code buffer} for the call.
     *
     * @param from where to go on: the start of a range, or the end of the event before
     * @param to end of the range, exclusive
     */
    int nextEnd(ByteBuf buffer, int from, int to);
}
