package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value as it stands: a range of a buffer that whoever made it owns. It goes from one JSON text into another as it is.
 *
 * @param start first byte
 * @param end behind the last byte
 */
public record RawJson(ByteBuf buffer, int start, int end) {

    /** A value in memory of its own. */
    public static RawJson of(String json) {
        return of(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A value in that array. */
    public static RawJson of(byte[] json) {
        return new RawJson(Unpooled.wrappedBuffer(json), 0, json.length);
    }

    /** How many bytes it has. */
    public int length() {
        return end - start;
    }

    /** Its first byte, which tells what it is. */
    public int first() {
        return start < end ? buffer.getByte(start) : -1;
    }

    /** Whether it is {@code true}. */
    public boolean isTrue() {
        return first() == 't';
    }

    /** Whether it is {@code null}. */
    public boolean isNull() {
        return first() == 'n';
    }

    /** Whether it is an object. */
    public boolean isObject() {
        return first() == '{';
    }

    /** Its number; NaN where it is none. */
    public double toDouble() {
        int first = first();
        if (first != '-' && (first < '0' || first > '9')) {
            return Double.NaN;
        }
        return Double.parseDouble(toString());
    }

    /** Its whole part as a count, see {@link JsonCursor#readCount()}; -1 where it is none. */
    public long toCount() {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, start, end);
        return cursor.readCount();
    }

    /** A copy of its bytes. */
    public byte[] toBytes() {
        return ByteBufUtil.getBytes(buffer, start, length());
    }

    /**
     * Copies a JSON value as one line: a line end can only be white space in it, and an event of a stream ends there. Borrows both buffers.
     */
    public static void copyLine(ByteBuf buffer, int start, int end, ByteBuf out) {
        int at = out.writerIndex();
        out.writeBytes(buffer, start, end - start);
        for (int i = at; i < out.writerIndex(); i++) {
            byte b = out.getByte(i);
            if (b == Ascii.LF || b == Ascii.CR) {
                out.setByte(i, Ascii.SPACE);
            }
        }
    }

    /** Appends the bytes as they are. Borrows {@code out}. */
    public void copyTo(ByteBuf out) {
        out.writeBytes(buffer, start, end - start);
    }

    /** The value as it stands. */
    @Override
    public String toString() {
        return buffer.toString(start, length(), StandardCharsets.UTF_8);
    }

    /** Whether the other has the same bytes, wherever it stands. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawJson that
                && length() == that.length()
                && ByteBufUtil.equals(buffer, start, that.buffer, that.start, length());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
