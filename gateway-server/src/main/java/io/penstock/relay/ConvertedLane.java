package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.retrieval.Conversion;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way into another form, whole: it is kept, up to a bound, and read once it is there. Where the conversion waits for the
 * answers to further calls, nothing is written yet, and the answer ends without output.
 */
public final class ConvertedLane extends Lane {
    private static final int BYTES_MIN = 1024;

    /**
     * What an answer goes through.
     *
     * @param conversion of all calls
     * @param errors reads what an error says
     * @param id of the exchange
     * @param wholeBytesMax of the answers to all calls
     */
    public record Settings(Conversion<?, ?> conversion, AnswerReader errors, String id, long wholeBytesMax) {}

    private final Settings settings;
    private final int errorStatus;
    private @Nullable ByteBuf kept;
    private boolean hasError;

    /**
     * A lane for one answer, whose head was read and whose {@code body} reader was started.
     *
     * @param errorStatus of an answer that is an error by its head; 0 where it is none
     */
    public ConvertedLane(Settings settings, int errorStatus, BodyReader body, Source source, LaneListener listener) {
        super(0, body, source, listener);
        this.settings = settings;
        this.errorStatus = errorStatus;
    }

    @Override
    public boolean isWithinEvent() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean hasError() {
        return hasError;
    }

    @Override
    public void onRead(ByteBuf in) {
        boolean isDone;
        try {
            isDone = body.read(in, this);
        } catch (HttpRefusal refusal) {
            if (!isOver()) {
                breakOff();
            }
            throw refusal;
        }
        if (isDone) {
            onBodyDone();
        }
    }

    /** A range of payload; {@link BodyReader} calls it from within {@link #onRead}. */
    @Override
    public void onPayload(ByteBuf in, int start, int end) {
        if (isOver()) {
            return;
        }
        ByteBuf begun = kept;
        if (begun == null) {
            begun = in.alloc().directBuffer(Math.max(BYTES_MIN, end - start));
            kept = begun;
        }
        long bytes = settings.conversion().answerBytes() + begun.readableBytes() + end - start;
        if (bytes > settings.wholeBytesMax()) {
            onFault(GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer is too large to be converted"));
        } else {
            begun.writeBytes(in, start, end - start);
        }
    }

    private void onFault(GatewayFault fault) {
        hasError = true;
        listener.onFault(fault);
    }

    @Override
    void onBodyDone() {
        if (isOver()) {
            return;
        }
        ByteBuf whole = kept == null ? Unpooled.EMPTY_BUFFER : kept;
        kept = null;
        if (errorStatus != 0) {
            onError(whole);
            return;
        }
        try {
            settings.conversion().onAnswer(whole);
        } catch (FaultException fault) {
            onFault(fault.fault());
            return;
        }
        if (settings.conversion().isWhole()) {
            write(whole);
            finish();
        } else {
            finishUnseen();
        }
    }

    private void onError(ByteBuf whole) {
        try {
            onFault(settings.errors().fault(errorStatus, whole, whole.readerIndex(), whole.writerIndex()));
        } finally {
            whole.release();
        }
    }

    private void write(ByteBuf last) {
        ByteBuf out = last.alloc().directBuffer(Math.max(BYTES_MIN, last.readableBytes()));
        boolean isWritten = false;
        try {
            settings.conversion().writeAnswer(settings.id(), out);
            isWritten = true;
        } finally {
            if (!isWritten) {
                out.release();
            }
        }
        Sink open = sink();
        if (open == null) {
            held.add(out);
        } else {
            sent(out.readableBytes());
            open.payload(out);
        }
    }

    @Override
    void breakOff() {
        listener.onBroken(true);
    }

    @Override
    public long heldBytes() {
        return super.heldBytes() + settings.conversion().answerBytes() + (kept == null ? 0 : kept.readableBytes());
    }

    @Override
    public void drop() {
        super.drop();
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
