package io.penstock.dialect;

import io.netty.buffer.ByteBuf;

/**
 * Writes an answer for a client while it is told. One instance serves one answer, on one event loop. A stream's writer writes whole events
 * and writes them at once; a whole answer's writer keeps what it is told and writes at {@link #onEnd}.
 */
public interface AnswerWriter extends GenerationEvents {

    /** From now on, writes behind what {@code out} holds, which it borrows until told of another. */
    void to(ByteBuf out);

    /** The content type of what is written. */
    String contentType();

    /** The answer broke off: writes what tells a stream's reader so, and nothing that looks like an end. Not called of a whole answer. */
    void onError(GatewayFault fault);

    /** What of the answer had no place in the client's dialect. */
    LossReport loss();

    /** Gives up what it keeps: the answer is over, or nobody waits for it. */
    void close();
}
