package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.BytePatch;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's JSON body while it arrives, without building a tree: what must be known to route it, and where it must be
 * changed on its way up. One instance serves one request; it is used on one event loop and keeps no buffer.
 *
 * <p>Offsets are counted over the whole body from 0. Bad input throws {@link FaultException}, whose fault is the caller's answer.
 */
public interface RequestScan {

    /** Reads the next piece of the body, which may be cut at any byte. Borrows {@code buffer} for the call. */
    void onBody(ByteBuf buffer, int start, int end);

    /** Says that the body is whole. Refuses one that is not one JSON object, or lacks what the operation needs. */
    void onEnd();

    /** The model that the caller named, unescaped; null where the body has none. */
    @Nullable
    String model();

    /** Whether the caller asked for a stream. */
    boolean isStream();

    /** Whether the caller itself asked for the usage event of a stream. */
    boolean isUsageWanted();

    /**
     * Whether the rest of the body may go up before it was read, once {@link #model} is known: of an upload, where all that is
     * changed has been seen by then; never of JSON, which is judged whole.
     */
    boolean canFlow();

    /** Whether the request carries an image part. */
    boolean hasImages();

    /** The most tokens of output that the caller allows in each choice; 0 where it names no bound. */
    long outputTokensMax();

    /** How many choices the caller asked for; 1 where it did not say. */
    long choices();

    /** How many values the body's JSON has, those inside of others too; 0 of an upload. */
    int values();

    /**
     * The changes that the request needs on its way up: {@code model} replaced where it is not the caller's own, and a stream's usage
     * event asked for. Empty where nothing changes.
     *
     * @param upstreamModel the provider's own name of the model
     * @param takesStreamOptions whether the provider knows the member that asks for the event; if not, the caller's own is taken out
     */
    BytePatch patch(String upstreamModel, boolean takesStreamOptions);
}
