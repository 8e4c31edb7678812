package io.penstock.dialect.responses.reply;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GatewayFault;
import org.jspecify.annotations.Nullable;

/** A fault as OpenAI tells it. */
final class ErrorObject {
    private ErrorObject() {}

    /**
     * Writes the object.
     *
     * @param requestId null where the caller has it from the answer's head
     */
    static void write(GatewayFault fault, @Nullable String requestId, JsonWriter out) {
        out.beginObject().name("message").string(fault.message());
        out.name("type").string(type(fault.kind()));
        param(fault, out);
        out.name("code").string(fault.code());
        if (requestId != null) {
            out.name("request_id").string(requestId);
        }
        out.endObject();
    }

    /**
     * Writes an {@code error} event's object. What it says stands in it twice: clients raise what has an {@code error}, and the form that
     * is documented has none.
     */
    static void writeEvent(GatewayFault fault, String requestId, long sequenceNumber, JsonWriter out) {
        out.beginObject().name("type").string("error");
        out.name("sequence_number").number(sequenceNumber);
        out.name("code").string(fault.code());
        out.name("message").string(fault.message());
        param(fault, out);
        out.name("error");
        write(fault, requestId, out);
        out.endObject();
    }

    /**
     * What a response that has failed calls it: a provider's own word as it is, and of the words that the dialect has for such responses
     * the one that is nearest to the gateway's.
     */
    static String responseCode(GatewayFault fault) {
        if (!fault.code().equals(fault.kind().code())) {
            return fault.code();
        }
        return switch (fault.kind()) {
            case RATE_LIMITED -> "rate_limit_exceeded";
            case INVALID_REQUEST, INVALID_JSON -> "invalid_prompt";
            default -> "server_error";
        };
    }

    private static void param(GatewayFault fault, JsonWriter out) {
        String param = fault.param();
        out.name("param");
        if (param == null) {
            out.nothing();
        } else {
            out.string(param);
        }
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
