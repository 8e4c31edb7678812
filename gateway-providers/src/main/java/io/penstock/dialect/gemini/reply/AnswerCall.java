package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.Part;
import org.jspecify.annotations.Nullable;

/** A call of a tool while it is told: the dialect has its arguments as an object, so they are kept until they are one. */
final class AnswerCall {
    private static final RawJson NOTHING = RawJson.of("{}");
    /** No tool is to run as if it had been called with nothing. */
    private static final RawJson UNKNOWN = RawJson.of("{\"rawInvalidInput\":\"\"}");

    private final EscapedText id;
    private final EscapedText name;
    private final @Nullable EscapedText signature;
    private @Nullable ByteBuf fragments;
    private @Nullable RawJson input;
    private boolean isChanged = true;

    AnswerCall(EscapedText id, EscapedText name, @Nullable EscapedText signature) {
        this.id = id;
        this.name = name;
        this.signature = signature;
    }

    /** A fragment of the arguments, escaped. Borrows {@code buffer}. */
    void onFragment(ByteBuf buffer, int start, int end) {
        ByteBuf kept = fragments;
        if (kept == null) {
            kept = Unpooled.buffer(Math.max(256, end - start));
            fragments = kept;
        }
        kept.writeBytes(buffer, start, end - start);
        isChanged = true;
    }

    /** All of the arguments, JSON. Borrows {@code buffer}. */
    void onInput(ByteBuf buffer, int start, int end) {
        EscapedText copy = Kept.text(buffer, start, end);
        input = new RawJson(copy.buffer(), copy.start(), copy.end());
    }

    /** The arguments are more than can be kept. */
    void onTooLong() {
        fragments = null;
        input = UNKNOWN;
    }

    /** Whether the arguments are whole, as far as they themselves say. */
    boolean isWhole() {
        if (input == null && fragments != null && isChanged) {
            isChanged = false;
            RawJson object = toObject(fragments);
            input = isWrapped(object) ? null : object;
        }
        return input != null;
    }

    private static RawJson toObject(ByteBuf escaped) {
        return new Part.Arguments.Text(new EscapedText(escaped, 0, escaped.writerIndex())).toObject();
    }

    private boolean isWrapped(RawJson object) {
        ByteBuf kept = fragments;
        return kept != null && object.length() > kept.writerIndex();
    }

    /** Writes the part. What is no object by now stands in one. */
    void write(JsonWriter json) {
        RawJson known = input;
        ByteBuf kept = fragments;
        json.beginObject().name("functionCall").beginObject();
        json.name("id").text(id).name("name").text(name);
        json.name("args").raw(known != null ? known : kept != null ? toObject(kept) : NOTHING);
        json.endObject();
        if (signature != null) {
            json.name("thoughtSignature").text(signature);
        }
        json.endObject();
    }
}
