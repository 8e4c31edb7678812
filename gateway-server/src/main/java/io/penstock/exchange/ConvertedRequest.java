package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.retrieval.Conversion;
import io.penstock.provider.Dialects;
import io.penstock.relay.ConvertedLane;
import java.util.ArrayList;
import java.util.List;

/**
 * One request on its way from the client's form into a provider's, in as many calls as that takes, all of which are written before the
 * first is made. Made for one attempt. Confined to its event loop.
 */
final class ConvertedRequest {
    private final Conversion<?, ?> conversion;
    private final List<List<ByteBuf>> written = new ArrayList<>();

    /**
     * Writes the calls.
     *
     * @param form the provider's, for the report
     * @param isStrict whether what cannot be carried over is refused
     * @throws FaultException where the request cannot be told in the provider's form, or loses something though it must not
     */
    ConvertedRequest(Conversion<?, ?> conversion, String form, boolean isStrict, ByteBufAllocator alloc) {
        this.conversion = conversion;
        boolean isWritten = false;
        try {
            for (int i = 0; i < conversion.calls(); i++) {
                int call = i;
                written.add(JsonWriter.pieces(alloc, out -> conversion.writeRequest(call, out)));
            }
            Translation.requireNothingLost(conversion.loss(), conversion.target(), form, isStrict);
            isWritten = true;
        } finally {
            if (!isWritten) {
                release();
            }
        }
    }

    /** How often the provider is asked. */
    int calls() {
        return written.size();
    }

    /** The body of a call; good until {@link #release}. */
    RequestBody body(int call) {
        return new RequestBody.Written(written.get(call));
    }

    /** What the request lost. */
    LossReport loss() {
        return conversion.loss();
    }

    /** What the answers to all calls come back through. */
    AnswerPlan.Converted plan(String id, FaultWriter faults, long wholeBytesMax) {
        Dialect errors = Dialects.find(conversion.dialect());
        if (errors == null) {
            throw new IllegalStateException("errors in " + conversion.dialect() + ", which nobody knows");
        }
        return new AnswerPlan.Converted(
                new ConvertedLane.Settings(conversion, errors.newAnswerReader(), id, wholeBytesMax), faults);
    }

    /** Gives up what was written and what was answered. */
    void release() {
        written.forEach(pieces -> pieces.forEach(ByteBuf::release));
        written.clear();
        conversion.release();
    }
}
