package io.penstock.upstream;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Head;

/** One request and its answer on one connection. All calls come on the connection's event loop. */
public interface UpstreamCall {

    /** Whether only a connection that nothing was sent on will do. */
    default boolean isFreshWanted() {
        return false;
    }

    /** A connection is being made: it is the provider now that is waited for. May be called from within {@link UpstreamPool#acquire}. */
    default void onConnecting() {}

    /** A connection was lent; the request may be written. May be called from within {@link UpstreamPool#acquire}. */
    void onConnected(UpstreamConnection connection);

    /** No connection can be had. May be called from within {@link UpstreamPool#acquire}. */
    void onConnectFailed(ConnectFailure failure);

    /** The first byte of an answer has come. */
    void onFirstByte();

    /** The head of the final answer, valid until the call gives the connection back; the body reader was started. */
    void onHead(Head head);

    /** One read of the body; what belongs to it is to be consumed. Borrows {@code in}. */
    void onRead(ByteBuf in);

    /** A turn of reading is over. */
    void onReadComplete();

    /** The connection takes more of the request again, or no more for now. */
    void onWritabilityChanged(boolean isWritable);

    /** The connection has closed, or what came on it was no HTTP. It is lost to the call. */
    void onClosed();

    /** The connection was reset or failed: what came of an answer that only a close would end is not whole. */
    default void onBroken() {
        onClosed();
    }

    /** A defect of the gateway's own came up in one of these; the connection is lost to the call, and hears nothing of it. */
    void onDefect(Throwable defect);
}
