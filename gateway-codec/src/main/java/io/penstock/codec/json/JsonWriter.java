package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON text, commas included. What is given as {@link EscapedText} or {@link RawJson} goes in as it stands; of a text that
 * goes out in pieces, a range above {@link #COPIED_BYTES_MAX} is not even copied.
 *
 * <pre>
 *   json.beginObject().name("model").string(model).name("messages").beginArray() ... .endArray().endObject();
 * </pre>
 *
 * <p>What is written is right where begins and ends match and each member has a name; that is the caller's to see to.
 */
public final class JsonWriter {
    /** Up to this a range is copied: a piece of its own would cost more. */
    public static final int COPIED_BYTES_MAX = 4096;

    private static final int PIECE_BYTES = 1024;

    private final @Nullable ByteBufAllocator alloc;
    private final List<ByteBuf> pieces = new ArrayList<>(2);
    private ByteBuf out;
    private boolean needsComma;

    private JsonWriter(ByteBuf out, @Nullable ByteBufAllocator alloc) {
        this.out = out;
        this.alloc = alloc;
    }

    /** A writer that appends to {@code out}, which it borrows. */
    public static JsonWriter into(ByteBuf out) {
        return new JsonWriter(out, null);
    }

    /** A writer whose text goes out in pieces, which {@link #finish} gives. */
    public static JsonWriter inPieces(ByteBufAllocator alloc) {
        return new JsonWriter(alloc.buffer(PIECE_BYTES), alloc);
    }

    /** Gives the pieces of what {@code writing} writes; keeps none where it throws. */
    public static List<ByteBuf> pieces(ByteBufAllocator alloc, Consumer<JsonWriter> writing) {
        JsonWriter json = inPieces(alloc);
        boolean isWritten = false;
        try {
            writing.accept(json);
            isWritten = true;
        } finally {
            if (!isWritten) {
                json.abort();
            }
        }
        return json.finish();
    }

    /** Gives the pieces, in order. The writer is of no use afterwards. */
    public List<ByteBuf> finish() {
        pieces.add(out);
        return pieces;
    }

    private void abort() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        out.release();
    }

    /** Begins an object. */
    public JsonWriter beginObject() {
        begin('{');
        return this;
    }

    /** Ends an object. */
    public JsonWriter endObject() {
        end('}');
        return this;
    }

    /** Begins an array. */
    public JsonWriter beginArray() {
        begin('[');
        return this;
    }

    /** Ends an array. */
    public JsonWriter endArray() {
        end(']');
        return this;
    }

    /** The name of the next member: ASCII that needs no escape. */
    public JsonWriter name(String ascii) {
        comma();
        out.writeByte('"');
        ByteBufUtil.writeAscii(out, ascii);
        out.writeByte('"').writeByte(':');
        needsComma = false;
        return this;
    }

    /** A string. */
    public JsonWriter string(String value) {
        comma();
        JsonStrings.write(value, out);
        return this;
    }

    /** A string whose body is at hand. */
    public JsonWriter text(EscapedText body) {
        return text(body.buffer(), body.start(), body.end());
    }

    /** A string whose body is that range. Borrows {@code buffer}. */
    public JsonWriter text(ByteBuf buffer, int start, int end) {
        return beginString().part(buffer, start, end).endString();
    }

    /** Begins a string that is put together of parts. */
    public JsonWriter beginString() {
        comma();
        out.writeByte('"');
        return this;
    }

    /** A part of a string: ASCII that needs no escape. */
    public JsonWriter part(String ascii) {
        ByteBufUtil.writeAscii(out, ascii);
        return this;
    }

    /** A part of a string, escaped. */
    public JsonWriter part(EscapedText body) {
        return part(body.buffer(), body.start(), body.end());
    }

    /** A part of a string, escaped. Borrows {@code buffer}. */
    public JsonWriter part(ByteBuf buffer, int start, int end) {
        copy(buffer, start, end);
        return this;
    }

    /** A part of a string: the text of a JSON value, which is escaped on its way. */
    public JsonWriter part(RawJson json) {
        Unescaper.escape(json.buffer(), json.start(), json.end(), out);
        return this;
    }

    /** Ends a string that was put together of parts. */
    public JsonWriter endString() {
        out.writeByte('"');
        return this;
    }

    /** A value as it stands; of a text that does not go out in pieces, on one line, since that may be an event of a stream. */
    public JsonWriter raw(RawJson value) {
        comma();
        if (alloc == null) {
            RawJson.copyLine(value.buffer(), value.start(), value.end(), out);
        } else {
            copy(value.buffer(), value.start(), value.end());
        }
        return this;
    }

    /** A value that is ASCII as it stands. */
    public JsonWriter raw(String ascii) {
        comma();
        ByteBufUtil.writeAscii(out, ascii);
        return this;
    }

    /** A whole number. */
    public JsonWriter number(long value) {
        return raw(Long.toString(value));
    }

    /** A number. */
    public JsonWriter number(double value) {
        return raw(
                value == Math.rint(value) && Math.abs(value) < 1e15
                        ? Long.toString((long) value)
                        : Double.toString(value));
    }

    /** True or false. */
    public JsonWriter bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    /** The literal {@code null}. */
    public JsonWriter nothing() {
        return raw("null");
    }

    private void begin(char open) {
        comma();
        out.writeByte(open);
        needsComma = false;
    }

    private void end(char close) {
        out.writeByte(close);
        needsComma = true;
    }

    private void comma() {
        if (needsComma) {
            out.writeByte(',');
        }
        needsComma = true;
    }

    private void copy(ByteBuf buffer, int start, int end) {
        ByteBufAllocator source = alloc;
        if (source == null || end - start <= COPIED_BYTES_MAX) {
            out.writeBytes(buffer, start, end - start);
            return;
        }
        pieces.add(out);
        pieces.add(buffer.retainedSlice(start, end - start));
        out = source.buffer(PIECE_BYTES);
    }
}
