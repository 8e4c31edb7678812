package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.dialect.GatewayFault;

/** What the lane tells the exchange, which alone decides. Called on the exchange's event loop, from within a read. */
public interface LaneListener {

    /**
     * Output has come, or as much as may be held: time to commit. The listener sends the head and calls
     * {@link RelayLane#open}.
     *
     * @param heldBytes what is held; the whole payload where {@code isWhole}
     * @param isWhole whether the answer has ended within what is held
     */
    void onOutput(int heldBytes, boolean isWhole);

    /** The provider sent an error in place of output, before commit. Borrows the event. */
    void onErrorEvent(ByteBuf buffer, int start, int end);

    /**
     * The provider sent an error, in place of output or in the midst of it, and the client has whole events only. A translated lane says
     * so in place of {@link #onErrorEvent}.
     */
    void onFault(GatewayFault fault);

    /** The answer is whole, and all of it was given to the sink. */
    void onEnd();

    /**
     * The answer ended without being whole.
     *
     * @param canBeTold whether the client can be sent an event that says so: it has whole ones only, and none was an error
     */
    void onBroken(boolean canBeTold);
}
