package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonStrings;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/**
 * A fault as Anthropic tells it: {@code {"type":"error","error":{"type","message"},"request_id"}}, in a stream as an event named
 * {@code error}. An idle stream is kept open by an event named {@code ping}.
 */
public final class AnthropicFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"type\":\"error\",\"error\":{\"type\":\"");
        ByteBufUtil.writeAscii(out, type(fault.kind()));
        ByteBufUtil.writeAscii(out, "\",\"message\":");
        JsonStrings.write(fault.message(), out);
        ByteBufUtil.writeAscii(out, "},\"request_id\":");
        JsonStrings.write(requestId, out);
        out.writeByte('}');
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "event: error\ndata: ");
        writeBody(fault, requestId, out);
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "event: ping\ndata: {\"type\":\"ping\"}\n\n");
    }

    private static String type(GatewayFault.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    INVALID_JSON,
                    METHOD_NOT_ALLOWED,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    EXPECTATION_FAILED,
                    HEAD_TOO_LARGE,
                    NOT_IMPLEMENTED,
                    VERSION_NOT_SUPPORTED -> "invalid_request_error";
            case UNAUTHENTICATED -> "authentication_error";
            case PAYMENT_REQUIRED -> "billing_error";
            case FORBIDDEN, MODEL_NOT_ALLOWED -> "permission_error";
            case NOT_FOUND, MODEL_NOT_FOUND, UNSUPPORTED_OPERATION -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "timeout_error";
            case INTERNAL, UPSTREAM_UNREACHABLE, UPSTREAM_BROKEN -> "api_error";
            case OVERLOADED -> "overloaded_error";
        };
    }
}
