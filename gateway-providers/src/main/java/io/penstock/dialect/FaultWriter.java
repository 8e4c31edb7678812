package io.penstock.dialect;

import io.netty.buffer.ByteBuf;

/** Puts a fault into the words of one dialect. Stateless: one instance serves every exchange. */
public interface FaultWriter {

    /** Appends the body of an error answer, JSON in UTF-8, to {@code out}, which it borrows. */
    void writeBody(GatewayFault fault, String requestId, ByteBuf out);

    /** Appends the event that tells the reader of a stream that it broke, framing included, to {@code out}, which it borrows. */
    void writeEvent(GatewayFault fault, String requestId, ByteBuf out);

    /** Appends what keeps an idle stream open and means nothing to its reader, framing included. */
    void writeKeepAlive(ByteBuf out);
}
