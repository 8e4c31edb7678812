package io.penstock.dialect.bedrock.answer;

import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the dialect calls the ways to fail. In a frame a name begins in lower case, in an answer in upper case, with a namespace in front
 * ({@code com.amazon.coral.service#}) or a link behind ({@code :http://}).
 */
enum ExceptionType {
    VALIDATION("ValidationException", 400, Kind.INVALID_REQUEST),
    CONFLICT("ConflictException", 400, Kind.INVALID_REQUEST),
    ACCESS_DENIED("AccessDeniedException", 403, Kind.FORBIDDEN),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403, Kind.UNAUTHENTICATED),
    EXPIRED_TOKEN("ExpiredTokenException", 403, Kind.UNAUTHENTICATED),
    INVALID_SIGNATURE("InvalidSignatureException", 403, Kind.UNAUTHENTICATED),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403, Kind.UNAUTHENTICATED),
    MISSING_TOKEN("MissingAuthenticationTokenException", 403, Kind.UNAUTHENTICATED),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404, Kind.MODEL_NOT_FOUND),
    UNKNOWN_OPERATION("UnknownOperationException", 404, Kind.NOT_FOUND),
    MODEL_TIMEOUT("ModelTimeoutException", 408, Kind.UPSTREAM_TIMEOUT),
    MODEL_ERROR("ModelErrorException", 424, Kind.UPSTREAM_BROKEN),
    MODEL_STREAM_ERROR("ModelStreamErrorException", 424, Kind.UPSTREAM_BROKEN),
    THROTTLING("ThrottlingException", 429, Kind.RATE_LIMITED),
    SERVICE_QUOTA("ServiceQuotaExceededException", 400, Kind.RATE_LIMITED),
    MODEL_NOT_READY("ModelNotReadyException", 429, Kind.OVERLOADED),
    INTERNAL_SERVER("InternalServerException", 500, Kind.UPSTREAM_BROKEN),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503, Kind.OVERLOADED);

    private final String key;
    private final int status;
    private final Kind kind;

    ExceptionType(String key, int status, Kind kind) {
        this.key = key;
        this.status = status;
        this.kind = kind;
    }

    /** The name in an answer. */
    String key() {
        return key;
    }

    /** The name in a frame. */
    String frameKey() {
        return key.substring(0, 1).toLowerCase(Locale.ROOT) + key.substring(1);
    }

    /** The status that goes with it. */
    int status() {
        return status;
    }

    /** What it means. */
    Kind kind() {
        return kind;
    }

    /** The one of that name; null where it is none of these. */
    static @Nullable ExceptionType of(String told) {
        String name = told.substring(told.indexOf('#') + 1);
        int link = name.indexOf(':');
        String bare = link < 0 ? name : name.substring(0, link);
        for (ExceptionType type : values()) {
            if (type.key.equalsIgnoreCase(bare)) {
                return type;
            }
        }
        return null;
    }

    /** What a client of the dialect is told of a fault, in an answer. */
    static ExceptionType of(GatewayFault.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> UNRECOGNIZED_CLIENT;
            case FORBIDDEN, MODEL_NOT_ALLOWED -> ACCESS_DENIED;
            case PAYMENT_REQUIRED -> SERVICE_QUOTA;
            case MODEL_NOT_FOUND -> RESOURCE_NOT_FOUND;
            case NOT_FOUND, UNSUPPORTED_OPERATION -> UNKNOWN_OPERATION;
            case RATE_LIMITED -> THROTTLING;
            case UPSTREAM_TIMEOUT, REQUEST_TIMEOUT -> MODEL_TIMEOUT;
            case UPSTREAM_BROKEN -> MODEL_ERROR;
            case UPSTREAM_UNREACHABLE, OVERLOADED -> SERVICE_UNAVAILABLE;
            case INTERNAL -> INTERNAL_SERVER;
            case INVALID_REQUEST,
                    INVALID_JSON,
                    METHOD_NOT_ALLOWED,
                    TOO_LARGE,
                    URI_TOO_LONG,
                    UNSUPPORTED_MEDIA_TYPE,
                    EXPECTATION_FAILED,
                    HEAD_TOO_LARGE,
                    NOT_IMPLEMENTED,
                    VERSION_NOT_SUPPORTED -> VALIDATION;
        };
    }

    /** The nearest of those that a stream can hold: its clients know five. */
    ExceptionType inStream() {
        return switch (this) {
            case THROTTLING, VALIDATION, INTERNAL_SERVER, SERVICE_UNAVAILABLE, MODEL_STREAM_ERROR -> this;
            case MODEL_TIMEOUT, MODEL_ERROR -> MODEL_STREAM_ERROR;
            case MODEL_NOT_READY -> SERVICE_UNAVAILABLE;
            default -> VALIDATION;
        };
    }
}
