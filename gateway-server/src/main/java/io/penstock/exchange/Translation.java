package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.Dialect;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import java.util.List;

/**
 * One request on its way from the client's dialect into a provider's, and what its answer comes back through. Made for one attempt: another
 * provider may lose something else. Confined to its event loop.
 */
final class Translation {
    private final Dialect client;
    private final Dialect upstream;
    private final ChatRequest request;
    private final ModelTarget target;
    private final LossReport loss = new LossReport();
    private final List<ByteBuf> written;

    /**
     * Reads the request and writes it anew.
     *
     * @param body the client's, whole; borrowed until {@link #release}
     * @param isStream whether the client asked for a stream
     * @param isStrict whether what cannot be carried over is refused
     * @throws FaultException where the request cannot be understood, cannot be told in the other dialect, or loses something though it
     *     must not
     */
    Translation(
            Dialect client,
            Dialect upstream,
            ModelTarget target,
            ByteBuf body,
            boolean isStream,
            boolean isStrict,
            ByteBufAllocator alloc) {
        this.client = client;
        this.upstream = upstream;
        this.target = target;
        this.request = client.requestReader()
                .read(body, body.readerIndex(), body.writerIndex(), loss)
                .streamed(isStream);
        this.written = JsonWriter.pieces(alloc, out -> {
            upstream.requestWriter().write(request, target, out, loss);
            requireNothingLost(loss, target, upstream.name(), isStrict);
        });
    }

    /**
     * Refuses a request that loses something though it must not.
     *
     * @param dialect what it is told in
     */
    static void requireNothingLost(LossReport loss, ModelTarget target, String dialect, boolean isStrict) {
        List<String> fields = loss.refusable();
        if (isStrict && !fields.isEmpty()) {
            throw new FaultException(GatewayFault.of(
                    Kind.INVALID_REQUEST,
                    String.join(", ", fields) + ": cannot be carried over to " + target.provider()
                            + " (expected: fields that its dialect, " + dialect
                            + ", has, since translation is strict here)",
                    fields.get(0)));
        }
    }

    /** The body that the provider gets; good until {@link #release}. */
    RequestBody body() {
        return new RequestBody.Written(written);
    }

    /** The same in pieces; borrowed. */
    List<ByteBuf> written() {
        return written;
    }

    /** What the request lost. */
    LossReport loss() {
        return loss;
    }

    /** What the answer comes back through. */
    AnswerPlan.Translated plan(String id, long nowSeconds, long wholeBytesMax) {
        AnswerContext context =
                new AnswerContext(request.isStream(), request.isUsageWanted(), id, nowSeconds, target, request);
        return new AnswerPlan.Translated(
                upstream.newAnswerReader(), client.newAnswerWriter(context), request.isStream(), loss, wholeBytesMax);
    }

    /** Gives up what was written. */
    void release() {
        written.forEach(ByteBuf::release);
    }
}
