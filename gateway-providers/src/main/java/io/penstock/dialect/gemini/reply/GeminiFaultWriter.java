package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;

/**
 * A fault as Google's APIs tell it: {@code {"error":{"code","message","status","details"}}}, its details in the types of
 * {@code google.rpc} that clients know.
 */
public final class GeminiFaultWriter implements FaultWriter {
    private static final String TYPE = "type.googleapis.com/google.rpc.";

    @Override
    public void writeBody(GatewayFault fault, String requestId, ByteBuf out) {
        JsonWriter json = JsonWriter.into(out);
        json.beginObject().name("error").beginObject();
        json.name("code").number(fault.status());
        json.name("message").string(fault.message());
        json.name("status").string(status(fault.kind()));
        json.name("details").beginArray();
        json.beginObject().name("@type").string(TYPE + "ErrorInfo");
        json.name("reason")
                .string(fault.code())
                .name("domain")
                .string("penstock")
                .endObject();
        String param = fault.param();
        if (param != null) {
            json.beginObject()
                    .name("@type")
                    .string(TYPE + "BadRequest")
                    .name("fieldViolations")
                    .beginArray();
            json.beginObject()
                    .name("field")
                    .string(param)
                    .name("description")
                    .string(fault.message())
                    .endObject();
            json.endArray().endObject();
        }
        if (fault.retryAfterSeconds() > 0) {
            json.beginObject().name("@type").string(TYPE + "RetryInfo");
            json.name("retryDelay").string(fault.retryAfterSeconds() + "s").endObject();
        }
        json.beginObject().name("@type").string(TYPE + "RequestInfo");
        json.name("requestId").string(requestId).endObject();
        json.endArray().endObject().endObject();
    }

    @Override
    public void writeEvent(GatewayFault fault, String requestId, ByteBuf out) {
        ByteBufUtil.writeAscii(out, "data: ");
        writeBody(fault, requestId, out);
        ByteBufUtil.writeAscii(out, "\r\n\r\n");
    }

    /** An empty line and no comment: clients of Google's look for {@code data} behind white space, and get stuck at anything else. */
    @Override
    public void writeKeepAlive(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "\r\n");
    }

    private static String status(GatewayFault.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST,
                    INVALID_JSON,
                    TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    EXPECTATION_FAILED,
                    HEAD_TOO_LARGE,
                    VERSION_NOT_SUPPORTED -> "INVALID_ARGUMENT";
            case UNAUTHENTICATED -> "UNAUTHENTICATED";
            case FORBIDDEN, MODEL_NOT_ALLOWED -> "PERMISSION_DENIED";
            case PAYMENT_REQUIRED -> "FAILED_PRECONDITION";
            case NOT_FOUND, MODEL_NOT_FOUND -> "NOT_FOUND";
            case UNSUPPORTED_OPERATION, METHOD_NOT_ALLOWED, NOT_IMPLEMENTED -> "UNIMPLEMENTED";
            case RATE_LIMITED -> "RESOURCE_EXHAUSTED";
            case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "DEADLINE_EXCEEDED";
            case INTERNAL, UPSTREAM_BROKEN -> "INTERNAL";
            case UPSTREAM_UNREACHABLE, OVERLOADED -> "UNAVAILABLE";
        };
    }
}
