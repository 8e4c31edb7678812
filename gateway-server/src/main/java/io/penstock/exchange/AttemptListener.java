package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.GatewayFault;
import org.jspecify.annotations.Nullable;

/** What an attempt tells its exchange. */
interface AttemptListener {

    /** The first byte of an answer has come. */
    void onFirstByte();

    /**
     * Time to commit: output has come, or as much as may be held.
     *
     * @param heldBytes what is held; the whole payload where {@code isWhole}
     * @param isOutput whether a model's output is among it
     */
    void onOutput(int heldBytes, boolean isWhole, boolean isOutput);

    /** The answer is whole, and all of it was given to the sink. */
    void onEnd();

    /** The answer broke off after commit. */
    void onBroken(GatewayFault fault, boolean isBetweenEvents);

    /**
     * The attempt died before commit.
     *
     * @param fault what the client is told if nothing else is tried
     * @param answer the provider's own words, JSON, where it sent an error in place of output; given
     * @param isStale whether a connection that was used before closed before the first byte: the same request may be sent again on
     *     a fresh one
     */
    void onDead(GatewayFault fault, @Nullable ByteBuf answer, boolean isStale);

    /** A defect came up where no handler of the connection's is on the way: nobody else would tell the exchange. */
    void onDefect(Throwable defect);
}
