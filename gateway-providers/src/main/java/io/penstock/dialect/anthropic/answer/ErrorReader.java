package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"type":"error","error":{"type","message"}}}, and what other servers of the dialect answer in its place: a message
 * beside a missing error, an error that is a text, a body that is no JSON.
 */
final class ErrorReader {
    private static final int CHARACTERS_MAX = 4096;
    private static final int PLAIN_BYTES_MAX = 512;
    private static final int STATUS_ERROR_MIN = 400;
    /** What a client of any dialect looks for to shorten its conversation. */
    private static final String TOO_LONG = "prompt is too long";

    private static final String TOO_LONG_CODE = "context_length_exceeded";

    private static final JsonKey[] MEMBERS = {JsonKey.of("error"), JsonKey.of("message"), JsonKey.of("type")};
    private static final int ERROR = 0;
    private static final int MESSAGE = 1;
    private static final int TYPE = 2;

    private static final String[] TYPES = {
        "invalid_request_error",
        "authentication_error",
        "billing_error",
        "permission_error",
        "not_found_error",
        "request_too_large",
        "rate_limit_error",
        "api_error",
        "timeout_error",
        "overloaded_error"
    };
    private static final int[] STATUSES = {400, 401, 402, 403, 404, 413, 429, 500, 504, 529};

    private final JsonCursor cursor = new JsonCursor();
    private @Nullable EscapedText type;
    private @Nullable EscapedText message;

    private ErrorReader() {}

    /** What cannot be read of an answer. */
    static GatewayFault broken(String what) {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer could not be read: " + what);
    }

    /**
     * What the range says.
     *
     * @param status the answer's; 0 where the error itself has to say it
     */
    static GatewayFault read(int status, ByteBuf buffer, int start, int end) {
        ErrorReader reader = new ErrorReader();
        reader.cursor.reset(buffer, start, end);
        reader.readMembers(true);
        reader.cursor.clear();
        return reader.toFault(status, buffer, start, end);
    }

    private void readMembers(boolean isOuter) {
        if (!cursor.enterObject()) {
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case ERROR -> onError(isOuter);
                case MESSAGE -> {
                    EscapedText text = cursor.takeText();
                    message = isOuter && message != null ? message : text;
                }
                case TYPE -> {
                    EscapedText text = cursor.takeText();
                    type = isOuter ? type : text;
                }
                default -> cursor.skip();
            }
        }
    }

    private void onError(boolean isOuter) {
        if (isOuter && cursor.first() == '{') {
            readMembers(false);
        } else {
            EscapedText text = cursor.takeText();
            message = text == null ? message : text;
        }
    }

    private GatewayFault toFault(int status, ByteBuf buffer, int start, int end) {
        int known = indexOf(type);
        int told = status < STATUS_ERROR_MIN && known >= 0 ? STATUSES[known] : status;
        Kind kind = known < 0 ? null : Kind.ofStatus(STATUSES[known]);
        if (kind == null && told < STATUS_ERROR_MIN) {
            kind = Kind.UPSTREAM_BROKEN;
        }
        String text = message == null ? plain(told, buffer, start, end) : message.decode();
        if (text.length() > CHARACTERS_MAX) {
            text = text.substring(0, CHARACTERS_MAX);
        }
        String code = known >= 0 || type == null ? null : type.decode();
        return GatewayFault.ofProvider(told, kind, text.startsWith(TOO_LONG) ? TOO_LONG_CODE : code, text, null);
    }

    private static int indexOf(@Nullable EscapedText type) {
        for (int i = 0; i < TYPES.length && type != null; i++) {
            if (type.is(TYPES[i])) {
                return i;
            }
        }
        return -1;
    }

    /** A short text that is no JSON and no page is the message. */
    private static String plain(int status, ByteBuf buffer, int start, int end) {
        if (end - start <= PLAIN_BYTES_MAX) {
            String text =
                    buffer.toString(start, end - start, StandardCharsets.UTF_8).strip();
            if (!text.isEmpty() && text.charAt(0) != '{' && text.charAt(0) != '<') {
                return text;
            }
        }
        return status < STATUS_ERROR_MIN
                ? "the provider failed and did not say why"
                : "the provider answered with status " + status + " and did not say why";
    }
}
