package io.penstock.dialect.gemini.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"error":{"code","message","status","details"}}}, which stands in an array of its own where a stream was asked for. */
final class ErrorReader {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MESSAGE_CHARACTERS_MAX = 4096;
    private static final int SECONDS_CHARACTERS_MAX = 24;
    private static final long SECONDS_MAX = 86_400;

    private static final Map<String, Kind> KINDS = Map.of(
            "INVALID_ARGUMENT", Kind.INVALID_REQUEST,
            "FAILED_PRECONDITION", Kind.INVALID_REQUEST,
            "UNAUTHENTICATED", Kind.UNAUTHENTICATED,
            "PERMISSION_DENIED", Kind.FORBIDDEN,
            "NOT_FOUND", Kind.MODEL_NOT_FOUND,
            "RESOURCE_EXHAUSTED", Kind.RATE_LIMITED,
            "INTERNAL", Kind.UPSTREAM_BROKEN,
            "UNAVAILABLE", Kind.OVERLOADED,
            "DEADLINE_EXCEEDED", Kind.UPSTREAM_TIMEOUT);

    private ErrorReader() {}

    /**
     * What an answer says that has an error in place of, or among, its members. Borrows {@code buffer}.
     *
     * @param status the answer's; 0 where its error alone says it
     */
    static GatewayFault read(int status, ByteBuf buffer, int start, int end) {
        JsonNode body;
        try {
            body = MAPPER.readTree(ByteBufUtil.getBytes(buffer, start, end - start));
        } catch (IOException notJson) {
            return unreadable(status);
        }
        JsonNode error = body.path("error");
        for (int i = 0; i < body.size() && error.isMissingNode(); i++) {
            error = body.path(i).path("error");
        }
        if (error.isTextual()) {
            return GatewayFault.ofProvider(status, null, null, shortened(error.textValue()), null);
        }
        return error.isObject() ? ofError(status, error) : unreadable(status);
    }

    private static GatewayFault unreadable(int status) {
        String message = status == 0
                ? "the provider's answer holds an error that cannot be read"
                : "the provider answered with status " + status + " and no error that can be read";
        return GatewayFault.ofProvider(status, null, null, message, null);
    }

    private static GatewayFault ofError(int status, JsonNode error) {
        int told = status == 0 ? error.path("code").asInt() : status;
        JsonNode details = error.path("details");
        Kind kind = KINDS.get(error.path("status").asText());
        if ("API_KEY_INVALID".equals(detail(details, "ErrorInfo", "reason"))) {
            // Said with status 400, and no client would look for a bad key behind that.
            kind = Kind.UNAUTHENTICATED;
            told = kind.status();
        } else if (told == 0 && kind != null) {
            told = kind.status();
        }
        String message = error.path("message").asText();
        GatewayFault fault = GatewayFault.ofProvider(
                told,
                kind,
                null,
                shortened(message.isEmpty() ? "the provider gave no message" : message),
                field(details));
        long seconds = seconds(detail(details, "RetryInfo", "retryDelay"));
        return seconds > 0 ? fault.retryAfter(seconds) : fault;
    }

    private static @Nullable String field(JsonNode details) {
        for (JsonNode detail : details) {
            JsonNode field = detail.path("fieldViolations").path(0).path("field");
            if (field.isTextual() && !field.textValue().isEmpty()) {
                return shortened(field.textValue());
            }
        }
        return null;
    }

    private static @Nullable String detail(JsonNode details, String type, String member) {
        for (JsonNode detail : details) {
            if (detail.path("@type").asText().endsWith("google.rpc." + type)) {
                return detail.path(member).asText();
            }
        }
        return null;
    }

    /** A duration such as {@code 34.4s}, rounded up; 0 where it is none. */
    private static long seconds(@Nullable String duration) {
        if (duration == null
                || duration.length() > SECONDS_CHARACTERS_MAX
                || !duration.matches("[0-9]{1,9}(\\.[0-9]*)?s")) {
            return 0;
        }
        BigDecimal seconds = new BigDecimal(duration.substring(0, duration.length() - 1));
        return Math.min(SECONDS_MAX, seconds.setScale(0, RoundingMode.CEILING).longValue());
    }

    private static String shortened(String text) {
        return text.length() <= MESSAGE_CHARACTERS_MAX ? text : text.substring(0, MESSAGE_CHARACTERS_MAX);
    }
}
