package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.codec.http.Chunks;
import io.penstock.relay.Source;
import io.penstock.upstream.UpstreamConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request body that goes up as it comes, under back-pressure: while the provider takes no more, or no connection is there yet,
 * the client is not read from. What comes within one read goes up behind it, in one chunk and one flush: each costs several
 * hundred bytes until it is on the wire, and a client may send its body a byte a chunk. Confined to its event loop.
 */
final class BodyFlow {
    /** What waits for a connection before the client is paused; what waits for the end of a read goes up before it. */
    private static final int WAITING_BYTES_MAX = 64 * 1024;

    private final Source client;
    private final boolean isChunked;
    private final EventExecutor loop;
    private final Pieces waiting = new Pieces();
    private @Nullable UpstreamConnection connection;
    private boolean isDue;
    private boolean isPaused;
    private boolean isWhole;
    private boolean isClosed;

    /**
     * A body that nothing was sent of.
     *
     * @param client who sends it
     * @param isChunked whether its length is not known, so that it goes up in chunks
     */
    BodyFlow(Source client, boolean isChunked, EventExecutor loop) {
        this.client = client;
        this.isChunked = isChunked;
        this.loop = loop;
    }

    boolean isChunked() {
        return isChunked;
    }

    /** The head of the request was written to {@code to}: {@code held} follows, and then what waits. Takes {@code held}. */
    void begin(UpstreamConnection to, List<ByteBuf> held) {
        connection = to;
        write(to, held);
        write(to, waiting.take());
        if (isWhole) {
            end(to);
        }
        balance(to.isWritable());
    }

    /** Takes {@code piece}. */
    void onBody(ByteBuf piece) {
        if (isClosed) {
            piece.release();
            return;
        }
        waiting.add(piece);
        boolean isMuch = waiting.bytes() >= WAITING_BYTES_MAX;
        if (connection == null) {
            balance(!isMuch);
        } else if (isMuch) {
            flushWaiting();
        } else if (!isDue) {
            isDue = true;
            loop.execute(this::onReadOver);
        }
    }

    private void onReadOver() {
        isDue = false;
        flushWaiting();
    }

    private void flushWaiting() {
        UpstreamConnection to = connection;
        if (to != null && waiting.bytes() > 0) {
            write(to, waiting.take());
            to.flush();
            balance(to.isWritable());
        }
    }

    void onEnd() {
        isWhole = true;
        UpstreamConnection to = connection;
        if (to != null) {
            write(to, waiting.take());
            end(to);
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
        waiting.release();
        balance(true);
    }

    boolean isWhole() {
        return isWhole;
    }

    /** What of it is held here, in bytes. */
    long heldBytes() {
        return waiting.bytes();
    }

    /** Takes {@code pieces}. */
    private void write(UpstreamConnection to, List<ByteBuf> pieces) {
        int bytes = 0;
        for (int i = 0; i < pieces.size(); i++) {
            bytes += pieces.get(i).readableBytes();
        }
        boolean isChunk = isChunked && bytes > 0;
        if (isChunk) {
            ByteBuf size = to.alloc().directBuffer(Chunks.SIZE_BYTES_MAX);
            Chunks.size(size, bytes);
            to.write(size);
        }
        for (int i = 0; i < pieces.size(); i++) {
            to.write(pieces.get(i));
        }
        if (isChunk) {
            to.write(Chunks.CRLF.duplicate());
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
