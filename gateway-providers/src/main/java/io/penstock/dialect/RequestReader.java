package io.penstock.dialect;

import io.netty.buffer.ByteBuf;

/** Reads a client's request for translation. Stateless: one instance serves every exchange. */
public interface RequestReader {

    /**
     * Reads the request that the range holds: one JSON object, which a {@link RequestScan} has found to be one. What is read refers to
     * the buffer, which it borrows for as long as it is used.
     *
     * @param loss told of every field that is not carried over
     * @throws FaultException where the request cannot be understood: a field of the wrong type, a message without a role
     */
    ChatRequest read(ByteBuf body, int start, int end, LossReport loss);
}
