package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"message","id"}}, and what other servers of the dialect answer in its place: an error that is a text, a page. */
final class ErrorReader {
    private static final int CHARACTERS_MAX = 4096;
    private static final int PLAIN_BYTES_MAX = 512;
    private static final int STATUS_ERROR_MIN = 400;

    /** What is said or was to be said holds something that the provider refuses; a status of its own. */
    private static final int BLOCKED = 498;

    private static final String BLOCKED_CODE = "content_filter";
    /** The provider takes its caller for gone: an error of the connection, and no fault of whoever asked. */
    private static final int CALLER_GONE = 499;

    private static final String TOO_LONG = "too many tokens";
    /** What a client of any dialect looks for to shorten its conversation. */
    private static final String TOO_LONG_CODE = "context_length_exceeded";

    private static final JsonKey[] MEMBERS = {JsonKey.of("message"), JsonKey.of("error"), JsonKey.of("detail")};
    private static final JsonKey[] INNER = {JsonKey.of("message")};

    private ErrorReader() {}

    /** What cannot be read of an answer. */
    static GatewayFault broken(String what) {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer could not be read: " + what);
    }

    /** An answer that ended in an error. */
    static GatewayFault failed(boolean isTimeout, @Nullable EscapedText told) {
        String message = told == null ? "the provider ended its answer with an error" : bounded(told.decode());
        return GatewayFault.of(isTimeout ? Kind.UPSTREAM_TIMEOUT : Kind.UPSTREAM_BROKEN, message);
    }

    /**
     * What the range says.
     *
     * @param status the answer's; 0 where it was none of an error
     */
    static GatewayFault read(int status, ByteBuf buffer, int start, int end) {
        EscapedText told = message(buffer, start, end);
        String text = told == null ? plain(status, buffer, start, end) : bounded(told.decode());
        if (status < STATUS_ERROR_MIN || status == CALLER_GONE) {
            return GatewayFault.of(Kind.UPSTREAM_BROKEN, text);
        }
        String code = status == BLOCKED ? BLOCKED_CODE : text.startsWith(TOO_LONG) ? TOO_LONG_CODE : null;
        return GatewayFault.ofProvider(status, null, code, text, null);
    }

    private static @Nullable EscapedText message(ByteBuf buffer, int start, int end) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, start, end);
        EscapedText found = null;
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                EscapedText text = null;
                if (cursor.keyIn(MEMBERS) < 0) {
                    cursor.skip();
                } else if (cursor.first() == '{') {
                    text = innerMessage(cursor);
                } else {
                    text = cursor.takeText();
                }
                found = found == null || found.isEmpty() ? text : found;
            }
        }
        return found == null || found.isEmpty() ? null : found;
    }

    private static @Nullable EscapedText innerMessage(JsonCursor cursor) {
        EscapedText found = null;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.keyIn(INNER) < 0) {
                cursor.skip();
            } else {
                found = cursor.takeText();
            }
        }
        return found;
    }

    /** A short text that is no JSON and no page is the message. */
    private static String plain(int status, ByteBuf buffer, int start, int end) {
        if (status >= STATUS_ERROR_MIN && end - start <= PLAIN_BYTES_MAX) {
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

    private static String bounded(String text) {
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX);
    }
}
