package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.eventstream.FrameView;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what went wrong: {@code {"message"}} or {@code {"Message"}}, the type beside it or in the headers of a frame, or a body that is
 * no JSON.
 */
final class ErrorReader {
    private static final int CHARACTERS_MAX = 4096;
    private static final int PLAIN_BYTES_MAX = 512;
    private static final int STATUS_ERROR_MIN = 400;
    /** What a client of any dialect looks for to shorten its conversation. */
    private static final String TOO_LONG_CODE = "context_length_exceeded";

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("message"),
        JsonKey.of("Message"),
        JsonKey.of("originalMessage"),
        JsonKey.of("__type"),
        JsonKey.of("code")
    };
    private static final int ORIGINAL_MESSAGE = 2;
    private static final int TYPE = 3;
    private static final int CODE = 4;

    private final JsonCursor cursor = new JsonCursor();
    private @Nullable EscapedText message;
    private @Nullable EscapedText original;
    private @Nullable String type;

    private ErrorReader() {}

    /** What cannot be read of an answer. */
    static GatewayFault broken(String what) {
        return GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer could not be read: " + what);
    }

    /** What a frame says that is no event. */
    static GatewayFault read(FrameView frame, ByteBuf buffer) {
        ErrorReader reader = new ErrorReader();
        String exception = text(frame, FrameView.EXCEPTION_TYPE, buffer);
        reader.type = exception.isEmpty() ? text(frame, FrameView.ERROR_CODE, buffer) : exception;
        String told = text(frame, FrameView.ERROR_MESSAGE, buffer);
        if (!told.isEmpty()) {
            reader.message = EscapedText.of(told);
        }
        return reader.toFault(0, buffer, frame.payloadStart(), frame.payloadEnd());
    }

    private static String text(FrameView frame, int header, ByteBuf buffer) {
        int start = frame.start(header);
        return buffer.toString(start, frame.end(header) - start, StandardCharsets.UTF_8);
    }

    /**
     * What a body says.
     *
     * @param status the answer's; 0 where the error itself has to say it
     */
    static GatewayFault read(int status, ByteBuf buffer, int start, int end) {
        return new ErrorReader().toFault(status, buffer, start, end);
    }

    private GatewayFault toFault(int status, ByteBuf buffer, int start, int end) {
        cursor.reset(buffer, start, end);
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                onMember(cursor.keyIn(MEMBERS));
            }
        }
        cursor.clear();
        ExceptionType known = type == null ? null : ExceptionType.of(type);
        int told = status < STATUS_ERROR_MIN && known != null ? known.status() : status;
        Kind kind = known == null ? null : known.kind();
        if (kind == null && told < STATUS_ERROR_MIN) {
            kind = Kind.UPSTREAM_BROKEN;
        }
        EscapedText said = message == null ? original : message;
        String text = said == null ? plain(told, buffer, start, end) : said.decode();
        if (text.length() > CHARACTERS_MAX) {
            text = text.substring(0, CHARACTERS_MAX);
        }
        String code = isTooLong(text) ? TOO_LONG_CODE : known == null ? type : null;
        return GatewayFault.ofProvider(told, kind, code, text, null);
    }

    private void onMember(int member) {
        if (member < 0) {
            cursor.skip();
            return;
        }
        EscapedText text = cursor.takeText();
        if (text == null || text.isEmpty()) {
            return;
        }
        switch (member) {
            case ORIGINAL_MESSAGE -> original = text;
            case TYPE, CODE -> type = type == null ? text.decode() : type;
            default -> message = text;
        }
    }

    private static boolean isTooLong(String text) {
        return text.contains("prompt is too long") || text.contains("Input is too long");
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
