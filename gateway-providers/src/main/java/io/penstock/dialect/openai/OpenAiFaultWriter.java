package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonStrings;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import org.jspecify.annotations.Nullable;

/**
 * A fault as OpenAI tells it: {@code {"error":{"message","type","param","code"}}}, in a stream as a {@code data} event, which its
 * clients raise as they raise a failed call. The event carries {@code request_id} too: of an answer's head no caller may be left.
 */
final class OpenAiFaultWriter implements FaultWriter {

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        write(fault, null, out);
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "data: ");
        write(fault, requestId, out);
        ByteBufUtil.writeAscii(out, "\n\n");
    }

    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, ": ping\n\n");
    }

    private static void write(GatewayFault fault, @Nullable String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"error\":{\"message\":");
        JsonStrings.write(fault.message(), out);
        ByteBufUtil.writeAscii(out, ",\"type\":");
        JsonStrings.write(type(fault.kind()), out);
        ByteBufUtil.writeAscii(out, ",\"param\":");
        String param = fault.param();
        if (param == null) {
            ByteBufUtil.writeAscii(out, "null");
        } else {
            JsonStrings.write(param, out);
        }
        ByteBufUtil.writeAscii(out, ",\"code\":");
        JsonStrings.write(fault.code(), out);
        if (requestId != null) {
            ByteBufUtil.writeAscii(out, ",\"request_id\":");
            JsonStrings.write(requestId, out);
        }
        ByteBufUtil.writeAscii(out, "}}");
    }

    private static String type(GatewayFault.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    INVALID_JSON,
                    UNAUTHENTICATED,
                    NOT_FOUND,
                    MODEL_NOT_FOUND,
                    UNSUPPORTED_OPERATION,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    EXPECTATION_FAILED,
                    HEAD_TOO_LARGE,
                    NOT_IMPLEMENTED,
                    VERSION_NOT_SUPPORTED -> "invalid_request_error";
            case FORBIDDEN, MODEL_NOT_ALLOWED -> "permission_error";
            case PAYMENT_REQUIRED -> "billing_error";
            case RATE_LIMITED -> "rate_limit_error";
            case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "timeout_error";
            case INTERNAL -> "server_error";
            case UPSTREAM_UNREACHABLE, UPSTREAM_BROKEN -> "api_error";
            case OVERLOADED -> "overloaded_error";
        };
    }
}
