package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.eventstream.FrameRefusal;
import io.penstock.codec.eventstream.FrameScanner;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.codec.json.ElementScanner;
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
 * <p>Nothing is allocated per event.
 */
public final class RelayLane extends Lane {
    private final Reading reading;
    private final AnswerProbe probe;
    private final boolean cutsUsage;
    private final EventScanner scanner = new EventScanner();
    /** Parts what are no server-sent events. */
    private final @Nullable EventBounds bounds;

    private final EventTail tail = new EventTail();
    private final Segments segments = new Segments();

    private boolean isUntouched;
    private boolean isCut;
    private boolean hasOutput;
    private boolean hasError;
    private boolean isTerminated;

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
        super(heldBytesMax, body, source, listener);
        this.reading = reading;
        this.bounds = boundsOf(reading);
        this.probe = probe;
        this.cutsUsage = cutsUsage;
    }

    private static @Nullable EventBounds boundsOf(Reading reading) {
        return switch (reading) {
            case FRAMES -> new FrameScanner()::nextEnd;
            case ELEMENTS -> new ElementScanner()::nextEnd;
            default -> null;
        };
    }

    /** An array begins with its first element: before that nothing can be put among its elements. */
    @Override
    public boolean isWithinEvent() {
        return tail.isFlowing() || (reading == Reading.ELEMENTS && bytesSent() == 0);
    }

    @Override
    public boolean isTerminated() {
        return isTerminated;
    }

    @Override
    public boolean hasError() {
        return hasError;
    }

    @Override
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
        } catch (FrameRefusal damaged) {
            onMalformed(in, start);
            return;
        }
        if (isOver()) {
            segments.drop();
        } else {
            isUntouched &= wasAtBoundary && body.isPlain() && body.isAtBoundary() && tail.isEmpty();
            pass(in, start, isDone);
            pushBack();
        }
    }

    /** What stood before the malformed bytes was whole: it goes down where an answer has begun, or ends with it. */
    private void onMalformed(ByteBuf in, int start) {
        if (!isOver() && (isOpen() || isTerminated)) {
            isUntouched = false;
            pass(in, start, false);
        } else {
            segments.drop();
        }
        if (!isOver()) {
            breakOff();
        }
    }

    @Override
    public void drop() {
        super.drop();
        tail.clear();
    }

    /** A range of payload; {@link BodyReader} calls it from within {@link #onRead}. */
    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        if (isOver()) {
            return;
        }
        switch (reading) {
            case EVENTS, FRAMES, ELEMENTS -> onEvents(in, start, end);
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
        while (from < end && !isOver()) {
            int to = bounds == null ? scanner.nextEnd(in, from, end) : bounds.nextEnd(in, from, end);
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
        if (verdict == Verdict.ERROR && !hasOutput && !isOpen()) {
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
        boolean isAll = isDone && !reading.isEvents();
        if (isDone) {
            judgeBody();
        }
        if (!isOpen() && (hasOutput || isAll || held.isFull(segments.bytes()))) {
            listener.onOutput(held.bytes() + segments.bytes(), isAll);
        }
        Sink sink = sink();
        if (isOver()) {
            segments.drop();
        } else if (sink == null) {
            segments.hold(in, held);
        } else if (isUntouched && sink.takesChunks()) {
            sent(segments.bytes());
            sink.framed(in.retainedSlice(start, in.readerIndex() - start));
        } else {
            sent(segments.bytes());
            segments.send(in, sink);
        }
        if (isDone) {
            onBodyDone();
        }
    }

    /** Whether a whole answer is an error is known at its end, and is part of its head where that was not sent before. */
    @Override
    void judgeBody() {
        if (reading == Reading.WHOLE) {
            hasError = probe.onBodyEnd() == Verdict.ERROR;
        }
    }

    @Override
    void onBodyDone() {
        if (isOver()) {
            return;
        }
        if (!reading.isEvents() || (probe.isFinished() && !hasError)) {
            finish();
        } else {
            breakOff();
        }
    }

    @Override
    void breakOff() {
        if (isTerminated && !hasError) {
            // What came is whole; only the source's farewell is not.
            finish();
            return;
        }
        boolean canBeTold = reading.isEvents() && !isWithinEvent() && !hasError;
        drop();
        listener.onBroken(canBeTold);
    }
}
