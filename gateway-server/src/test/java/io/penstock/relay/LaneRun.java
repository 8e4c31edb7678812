package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.GatewayFault;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One answer through a lane. Commits as soon as the lane asks, unless told to hold. */
final class LaneRun implements LaneListener, Source {
    static final int HELD_BYTES_MAX = 64 * 1024;

    final RecordingSink sink;
    final Lane lane;
    private final BodyReader body = new BodyReader();
    private final StringBuilder log = new StringBuilder();
    private final boolean commits;
    private boolean isPaused;
    private int pauses;
    private String errorEvent = "";

    LaneRun(Reading reading, Framing framing, long length, boolean cutsUsage, RecordingSink sink) {
        this(reading, framing, length, cutsUsage, sink, new ToyProbe(), true);
    }

    LaneRun(
            Reading reading,
            Framing framing,
            long length,
            boolean cutsUsage,
            RecordingSink sink,
            AnswerProbe probe,
            boolean commits) {
        this.sink = sink;
        this.commits = commits;
        body.start(framing, length);
        lane = new RelayLane(reading, probe, cutsUsage, HELD_BYTES_MAX, body, this, this);
    }

    /** A run of a translated lane, whose body lasts until its provider closes. */
    LaneRun(TranslatedLane.Translation translation, RecordingSink sink, boolean commits) {
        this.sink = sink;
        this.commits = commits;
        body.start(Framing.CLOSE, 0);
        lane = new TranslatedLane(translation, HELD_BYTES_MAX, body, this, this);
    }

    static LaneRun ofEvents(Framing framing, boolean cutsUsage) {
        return new LaneRun(Reading.EVENTS, framing, 0, cutsUsage, new RecordingSink(true));
    }

    /** Reads text of one byte per character, as one read. */
    LaneRun read(String text) {
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        try {
            lane.onRead(in);
            lane.onReadComplete();
        } finally {
            in.release();
        }
        return this;
    }

    /** Reads pieces and then, where the body ends with the connection, its end. Gives what happened. */
    String readAll(List<ByteBuf> pieces, boolean isClosedAtEnd) {
        for (ByteBuf piece : pieces) {
            lane.onRead(piece);
            lane.onReadComplete();
        }
        if (isClosedAtEnd) {
            lane.onInputClosed();
        }
        return log();
    }

    /** The source closes. */
    LaneRun close() {
        lane.onInputClosed();
        return this;
    }

    /** What the lane told, in order. */
    String log() {
        return log.toString();
    }

    String errorEvent() {
        return errorEvent;
    }

    boolean isPaused() {
        return isPaused;
    }

    int pauses() {
        return pauses;
    }

    static boolean isRefused(Runnable read) {
        try {
            read.run();
            return false;
        } catch (HttpRefusal refusal) {
            return true;
        }
    }

    @Override
    public void onOutput(int heldBytes, boolean isWhole) {
        log.append("output ").append(heldBytes).append(isWhole ? " whole; " : "; ");
        if (commits) {
            lane.open(sink);
        }
    }

    @Override
    public void onErrorEvent(ByteBuf buffer, int start, int end) {
        errorEvent = buffer.toString(start, end - start, StandardCharsets.ISO_8859_1);
        log.append("error; ");
        lane.drop();
    }

    @Override
    public void onFault(GatewayFault fault) {
        log.append("fault ").append(fault.message()).append("; ");
        lane.drop();
    }

    @Override
    public void onEnd() {
        log.append("end; ");
    }

    @Override
    public void onBroken(boolean canBeTold) {
        log.append(canBeTold ? "broken and can be told; " : "broken; ");
        lane.drop();
    }

    @Override
    public void pause() {
        isPaused = true;
        pauses++;
    }

    @Override
    public void resume() {
        isPaused = false;
    }
}
