package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.eventstream.FrameScanner;
import io.penstock.codec.http.BodyReader;
import io.penstock.codec.sse.EventScanner;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Usage;
import io.penstock.relay.ConvertedLane;
import io.penstock.relay.Lane;
import io.penstock.relay.LaneListener;
import io.penstock.relay.Reading;
import io.penstock.relay.RelayLane;
import io.penstock.relay.Source;
import io.penstock.relay.TranslatedLane;
import io.penstock.relay.TranslatedLane.Translation;
import org.jspecify.annotations.Nullable;

/** How the answer of one attempt travels: as it is, translated as it comes, or converted once it is whole. */
sealed interface AnswerPlan {
    /** An answer with this status or above is an error. */
    int STATUS_ERROR_MIN = 400;

    /** The lane for an answer whose head was read. */
    Lane newLane(Arrival arrival, int heldBytesMax, LaneListener listener);

    /** What the answer reported as used so far; null where nothing. */
    @Nullable
    Usage usage();

    /** What the answer lost on its way so far, in one line; empty where nothing. */
    String loss();

    /** What the request lost, in one line; empty where nothing. */
    String requestLoss();

    /** Writes what tells a client that has a part of a stream that it broke. */
    void tell(GatewayFault fault, String id, ByteBuf out);

    /** The content type that the client is told; null for the provider's own. */
    @Nullable
    String contentType();

    /** How an answer is read whose head says that it is that. */
    default Reading readingOf(Reading told, int status) {
        return told;
    }

    /** Whether the client gets a stream of events, of an answer that comes like that. */
    boolean isEvents(Reading reading);

    /**
     * An answer that has begun to arrive.
     *
     * @param status of its head
     * @param reading what its head says that it is
     * @param framing taken off its body
     */
    record Arrival(int status, Reading reading, BodyReader framing, Source source) {}

    /**
     * As it is.
     *
     * @param probe asked of it on its way
     * @param cutsUsage whether the usage event of a stream goes no further, since the gateway alone asked for it
     * @param isArrayWanted whether JSON is a stream of elements, since that is what was asked for
     */
    record Relayed(AnswerProbe probe, boolean cutsUsage, FaultWriter faults, boolean isArrayWanted)
            implements AnswerPlan {
        /** An answer whose head says what it is. */
        Relayed(AnswerProbe probe, boolean cutsUsage, FaultWriter faults) {
            this(probe, cutsUsage, faults, false);
        }

        @Override
        public Reading readingOf(Reading told, int status) {
            return isArrayWanted && told == Reading.WHOLE && status < STATUS_ERROR_MIN ? Reading.ELEMENTS : told;
        }

        @Override
        public Lane newLane(Arrival arrival, int heldBytesMax, LaneListener listener) {
            return new RelayLane(
                    arrival.reading(), probe, cutsUsage, heldBytesMax, arrival.framing(), arrival.source(), listener);
        }

        @Override
        public @Nullable Usage usage() {
            return probe.usage();
        }

        @Override
        public String loss() {
            return "";
        }

        @Override
        public String requestLoss() {
            return "";
        }

        @Override
        public void tell(GatewayFault fault, String id, ByteBuf out) {
            faults.writeEvent(fault, id, out);
        }

        @Override
        public @Nullable String contentType() {
            return null;
        }

        @Override
        public boolean isEvents(Reading reading) {
            return reading.isEvents();
        }
    }

    /**
     * Into another dialect.
     *
     * @param isStreamWanted whether the client asked for one
     * @param lost by the request
     * @param wholeBytesMax of an answer that is no stream
     */
    record Translated(
            AnswerReader reader, AnswerWriter writer, boolean isStreamWanted, LossReport lost, long wholeBytesMax)
            implements AnswerPlan {
        @Override
        public Lane newLane(Arrival arrival, int heldBytesMax, LaneListener listener) {
            Translation translation = new Translation(
                    arrival.status() >= STATUS_ERROR_MIN ? arrival.status() : 0,
                    arrival.reading(),
                    arrival.reading() == Reading.FRAMES ? new FrameScanner()::nextEnd : new EventScanner()::nextEnd,
                    reader,
                    writer,
                    isStreamWanted,
                    wholeBytesMax);
            return new TranslatedLane(translation, heldBytesMax, arrival.framing(), arrival.source(), listener);
        }

        @Override
        public @Nullable Usage usage() {
            return reader.usage();
        }

        @Override
        public String loss() {
            return writer.loss().line();
        }

        @Override
        public String requestLoss() {
            return lost.line();
        }

        @Override
        public void tell(GatewayFault fault, String id, ByteBuf out) {
            writer.to(out);
            writer.onError(fault);
        }

        @Override
        public String contentType() {
            return writer.contentType();
        }

        @Override
        public boolean isEvents(Reading reading) {
            return isStreamWanted;
        }
    }

    /**
     * From one form into another, whole.
     *
     * @param lane its settings
     * @param faults how the client is told an error
     */
    record Converted(ConvertedLane.Settings lane, FaultWriter faults) implements AnswerPlan {
        @Override
        public Lane newLane(Arrival arrival, int heldBytesMax, LaneListener listener) {
            return new ConvertedLane(
                    lane,
                    arrival.status() >= STATUS_ERROR_MIN ? arrival.status() : 0,
                    arrival.framing(),
                    arrival.source(),
                    listener);
        }

        @Override
        public @Nullable Usage usage() {
            return lane.conversion().usage();
        }

        @Override
        public String loss() {
            return "";
        }

        @Override
        public String requestLoss() {
            return lane.conversion().loss().line();
        }

        @Override
        public void tell(GatewayFault fault, String id, ByteBuf out) {
            faults.writeEvent(fault, id, out);
        }

        @Override
        public String contentType() {
            return "application/json";
        }

        @Override
        public boolean isEvents(Reading reading) {
            return false;
        }
    }
}
