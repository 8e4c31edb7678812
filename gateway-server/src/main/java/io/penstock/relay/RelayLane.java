package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from a source to a sink, same dialect on both sides.
 *
 * <p>Framing and payload are two layers. {@link BodyReader} takes the provider's framing off and yields payload ranges of the
 * buffer that was read; the sink puts its own on. Where both are chunked and the read holds whole chunks and whole events of
 * which nothing is cut, the two layers are the same bytes and the buffer goes down as it came. That is decided per read. Three
 * rules keep it safe:
 *
 * <ul>
 *   <li>a chunk that is not whole in this read is framed anew, for its promised size cannot be taken back;
 *   <li>only whole events go down. The unfinished one at the end of a read is held in {@link EventTail}, up to a bound above
 *       which it cannot be the usage event and flows;
 *   <li>the provider's end is never the client's end: the answer is whole when the probe has seen it finished, and broken when it
 *       has not.
 * </ul>
 *
 * <p>Until {@link #open} everything is kept in {@link HeldAnswer}. Confined to its event loop; nothing is allocated per event.
 */
public final class RelayLane implements BodyReader.Payload {
    private final Reading reading;
    private final AnswerProbe probe;
    private final boolean cutsUsage;
    private final LaneListener listener;
    private final BodyReader body;
    private final Source source;
    private final EventScanner scanner = new EventScanner();
    private final EventTail tail = new EventTail();
    private final Segments segments = new Segments();
    private final HeldAnswer held;

    private @Nullable Sink sink;
    private boolean isUntouched;
    private boolean isCut;
    private boolean hasOutput;
    private boolean hasError;
    private boolean isTerminated;
    private boolean isOver;
    private long bytesSent;

    /**
     * A lane for one answer, whose head was read and whose {@code body} reader was started.
     *
     * @param probe asked of each event, or of a whole body
     * @param cutsUsage whether the usage event goes no further, since the gateway alone asked for it
     * @param heldBytesMax how much is held before it commits
     */
    public RelayLane(
            Reading reading,
            AnswerProbe probe,
            boolean cutsUsage,
            int heldBytesMax,
            BodyReader body,
            Source source,
            LaneListener listener) {
        this.reading = reading;
        this.probe = probe;
        this.cutsUsage = cutsUsage;
        this.body = body;
        this.source = source;
        this.listener = listener;
        this.held = new HeldAnswer(heldBytesMax);
    }

    /** Lets what is held, and all that follows, go to {@code target}, whose head was sent. */
    public void open(Sink target) {
        sink = target;
        bytesSent += held.bytes();
        held.release(target);
    }

    /** Whether the lane was opened. */
    public boolean isOpen() {
        return sink != null;
    }

    /** Whether the client has a part of an event: nothing but the rest of it can follow. */
    public boolean isWithinEvent() {
        return tail.isFlowing();
    }

    /** Whether the dialect's last event has come: the source's end, however it comes, is then a good one. */
    public boolean isTerminated() {
        return isTerminated;
    }

    /** Whether the provider has sent an error, in place of an answer or in the midst of it. */
    public boolean hasError() {
        return hasError;
    }

    /** Payload bytes that went to the sink. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Whether the answer is over: whole, broken or dropped. What still comes is drained. */
    public boolean isOver() {
        return isOver;
    }

    /**
     * One read of the source, of which the lane consumes what belongs to the body; what is left of it does not. Borrows
     * {@code in}.
     */
    public void onRead(ByteBuf in) {
        int start = in.readerIndex();
        boolean wasAtBoundary = body.isAtBoundary() && tail.isEmpty();
        isUntouched = true;
        segments.clear();
        boolean isDone;
        try {
            isDone = body.read(in, this);
        } catch (HttpRefusal refusal) {
            onMalformed(in, start);
            throw refusal;
        }
        if (isOver) {
            segments.drop();
        } else {
            isUntouched &= wasAtBoundary && body.isPlain() && body.isAtBoundary() && tail.isEmpty();
            pass(in, start, isDone);
            pushBack();
        }
    }

    /** What stood before the malformed bytes was whole: it goes down where an answer has begun, or ends with it. */
    private void onMalformed(ByteBuf in, int start) {
        if (!isOver && (sink != null || isTerminated)) {
            isUntouched = false;
            pass(in, start, false);
        } else {
            segments.drop();
        }
        if (!isOver) {
            breakOff();
        }
    }

    /** Stops the source within its turn of reading, for a turn may be sixteen reads long. */
    private void pushBack() {
        if (sink != null && !isOver && !sink.isWritable()) {
            sink.flush();
            if (!sink.isWritable()) {
                source.pause();
            }
        }
    }

    /** Ends a turn of reading: what was written goes out in one flush. */
    public void onReadComplete() {
        if (sink != null && !isOver) {
            sink.flush();
        }
    }

    /** The sink takes more again. */
    public void onSinkWritable() {
        source.resume();
    }

    /** The source closed. */
    public void onInputClosed() {
        try {
            body.onInputClosed();
        } catch (HttpRefusal cutShort) {
            onSourceEnd(false);
            return;
        }
        onSourceEnd(true);
    }

    /** The source has come to its end; {@code isWhole} where by its own framing nothing is missing. */
    public void onSourceEnd(boolean isWhole) {
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

    /** Gives up what is held: the exchange has ended without this answer. */
    public void drop() {
        isOver = true;
        held.clear();
        tail.clear();
    }

    /** A range of payload; {@link BodyReader} calls it from within {@link #onRead}. */
    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        if (isOver) {
            return;
        }
        switch (reading) {
            case EVENTS -> onEvents(in, start, end);
            case WHOLE -> {
                probe.onBody(in, start, end);
                segments.add(start, end);
            }
            default -> {
                hasOutput = true;
                segments.add(start, end);
            }
        }
    }

    private void onEvents(ByteBuf in, int start, int end) {
        int from = tail.isEmpty() ? scanner.skipLateLf(in, start, end) : start;
        if (from > start && isCut) {
            isUntouched = false;
        } else if (from > start) {
            segments.add(start, from);
        }
        while (from < end && !isOver) {
            int to = scanner.nextEnd(in, from, end);
            if (to < 0) {
                onUnfinished(in, from, end);
                return;
            }
            onEvent(in, from, to);
            from = to;
        }
    }

    private void onEvent(ByteBuf in, int from, int to) {
        if (tail.isFlowing()) {
            tail.onLongEventEnd();
            isCut = false;
            segments.add(from, to);
            onVerdict(probe.onEvent(in, from, to));
        } else if (tail.isEmpty()) {
            Verdict verdict = probe.onEvent(in, from, to);
            if (isPassed(verdict, in, from, to)) {
                segments.add(from, to);
            }
        } else {
            ByteBuf whole = tail.finish(in, from, to);
            if (isPassed(probe.onEvent(whole, whole.readerIndex(), whole.writerIndex()), whole)) {
                segments.add(in, whole);
            } else {
                whole.release();
            }
        }
    }

    private boolean isPassed(Verdict verdict, ByteBuf event) {
        return isPassed(verdict, event, event.readerIndex(), event.writerIndex());
    }

    private boolean isPassed(Verdict verdict, ByteBuf event, int start, int end) {
        if (verdict == Verdict.ERROR && !hasOutput && sink == null) {
            listener.onErrorEvent(event, start, end);
            return false;
        }
        onVerdict(verdict);
        isCut = verdict == Verdict.USAGE && cutsUsage;
        isUntouched &= !isCut;
        return !isCut;
    }

    private void onVerdict(Verdict verdict) {
        switch (verdict) {
            case OUTPUT -> hasOutput = true;
            case ERROR -> {
                hasOutput = true;
                hasError = true;
            }
            case END -> {
                hasOutput = true;
                isTerminated = true;
            }
            default -> {}
        }
    }

    private void onUnfinished(ByteBuf in, int from, int to) {
        isUntouched = false;
        if (tail.isFlowing()) {
            probe.onEventPart(in, from, to);
            segments.add(from, to);
        } else if (!tail.hold(in, from, to)) {
            hasOutput = true;
            ByteBuf begun = tail.flow();
            if (begun != null) {
                probe.onEventPart(begun, begun.readerIndex(), begun.writerIndex());
                segments.add(in, begun);
            }
            probe.onEventPart(in, from, to);
            segments.add(from, to);
        }
    }

    private void pass(ByteBuf in, int start, boolean isDone) {
        boolean isAll = isDone && reading != Reading.EVENTS;
        if (isDone) {
            judgeBody();
        }
        if (sink == null && (hasOutput || isAll || held.isFull(segments.bytes()))) {
            listener.onOutput(held.bytes() + segments.bytes(), isAll);
        }
        if (isOver) {
            segments.drop();
        } else if (sink == null) {
            segments.hold(in, held);
        } else if (isUntouched && sink.takesChunks()) {
            bytesSent += segments.bytes();
            sink.framed(in.retainedSlice(start, in.readerIndex() - start));
        } else {
            bytesSent += segments.bytes();
            segments.send(in, sink);
        }
        if (isDone) {
            onBodyDone();
        }
    }

    /** Whether a whole answer is an error is known at its end, and is part of its head where that was not sent before. */
    private void judgeBody() {
        if (reading == Reading.WHOLE) {
            hasError = probe.onBodyEnd() == Verdict.ERROR;
        }
    }

    private void onBodyDone() {
        if (isOver) {
            return;
        }
        if (reading != Reading.EVENTS || (probe.isFinished() && !hasError)) {
            finish();
        } else {
            breakOff();
        }
    }

    /** Ends the answer although the source has not: its last event has come, and nothing behind it. */
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

    private void breakOff() {
        if (isTerminated && !hasError) {
            // What came is whole; only the source's farewell is not.
            finish();
            return;
        }
        boolean canBeTold = reading == Reading.EVENTS && !tail.isFlowing() && !hasError;
        drop();
        listener.onBroken(canBeTold);
    }
}
