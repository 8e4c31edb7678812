package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.Chunks;
import io.penstock.relay.Source;
import io.penstock.upstream.UpstreamConnection;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request body that goes up as it comes, under back-pressure: while the provider takes no more, or no connection is there yet,
 * the client is not read from. Confined to its event loop.
 */
final class BodyFlow {
    /** What waits for a connection before the client is paused. */
    private static final int WAITING_BYTES_MAX = 64 * 1024;

    private final Source client;
    private final boolean isChunked;
    private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
    private @Nullable UpstreamConnection connection;
    private int waitingBytes;
    private boolean isPaused;
    private boolean isWhole;
    private boolean isClosed;

    /**
     * A body that nothing was sent of.
     *
     * @param client who sends it
     * @param isChunked whether its length is not known, so that it goes up in chunks
     */
    BodyFlow(Source client, boolean isChunked) {
        this.client = client;
        this.isChunked = isChunked;
    }

    boolean isChunked() {
        return isChunked;
    }

    /** The head of the request was written to {@code to}: {@code held} follows, and then what waits. Takes {@code held}. */
    void begin(UpstreamConnection to, List<ByteBuf> held) {
        connection = to;
        for (int i = 0; i < held.size(); i++) {
            write(to, held.get(i));
        }
        for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            write(to, piece);
        }
        waitingBytes = 0;
        if (isWhole) {
            end(to);
        }
        balance(to.isWritable());
    }

    /** Takes {@code piece}. */
    void onBody(ByteBuf piece) {
        UpstreamConnection to = connection;
        if (isClosed) {
            piece.release();
        } else if (to == null) {
            waiting.add(piece);
            waitingBytes += piece.readableBytes();
            balance(waitingBytes < WAITING_BYTES_MAX);
        } else {
            write(to, piece);
            to.flush();
            balance(to.isWritable());
        }
    }

    void onEnd() {
        isWhole = true;
        if (connection != null && !isClosed) {
            end(connection);
        }
    }

    /** The connection takes more, or no more for now. */
    void balance(boolean isWritable) {
        if (isWritable && isPaused) {
            isPaused = false;
            client.resume();
        } else if (!isWritable && !isPaused && !isWhole) {
            isPaused = true;
            client.pause();
        }
    }

    /** The attempt is over: what still comes is dropped. */
    void close() {
        isClosed = true;
        connection = null;
        for (ByteBuf piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            piece.release();
        }
        balance(true);
    }

    boolean isWhole() {
        return isWhole;
    }

    private void write(UpstreamConnection to, ByteBuf piece) {
        if (!piece.isReadable()) {
            piece.release();
        } else if (isChunked) {
            ByteBuf size = to.alloc().directBuffer(Chunks.SIZE_BYTES_MAX);
            Chunks.size(size, piece.readableBytes());
            to.write(size);
            to.write(piece);
            to.write(Chunks.CRLF.duplicate());
        } else {
            to.write(piece);
        }
    }

    private void end(UpstreamConnection to) {
        if (isChunked) {
            to.write(Chunks.LAST.duplicate());
        }
        to.onRequestSent();
        to.flush();
    }
}
