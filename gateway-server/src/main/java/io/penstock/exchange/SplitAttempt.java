package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.Usage;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import org.jspecify.annotations.Nullable;

/**
 * An attempt made of several calls, one after the other, since the provider takes only so much in one: what the client gets comes with the
 * last. The first that fails fails the attempt. A call whose connection was stale is made again, and not those before it.
 */
final class SplitAttempt implements Attempt, AttemptListener {
    /** Makes the calls. */
    interface Calls {
        /** One call, not yet begun. */
        UpstreamAttempt newCall(int index, boolean isFreshWanted, AttemptListener listener);
    }

    private final Calls calls;
    private final int count;
    private final EventExecutor loop;
    private final AttemptListener listener;
    private UpstreamAttempt call;
    private int index;
    private boolean isFresh;
    private boolean isClosed;

    SplitAttempt(Calls calls, int count, boolean isFreshWanted, EventExecutor loop, AttemptListener listener) {
        this.calls = calls;
        this.count = count;
        this.loop = loop;
        this.listener = listener;
        this.isFresh = isFreshWanted;
        this.call = calls.newCall(0, isFreshWanted, this);
    }

    @Override
    public void begin() {
        call.begin();
    }

    /** Behind the read that ended the last one, so that its connection is free. */
    private void next(int at, boolean isFreshWanted) {
        if (isClosed) {
            return;
        }
        try {
            index = at;
            isFresh = isFreshWanted;
            call = calls.newCall(at, isFreshWanted, this);
            call.begin();
        } catch (RuntimeException | OutOfMemoryError defect) {
            onDefect(defect);
        }
    }

    private boolean isLast() {
        return index == count - 1;
    }

    @Override
    public void onFirstByte() {
        if (index == 0) {
            listener.onFirstByte();
        }
    }

    @Override
    public void onOutput(int heldBytes, boolean isWhole, boolean isOutput) {
        if (isLast()) {
            listener.onOutput(heldBytes, isWhole, isOutput);
        }
    }

    @Override
    public void onEnd() {
        if (isLast()) {
            listener.onEnd();
        } else {
            loop.execute(() -> next(index + 1, false));
        }
    }

    @Override
    public void onBroken(GatewayFault fault, boolean isBetweenEvents) {
        listener.onBroken(fault, isBetweenEvents);
    }

    @Override
    public void onDead(GatewayFault fault, @Nullable ByteBuf answer, boolean isStale) {
        if (isStale && !isFresh) {
            next(index, true);
        } else {
            listener.onDead(fault, answer, false);
        }
    }

    @Override
    public void onDefect(Throwable defect) {
        listener.onDefect(defect);
    }

    @Override
    public AnswerHead answerHead(long length) {
        return call.answerHead(length);
    }

    @Override
    public boolean isEvents() {
        return call.isEvents();
    }

    @Override
    public boolean isBetweenEvents() {
        return call.isBetweenEvents();
    }

    @Override
    public void commit(Sink sink) {
        call.commit(sink);
    }

    /** All calls were written before the first. */
    @Override
    public void onRequestBody(ByteBuf piece) {
        piece.release();
    }

    @Override
    public void onRequestEnd() {
        // As above.
    }

    @Override
    public void onSinkWritable() {
        call.onSinkWritable();
    }

    @Override
    public void onDeadline() {
        call.onDeadline();
    }

    @Override
    public void tell(GatewayFault fault, String id, ByteBuf out) {
        call.tell(fault, id, out);
    }

    @Override
    public void close() {
        isClosed = true;
        call.close();
    }

    @Override
    public @Nullable Usage usage() {
        return call.usage();
    }

    @Override
    public String answerLoss() {
        return call.answerLoss();
    }

    @Override
    public @Nullable String upstreamId() {
        return call.upstreamId();
    }

    @Override
    public long answerBytes() {
        return call.answerBytes();
    }

    @Override
    public long heldBytes() {
        return call.heldBytes();
    }
}
