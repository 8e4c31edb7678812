package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.HttpRefusal;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from a source to a sink: what all lanes have in common. {@link BodyReader} takes the provider's framing off, the
 * sink puts its own on. Until {@link #open} everything is kept in {@link HeldAnswer}; from then on it goes down as it comes, and the
 * source is paused while the sink is full. Confined to its event loop.
 */
public abstract sealed class Lane implements BodyReader.Payload permits RelayLane, TranslatedLane, ConvertedLane {
    final BodyReader body;
    final LaneListener listener;
    final HeldAnswer held;

    private final Source source;
    private @Nullable Sink sink;
    private boolean isOver;
    private long bytesSent;

    Lane(int heldBytesMax, BodyReader body, Source source, LaneListener listener) {
        this.body = body;
        this.source = source;
        this.listener = listener;
        this.held = new HeldAnswer(heldBytesMax);
    }

    /** Lets what is held, and all that follows, go to {@code target}, whose head was sent. */
    public final void open(Sink target) {
        sink = target;
        bytesSent += held.bytes();
        held.release(target);
    }

    /** Whether the lane was opened. */
    public final boolean isOpen() {
        return sink != null;
    }

    /** Where the answer goes; null before {@link #open}. */
    final @Nullable Sink sink() {
        return sink;
    }

    /** Counts payload that goes to the sink. */
    final void sent(int bytes) {
        bytesSent += bytes;
    }

    /** Payload bytes that went to the sink. */
    public final long bytesSent() {
        return bytesSent;
    }

    /** Whether the answer is over: whole, broken or dropped. What still comes is drained. */
    public final boolean isOver() {
        return isOver;
    }

    /** Whether the client has a part of an event: nothing but the rest of it can follow. */
    public abstract boolean isWithinEvent();

    /** Whether the dialect's last event has come: the source's end, however it comes, is then a good one. */
    public abstract boolean isTerminated();

    /** Whether the provider has sent an error, in place of an answer or in the midst of it. */
    public abstract boolean hasError();

    /**
     * One read of the source, of which the lane consumes what belongs to the body; what is left of it does not. Borrows
     * {@code in}.
     */
    public abstract void onRead(ByteBuf in);

    /** The body is about to be whole: what can be said of it only now is said. */
    void judgeBody() {}

    /** The body is whole by its own framing. */
    abstract void onBodyDone();

    /** The body has ended without being whole. */
    abstract void breakOff();

    /** Stops the source within its turn of reading, for a turn may be sixteen reads long. */
    final void pushBack() {
        Sink open = sink;
        if (open != null && !isOver && !open.isWritable()) {
            open.flush();
            if (!open.isWritable()) {
                source.pause();
            }
        }
    }

    /** Ends a turn of reading: what was written goes out in one flush. */
    public final void onReadComplete() {
        if (sink != null && !isOver) {
            sink.flush();
        }
    }

    /** The sink takes more again. */
    public final void onSinkWritable() {
        source.resume();
    }

    /** The source closed. */
    public final void onInputClosed() {
        try {
            body.onInputClosed();
        } catch (HttpRefusal cutShort) {
            onSourceEnd(false);
            return;
        }
        onSourceEnd(true);
    }

    /** The source has come to its end; {@code isWhole} where by its own framing nothing is missing. */
    public final void onSourceEnd(boolean isWhole) {
        if (isOver) {
            return;
        }
        if (isWhole) {
            judgeBody();
            onBodyDone();
        } else {
            breakOff();
        }
    }

    /** What is held of the answer, in bytes. */
    public long heldBytes() {
        return held.bytes();
    }

    /** Gives up what is held: the exchange has ended without this answer. */
    public void drop() {
        isOver = true;
        held.clear();
    }

    /** Ends the answer although the source may not have: its last event has come, and nothing behind it. */
    public void finish() {
        if (isOver) {
            return;
        }
        isOver = true;
        if (sink == null) {
            listener.onOutput(held.bytes(), true);
        }
        listener.onEnd();
    }

    /** Ends an answer of which nothing is the client's by itself. */
    final void finishUnseen() {
        isOver = true;
        listener.onEnd();
    }
}
