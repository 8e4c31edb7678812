package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Framing;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.Usage;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Lane;
import io.penstock.relay.LaneListener;
import io.penstock.relay.Reading;
import io.penstock.relay.Sink;
import org.jspecify.annotations.Nullable;

/** An attempt at an answer made here: its payload goes through the relay lane as a provider's does. */
final class LocalAttempt implements Attempt, LocalReply, LaneListener {
    private final LocalAnswer maker;
    private final LocalRequest request;
    private final AnswerPlan plan;
    private final int heldBytesMax;
    private final AttemptListener listener;
    private final BodyReader body = new BodyReader();

    private LocalSource source = LocalSource.NOTHING_MORE;
    private @Nullable Lane lane;
    private Reading reading = Reading.WHOLE;
    private int status;
    private String contentType = "";
    private boolean isOver;

    LocalAttempt(LocalAnswer maker, LocalRequest request, AnswerPlan plan, int heldBytesMax, AttemptListener listener) {
        this.maker = maker;
        this.request = request;
        this.plan = plan;
        this.heldBytesMax = heldBytesMax;
        this.listener = listener;
    }

    @Override
    public void begin() {
        LocalSource made = maker.answer(request, this);
        if (!isOver) {
            source = made;
        }
    }

    @Override
    public void head(int code, String type) {
        status = code;
        contentType = type;
        reading = type.startsWith("text/event-stream") ? Reading.EVENTS : Reading.WHOLE;
        body.start(Framing.CLOSE, 0);
        listener.onFirstByte();
        lane = plan.newLane(new AnswerPlan.Arrival(code, reading, body, new Pressure()), heldBytesMax, this);
    }

    @Override
    public void payload(ByteBuf payload) {
        try {
            if (lane != null && !isOver) {
                lane.onRead(payload);
                lane.onReadComplete();
            }
        } finally {
            payload.release();
        }
    }

    @Override
    public void end() {
        if (lane != null && !isOver) {
            lane.onInputClosed();
        }
    }

    @Override
    public void fault(GatewayFault fault) {
        if (!isOver) {
            close();
            listener.onDead(fault, null, false);
        }
    }

    @Override
    public void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | OutOfMemoryError defect) {
            listener.onDefect(defect);
        }
    }

    @Override
    public AnswerHead answerHead(long length) {
        String type = plan.contentType();
        AnswerHead head = new AnswerHead().status(status).field("content-type", type == null ? contentType : type);
        return isEvents()
                ? head.field("cache-control", "no-cache").field("x-accel-buffering", "no")
                : head.length(length);
    }

    @Override
    public boolean isEvents() {
        return plan.isEvents(reading);
    }

    @Override
    public boolean isBetweenEvents() {
        return isEvents() && lane != null && !lane.isWithinEvent();
    }

    @Override
    public void commit(Sink sink) {
        if (lane != null) {
            lane.open(sink);
        }
    }

    @Override
    public void onRequestBody(ByteBuf piece) {
        piece.release();
    }

    @Override
    public void onRequestEnd() {
        // A local answer has the whole request before it begins.
    }

    @Override
    public void onSinkWritable() {
        source.resume();
    }

    @Override
    public void onDeadline() {
        // A local answer waits for nobody.
    }

    @Override
    public void onOutput(int heldBytes, boolean isWhole) {
        listener.onOutput(heldBytes, isWhole, true);
    }

    @Override
    public void onErrorEvent(ByteBuf buffer, int start, int end) {
        fault(broken());
    }

    @Override
    public void onFault(GatewayFault fault) {
        onBroken(fault, true);
    }

    @Override
    public void tell(GatewayFault fault, String id, ByteBuf out) {
        plan.tell(fault, id, out);
    }

    @Override
    public void onEnd() {
        isOver = true;
        source.cancel();
        listener.onEnd();
    }

    @Override
    public void onBroken(boolean isBetweenEvents) {
        onBroken(broken(), isBetweenEvents);
    }

    private void onBroken(GatewayFault fault, boolean canBeTold) {
        if (lane != null && lane.isOpen()) {
            listener.onBroken(fault, canBeTold);
            close();
        } else {
            close();
            listener.onDead(fault, null, false);
        }
    }

    @Override
    public void close() {
        isOver = true;
        source.cancel();
        if (lane != null) {
            lane.drop();
        }
    }

    @Override
    public String answerLoss() {
        return plan.loss();
    }

    @Override
    public @Nullable Usage usage() {
        return plan.usage();
    }

    @Override
    public @Nullable String upstreamId() {
        return null;
    }

    @Override
    public long answerBytes() {
        return lane == null ? 0 : lane.bytesSent();
    }

    @Override
    public long heldBytes() {
        return lane == null ? 0 : lane.heldBytes();
    }

    private static GatewayFault broken() {
        return GatewayFault.of(Kind.INTERNAL, "the answer broke off");
    }

    /** What the lane sees of a source that may not have been returned yet. */
    private final class Pressure implements io.penstock.relay.Source {
        @Override
        public void pause() {
            source.pause();
        }

        @Override
        public void resume() {
            source.resume();
        }
    }
}
