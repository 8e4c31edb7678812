package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.GatewayFault;

/** Where a {@link LocalAnswer} puts its answer: a head, payload, an end; or a fault in place of all of it. */
public interface LocalReply {

    /** The head, before all payload. */
    void head(int status, String contentType);

    /** A piece of payload; goes out with the turn of the event loop. Takes {@code payload}. */
    void payload(ByteBuf payload);

    /** The answer is whole. */
    void end();

    /** There is no answer; not after {@link #head}. */
    void fault(GatewayFault fault);

    /** Does a step of the answer in a task of the event loop: a defect in it ends the exchange, which nobody else there would tell. */
    void guarded(Runnable step);
}
