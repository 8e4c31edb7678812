package io.penstock.dialect;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong with one request, before any dialect has put it into words of its own.
 *
 * <p>A fault says nothing about hosts, classes or credentials: its message goes to the caller as it is. A {@link FaultWriter}
 * renders it and nothing else writes an error.
 *
 * @param kind which of the known ways to fail
 * @param status the HTTP status: the kind's own, or the one that a provider answered with
 * @param code what a program may look for: the kind's own, or what a provider called it
 * @param message for the caller, of the grammar {@code name: value (expected: range)} where a value is at fault
 * @param param the request field at fault, where one is
 * @param retryAfterSeconds when a retry may succeed; 0 where that is not known
 */
public record GatewayFault(
        Kind kind,
        int status,
        String code,
        String message,
        @Nullable String param,
        long retryAfterSeconds) {

    private static final int STATUS_ERROR_MIN = 400;
    private static final int STATUS_SERVER_MIN = 500;
    private static final int STATUS_MAX = 599;
    private static final int BLOCKED = 498;
    private static final int CLIENT_CLOSED = 499;
    private static final int VENDOR_OVERLOADED = 529;

    /** The known ways to fail, each with its HTTP status and the code that a program may look for. */
    public enum Kind {
        /** The request is not what the operation takes. */
        INVALID_REQUEST(400, "invalid_request"),
        /** The body is no JSON, or not of the shape that can be read. */
        INVALID_JSON(400, "invalid_json"),
        /** No credential, or one that is not good. */
        UNAUTHENTICATED(401, "invalid_api_key"),
        /** The caller may not do that. */
        FORBIDDEN(403, "forbidden"),
        /** The operator has not allowed that model. */
        MODEL_NOT_ALLOWED(403, "model_not_allowed"),
        /** What it costs is not covered. */
        PAYMENT_REQUIRED(402, "insufficient_quota"),
        /** No such URL. */
        NOT_FOUND(404, "not_found"),
        /** No provider is known for that model name. */
        MODEL_NOT_FOUND(404, "model_not_found"),
        /** The provider that was named does not have the operation. */
        UNSUPPORTED_OPERATION(404, "unsupported_operation"),
        /** The URL exists, the method does not. */
        METHOD_NOT_ALLOWED(405, "method_not_allowed"),
        /** The request did not arrive in time. */
        REQUEST_TIMEOUT(408, "request_timeout"),
        /** The body is above the limit, which the message names. */
        TOO_LARGE(413, "request_too_large"),
        /** The target of the request line is above its limit. */
        URI_TOO_LONG(414, "uri_too_long"),
        /** A content type or coding that cannot be read. */
        UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type"),
        /** An expectation that is not {@code 100-continue}. */
        EXPECTATION_FAILED(417, "expectation_failed"),
        /** More than a limit allows for now. */
        RATE_LIMITED(429, "rate_limit_exceeded"),
        /** The head is above its limit. */
        HEAD_TOO_LARGE(431, "request_header_fields_too_large"),
        /** A defect of the gateway itself. */
        INTERNAL(500, "internal_error"),
        /** A method or coding that HTTP knows and the gateway does not. */
        NOT_IMPLEMENTED(501, "not_implemented"),
        /** The provider could not be reached. */
        UPSTREAM_UNREACHABLE(502, "upstream_unreachable"),
        /** The provider's answer broke off or could not be read. */
        UPSTREAM_BROKEN(502, "upstream_error"),
        /** No room for more work just now. */
        OVERLOADED(503, "overloaded"),
        /** The provider did not answer in time. */
        UPSTREAM_TIMEOUT(504, "upstream_timeout"),
        /** A version of HTTP that is not spoken. */
        VERSION_NOT_SUPPORTED(505, "http_version_not_supported");

        private final int status;
        private final String code;

        Kind(int status, String code) {
            this.status = status;
            this.code = code;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** The code that a program may look for. */
        public String code() {
            return code;
        }

        /** What a provider mostly means that answers with that status. */
        public static Kind ofStatus(int status) {
            return switch (status) {
                case 401 -> UNAUTHENTICATED;
                case 402 -> PAYMENT_REQUIRED;
                case 403 -> FORBIDDEN;
                case 404 -> MODEL_NOT_FOUND;
                case 408, 504 -> UPSTREAM_TIMEOUT;
                case 413 -> TOO_LARGE;
                case 429 -> RATE_LIMITED;
                case 503, 529 -> OVERLOADED;
                default -> status >= STATUS_ERROR_MIN && status < STATUS_SERVER_MIN ? INVALID_REQUEST : UPSTREAM_BROKEN;
            };
        }
    }

    /** A fault that no field and no waiting time belongs to. */
    public static GatewayFault of(Kind kind, String message) {
        return of(kind, message, null);
    }

    /** A fault of one request field; null for none. */
    public static GatewayFault of(Kind kind, String message, @Nullable String param) {
        return new GatewayFault(kind, kind.status(), kind.code(), message, param, 0);
    }

    /**
     * What a provider answered in place of an answer. Its status stays where it says whose fault it is; one that is no error becomes the
     * kind's.
     *
     * @param kind null for the kind that such a status mostly means
     * @param code null for the kind's own
     */
    public static GatewayFault ofProvider(
            int status, @Nullable Kind kind, @Nullable String code, String message, @Nullable String param) {
        Kind known = kind == null ? Kind.ofStatus(status) : kind;
        int told = status >= STATUS_ERROR_MIN && status <= STATUS_MAX ? status : known.status();
        return new GatewayFault(known, told, code == null ? known.code() : code, message, param, 0);
    }

    /**
     * The same fault for a client of another API than the one that answered with it: a status that only a vendor has a meaning for (498
     * and 499 of Cohere, 529 of Anthropic) becomes the kind's.
     */
    public GatewayFault inCommonStatus() {
        return status == BLOCKED || status == CLIENT_CLOSED || status == VENDOR_OVERLOADED
                ? new GatewayFault(kind, kind.status(), code, message, param, retryAfterSeconds)
                : this;
    }

    /** The same fault, with the seconds after which a retry may succeed. */
    public GatewayFault retryAfter(long seconds) {
        return new GatewayFault(kind, status, code, message, param, seconds);
    }
}
