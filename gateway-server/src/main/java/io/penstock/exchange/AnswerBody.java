package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.http.Field;
import io.penstock.codec.http.Framing;
import io.penstock.codec.http.GzipReader;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.relay.Lane;
import io.penstock.relay.LaneListener;
import io.penstock.relay.Reading;
import io.penstock.upstream.UpstreamConnection;
import org.jspecify.annotations.Nullable;

/**
 * The body of a provider's answer on its way into the relay lane: read as its head says, and with gzip taken off where it came all
 * the same and must be read. Any other coding goes down unread. Confined to its event loop.
 */
final class AnswerBody implements GzipReader.Output {
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String FRAMES = "application/vnd.amazon.eventstream";

    private final Reading reading;
    private final Lane lane;
    private final BodyReader framing;
    private final @Nullable GzipReader gzip;

    private AnswerBody(Reading reading, Lane lane, BodyReader framing, @Nullable GzipReader gzip) {
        this.reading = reading;
        this.lane = lane;
        this.framing = framing;
        this.gzip = gzip;
    }

    /** The body behind {@code head}, which is read only if the head says that it can be. */
    static AnswerBody read(
            Head head,
            UpstreamConnection connection,
            AnswerPlan plan,
            ExchangePolicy.Limits limits,
            LaneListener listener) {
        String coding = head.first(Field.CONTENT_ENCODING);
        boolean isPlain = coding == null || coding.equalsIgnoreCase("identity");
        boolean isGzip = coding != null && coding.equalsIgnoreCase("gzip");
        Reading told = isPlain || isGzip ? readingOf(head.first(Field.CONTENT_TYPE)) : Reading.OPAQUE;
        Reading reading = plan.readingOf(told, head.status());
        if (!isGzip || reading == Reading.OPAQUE) {
            return plain(
                    new AnswerPlan.Arrival(head.status(), reading, connection.body(), connection),
                    plan,
                    limits,
                    listener);
        }
        BodyReader inflated = new BodyReader();
        inflated.start(Framing.CLOSE, 0);
        Lane lane = plan.newLane(
                new AnswerPlan.Arrival(head.status(), reading, inflated, connection),
                limits.answerHeldBytesMax(),
                listener);
        return new AnswerBody(
                reading, lane, connection.body(), new GzipReader(connection.alloc(), limits.bodyBytesMax()));
    }

    /** The body of an answer that goes down as it is. */
    static AnswerBody unread(
            Head head,
            UpstreamConnection connection,
            AnswerPlan plan,
            ExchangePolicy.Limits limits,
            LaneListener listener) {
        return plain(
                new AnswerPlan.Arrival(head.status(), Reading.OPAQUE, connection.body(), connection),
                plan,
                limits,
                listener);
    }

    private static AnswerBody plain(
            AnswerPlan.Arrival arrival, AnswerPlan plan, ExchangePolicy.Limits limits, LaneListener listener) {
        Lane lane = plan.newLane(arrival, limits.answerHeldBytesMax(), listener);
        return new AnswerBody(arrival.reading(), lane, arrival.framing(), null);
    }

    private static Reading readingOf(@Nullable String contentType) {
        if (contentType == null) {
            return Reading.OPAQUE;
        }
        if (contentType.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length())) {
            return Reading.EVENTS;
        }
        if (contentType.regionMatches(true, 0, FRAMES, 0, FRAMES.length())) {
            return Reading.FRAMES;
        }
        return contentType.contains("json") ? Reading.WHOLE : Reading.OPAQUE;
    }

    Reading reading() {
        return reading;
    }

    Lane lane() {
        return lane;
    }

    /** Whether gzip is taken off, so that neither its name nor its length are the client's. */
    boolean isInflated() {
        return gzip != null;
    }

    /** One read of the connection. Borrows {@code in}. */
    void onRead(ByteBuf in) {
        if (gzip == null) {
            lane.onRead(in);
            return;
        }
        try {
            boolean isDone = framing.read(in, this::inflate);
            if (isDone && !lane.isOver()) {
                gzip.onEnd();
                lane.onSourceEnd(true);
            }
        } catch (HttpRefusal refusal) {
            lane.onSourceEnd(false);
            throw refusal;
        }
    }

    /** A range of the body. What comes of it may end the exchange, and then nothing more is read. */
    private void inflate(ByteBuf in, int start, int end) {
        if (gzip != null && !lane.isOver()) {
            gzip.read(in, start, end, this);
        }
    }

    /** A piece that gzip was taken off. Takes {@code piece}. */
    @Override
    public void onInflated(ByteBuf piece) {
        try {
            if (!lane.isOver()) {
                lane.onRead(piece);
            }
        } finally {
            piece.release();
        }
    }

    /** The connection has closed. */
    void onInputClosed() {
        if (gzip == null) {
            lane.onInputClosed();
            return;
        }
        try {
            framing.onInputClosed();
            gzip.onEnd();
            lane.onSourceEnd(true);
        } catch (HttpRefusal cutShort) {
            lane.onSourceEnd(false);
        }
    }

    /** The connection was reset or failed: an answer that lasts until close is not whole then. */
    void onInputBroken() {
        lane.onSourceEnd(false);
    }

    /** Gives up what is held. */
    void close() {
        lane.drop();
        if (gzip != null) {
            gzip.close();
        }
    }
}
