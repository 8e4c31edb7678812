package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;

/** Writes the framing of chunks (RFC 9112, 7.1): {@code size}, the payload, {@code end}; after all of them {@code last}. */
public final class Chunks {
    /** The line end after a payload. Shared, read-only, cannot be released: written as {@code CRLF.duplicate()}. */
    public static final ByteBuf CRLF = Wire.shared(Wire.CRLF);
    /** The empty chunk that ends a body. Shared as {@link #CRLF} is. */
    public static final ByteBuf LAST = Wire.shared(Wire.LAST_CHUNK);

    /** The most that {@link #size} writes. */
    public static final int SIZE_BYTES_MAX = 10;

    private static final int CRLF_SHORT = ('\r' << 8) | '\n';
    private static final byte[] HEX = Wire.ascii("0123456789abcdef");

    private Chunks() {}

    /**
     * Appends the size line of a chunk.
     *
     * @param n bytes of payload that follow, at least 1: an empty chunk would end the body
     */
    public static void size(ByteBuf out, int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("n: " + n + " (expected: at least 1)");
        }
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(n) + 3) >>> 2;
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
            out.writeByte(HEX[(n >>> shift) & 0xF]);
        }
        out.writeShort(CRLF_SHORT);
    }

    /** Appends the line end after a payload. */
    public static void end(ByteBuf out) {
        out.writeShort(CRLF_SHORT);
    }

    /** Appends the empty chunk that ends a body, without trailers. */
    public static void last(ByteBuf out) {
        out.writeBytes(Wire.LAST_CHUNK);
    }
}
