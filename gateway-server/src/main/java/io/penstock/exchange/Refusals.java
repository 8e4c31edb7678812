package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.http.HttpRefusal;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.relay.AnswerHead;
import io.penstock.relay.Sink;
import org.jspecify.annotations.Nullable;

/** Faults as answers. */
final class Refusals {
    private Refusals() {}

    /**
     * Answers {@code fault} to a client that has had nothing yet.
     *
     * @param body JSON in place of the gateway's own words, null for those; taken
     * @param allow the value of the {@code Allow} field, null for none
     */
    static void answer(
            GatewayFault fault,
            String requestId,
            FaultWriter writer,
            @Nullable ByteBuf body,
            @Nullable String allow,
            Sink sink) {
        ByteBuf told = body == null ? sink.alloc().directBuffer() : body;
        if (body == null) {
            writer.writeBody(fault, requestId, told);
        }
        AnswerHead head = new AnswerHead()
                .status(fault.status())
                .length(told.readableBytes())
                .field("content-type", "application/json")
                .field("x-request-id", requestId);
        if (fault.retryAfterSeconds() > 0) {
            head.field("retry-after", Long.toString(fault.retryAfterSeconds()));
        }
        if (allow != null) {
            head.field("allow", allow);
        }
        sink.head(head);
        sink.payload(told);
        sink.end();
    }

    /** What a client is told of bytes that were no request. */
    static GatewayFault of(HttpRefusal refusal) {
        Kind kind = switch (refusal.status()) {
            case 405 -> Kind.METHOD_NOT_ALLOWED;
            case 413 -> Kind.TOO_LARGE;
            case 414 -> Kind.URI_TOO_LONG;
            case 417 -> Kind.EXPECTATION_FAILED;
            case 431 -> Kind.HEAD_TOO_LARGE;
            case 501 -> Kind.NOT_IMPLEMENTED;
            case 505 -> Kind.VERSION_NOT_SUPPORTED;
            default -> Kind.INVALID_REQUEST;
        };
        return GatewayFault.of(kind, "request: " + refusal.reason());
    }
}
