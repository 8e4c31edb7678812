package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The client side of one exchange, whatever its HTTP version: a head, then payload, then an end or an abort. Used on the
 * exchange's event loop. Nothing reaches the wire before {@link #flush}.
 */
public interface Sink {

    /** Where buffers for this sink come from. */
    ByteBufAllocator alloc();

    /** Tells the client to send the body that it waits to send (RFC 9110 10.1.1). Flushes. */
    void askForBody();

    /** Starts the answer. Exactly once, before anything of the payload. Borrows {@code head}. */
    void head(AnswerHead head);

    /** Sends payload, framed as this sink frames. Takes {@code payload}. */
    void payload(ByteBuf payload);

    /** Whether {@link #framed} may be called: the client reads HTTP/1.1 chunks. Known once the head was sent. */
    boolean takesChunks();

    /** Sends whole chunks as they stand. Takes {@code chunks}. */
    void framed(ByteBuf chunks);

    /** Ends the answer cleanly, and flushes. The next request of the connection may follow. */
    void end();

    /**
     * Ends an answer that is not whole behind an event that says so; what was written before is still flushed. Where the end of an answer says
     * whether it is whole, this one says that it is not.
     */
    void breakOff();

    /** Ends the answer so that the client can tell it is not whole; what was written before is still flushed. */
    void abort();

    /** Puts on the wire what was written. */
    void flush();

    /** Whether more may be written without piling up. */
    boolean isWritable();

    /** How much was written that the client has not taken yet, in bytes. */
    long pendingBytes();
}
