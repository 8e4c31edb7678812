package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameRefusal;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from a source to a sink, another dialect on each side: what the provider sent is told by an {@link AnswerReader}
 * to an {@link AnswerWriter}, which writes for the client.
 *
 * <p>Events are read whole, so an unfinished one at the end of a read is kept, up to a bound; so is all of an answer that is no stream.
 * What is written within one read goes down as one buffer. The client has whole events only, at any time: it can always be told of an
 * error. Nothing is allocated per event but by pools.
 */
public final class TranslatedLane extends Lane {
    /** An event of more bytes than this is no event: images come in some of a few megabytes. */
    static final int EVENT_BYTES_MAX = 16 * 1024 * 1024;

    private static final int OUT_BYTES = 1024;

    /**
     * What an answer goes through.
     *
     * @param errorStatus of an answer that is an error by its head; 0 where it is none
     * @param reading how the provider's answer is read; what is no stream of events is read whole
     * @param events parts a stream
     * @param reader reads the provider's dialect
     * @param writer writes the client's
     * @param isStreamWanted whether the client gets a stream: only then does anything go down before the end
     * @param wholeBytesMax of an answer that is read whole, or of a stream that is collected for a client that wants no stream
     */
    public record Translation(
            int errorStatus,
            Reading reading,
            EventBounds events,
            AnswerReader reader,
            AnswerWriter writer,
            boolean isStreamWanted,
            long wholeBytesMax) {}

    private final Translation translation;
    private final AnswerReader reader;
    private final AnswerWriter writer;
    private final boolean isEvents;

    private ByteBufAllocator alloc = ByteBufAllocator.DEFAULT;
    private @Nullable ByteBuf begun;
    private @Nullable ByteBuf out;
    private long collectedBytes;
    private boolean hasOutput;
    private boolean hasError;
    private boolean isTerminated;

    /** A lane for one answer, whose head was read and whose {@code body} reader was started. */
    public TranslatedLane(
            Translation translation, int heldBytesMax, BodyReader body, Source source, LaneListener listener) {
        super(heldBytesMax, body, source, listener);
        this.translation = translation;
        this.reader = translation.reader();
        this.writer = translation.writer();
        this.isEvents = translation.errorStatus() == 0 && translation.reading().isEvents();
    }

    @Override
    public boolean isWithinEvent() {
        return false;
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
        alloc = in.alloc();
        beginOut();
        boolean isDone;
        try {
            isDone = body.read(in, this);
        } catch (HttpRefusal refusal) {
            onMalformed();
            throw refusal;
        } catch (FrameRefusal damaged) {
            onMalformed();
            return;
        }
        if (!isOver()) {
            pass();
        }
        dropOut();
        if (isDone) {
            onBodyDone();
        }
        pushBack();
    }

    /** What stood before the malformed bytes was whole: it goes down where an answer has begun, or ends with it. */
    private void onMalformed() {
        if (!isOver() && (isOpen() || isTerminated)) {
            pass();
        }
        dropOut();
        if (!isOver()) {
            breakOff();
        }
    }

    /** A range of payload; {@link BodyReader} calls it from within {@link #onRead}. */
    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        if (isOver() || isTerminated) {
            return;
        }
        if (isEvents) {
            collectedBytes += translation.isStreamWanted() ? 0 : end - start;
            onEvents(in, start, end);
        } else {
            keep(in, start, end, translation.wholeBytesMax());
        }
    }

    private void onEvents(ByteBuf in, int start, int end) {
        int from = start;
        if (collectedBytes > translation.wholeBytesMax()) {
            onTooLarge();
            return;
        }
        while (from < end && !isOver() && !isTerminated) {
            int to = translation.events().nextEnd(in, from, end);
            if (to < 0) {
                keep(in, from, end, EVENT_BYTES_MAX);
                return;
            }
            if (begun == null) {
                onVerdict(reader.onEvent(in, from, to, writer));
            } else {
                onBegunEvent(begun.writeBytes(in, from, to - from));
            }
            from = to;
        }
    }

    private void onBegunEvent(ByteBuf event) {
        begun = null;
        try {
            onVerdict(reader.onEvent(event, event.readerIndex(), event.writerIndex(), writer));
        } finally {
            event.release();
        }
    }

    private void keep(ByteBuf in, int from, int to, long bytesMax) {
        ByteBuf kept = begun;
        if (kept == null) {
            kept = in.alloc().directBuffer(Math.max(OUT_BYTES, to - from));
            begun = kept;
        }
        if (kept.readableBytes() + (long) (to - from) > bytesMax) {
            onTooLarge();
        } else {
            kept.writeBytes(in, from, to - from);
        }
    }

    private void onTooLarge() {
        onFault(GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer is too large to be translated"));
    }

    private void onVerdict(Verdict verdict) {
        switch (verdict) {
            case OUTPUT -> hasOutput = true;
            case END -> {
                hasOutput = true;
                isTerminated = true;
            }
            case ERROR -> onFault(reader.fault());
            default -> {}
        }
    }

    /** The provider has failed: what was written before goes down, if anything does, and the listener says how it ends. */
    private void onFault(GatewayFault fault) {
        hasError = true;
        if (isOpen()) {
            pass();
        }
        listener.onFault(fault);
    }

    private void pass() {
        ByteBuf written = out;
        if (written == null) {
            return;
        }
        int bytes = written.readableBytes();
        if (!isOpen() && translation.isStreamWanted() && (hasOutput || held.isFull(bytes))) {
            listener.onOutput(held.bytes() + bytes, false);
        }
        if (bytes == 0 || isOver()) {
            return;
        }
        out = null;
        Sink sink = sink();
        if (sink == null) {
            held.add(written);
        } else {
            sent(bytes);
            sink.payload(written);
        }
    }

    private void beginOut() {
        ByteBuf fresh = alloc.directBuffer(OUT_BYTES);
        out = fresh;
        writer.to(fresh);
    }

    private void dropOut() {
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    void onBodyDone() {
        if (isOver()) {
            return;
        }
        if (!isEvents) {
            onWhole();
        } else if (isTerminated) {
            finish();
        } else if (reader.isFinished()) {
            onStreamEnd();
        } else {
            breakOff();
        }
    }

    /** The stream is complete though no last event said so. */
    private void onStreamEnd() {
        beginOut();
        reader.onSourceEnd(writer);
        isTerminated = true;
        hasOutput = true;
        pass();
        dropOut();
        finish();
    }

    private void onWhole() {
        ByteBuf whole = begun == null ? Unpooled.EMPTY_BUFFER : begun;
        begun = null;
        beginOut();
        try {
            int start = whole.readerIndex();
            int end = whole.writerIndex();
            if (translation.errorStatus() != 0) {
                onFault(reader.fault(translation.errorStatus(), whole, start, end));
            } else {
                onVerdict(reader.onBody(whole, start, end, writer));
            }
        } finally {
            whole.release();
        }
        if (!isOver()) {
            pass();
            finish();
        }
        dropOut();
    }

    @Override
    void breakOff() {
        if (isTerminated && !hasError) {
            finish();
            return;
        }
        listener.onBroken(true);
    }

    @Override
    public long heldBytes() {
        return super.heldBytes() + collectedBytes + (begun == null ? 0 : begun.readableBytes());
    }

    @Override
    public void drop() {
        super.drop();
        if (begun != null) {
            begun.release();
            begun = null;
        }
        writer.close();
    }

    @Override
    public void finish() {
        if (!isOver()) {
            super.finish();
            writer.close();
        }
    }
}
