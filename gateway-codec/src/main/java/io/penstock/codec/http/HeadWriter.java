package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Appends the parts of a head to a buffer: a start line, fields, {@link #end}. Bytes that could end a line early are refused,
 * whoever put them there, before anything is written.
 *
 * <p>Every method borrows {@code out}, which grows as it needs; none allocates otherwise.
 */
public final class HeadWriter {
    private HeadWriter() {}

    /**
     * Appends a request line of HTTP/1.1.
     *
     * @param target path and query, encoded: visible ASCII, at least one byte
     * @throws HttpRefusal where the target holds anything else
     */
    public static void requestLine(ByteBuf out, HttpMethod method, CharSequence target) {
        checkTarget(target);
        out.writeBytes(method.bytes());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, target);
        out.writeBytes(Wire.REQUEST_LINE_END);
    }

    /** Appends a status line of HTTP/1.1. */
    public static void statusLine(ByteBuf out, int status) {
        statusLine(out, status, 1);
    }

    /**
     * Appends a status line.
     *
     * @param status 100 to 999
     * @param minorVersion 0 or 1
     */
    public static void statusLine(ByteBuf out, int status, int minorVersion) {
        if (status < Wire.STATUS_MIN || status > Wire.STATUS_MAX) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 to 999)");
        }
        out.writeBytes(minorVersion == 0 ? Wire.HTTP_1_0 : Wire.HTTP_1_1);
        out.writeByte(' ');
        decimal(out, status);
        out.writeByte(' ');
        out.writeBytes(Reasons.of(status));
        out.writeBytes(Wire.CRLF);
    }

    /**
     * Appends a field.
     *
     * @param value visible characters up to U+00FF, written as ISO 8859-1, spaces and tabs
     * @throws HttpRefusal where the value holds anything else
     */
    public static void field(ByteBuf out, AsciiName name, CharSequence value) {
        boolean isAscii = checkValue(value);
        out.writeBytes(name.bytes());
        value(out, value, isAscii);
    }

    /** As {@link #field(ByteBuf, AsciiName, CharSequence)}. */
    public static void field(ByteBuf out, Field name, CharSequence value) {
        field(out, name.ascii(), value);
    }

    /**
     * As {@link #field(ByteBuf, AsciiName, CharSequence)}, with a name that is checked each time.
     *
     * @throws HttpRefusal where the name is no token
     */
    public static void field(ByteBuf out, String lowerName, CharSequence value) {
        boolean isAscii = checkField(lowerName, value);
        ByteBufUtil.writeAscii(out, lowerName);
        value(out, value, isAscii);
    }

    /**
     * Checks a field that is written elsewhere. Gives whether all of its value is ASCII.
     *
     * @throws HttpRefusal where the name is no token, or the value holds what no field may hold
     */
    public static boolean checkField(String lowerName, CharSequence value) {
        if (!Octets.isToken(lowerName)) {
            throw Refusals.WRITTEN_NAME;
        }
        return checkValue(value);
    }

    /** Appends the i-th field of a head that was read, and so was checked, as it came. */
    public static void field(ByteBuf out, Head from, int i) {
        byte[] bytes = from.bytes();
        out.writeBytes(bytes, from.nameStart(i), from.nameEnd(i) - from.nameStart(i));
        out.writeBytes(Wire.COLON_SPACE);
        out.writeBytes(bytes, from.valueStart(i), from.valueEnd(i) - from.valueStart(i));
        out.writeBytes(Wire.CRLF);
    }

    /**
     * Appends Content-Length.
     *
     * @param length bytes, not negative
     */
    public static void contentLength(ByteBuf out, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("length: " + length + " (expected: not negative)");
        }
        out.writeBytes(Wire.CONTENT_LENGTH);
        decimal(out, length);
        out.writeBytes(Wire.CRLF);
    }

    /** Appends {@code transfer-encoding: chunked}. */
    public static void transferEncodingChunked(ByteBuf out) {
        out.writeBytes(Wire.TRANSFER_ENCODING_CHUNKED);
    }

    /** Appends {@code connection: close}. */
    public static void connectionClose(ByteBuf out) {
        out.writeBytes(Wire.CONNECTION_CLOSE);
    }

    /** Appends {@code connection: keep-alive}, which an HTTP/1.0 client must be told. */
    public static void keepAlive(ByteBuf out) {
        out.writeBytes(Wire.CONNECTION_KEEP_ALIVE);
    }

    /** Appends the date of now (RFC 9110, 6.6.1). */
    public static void date(ByteBuf out) {
        out.writeBytes(DateLine.now());
    }

    /** The date of now, as a value. */
    public static String dateNow() {
        return DateLine.value();
    }

    /** Appends the empty line. */
    public static void end(ByteBuf out) {
        out.writeBytes(Wire.CRLF);
    }

    private static void value(ByteBuf out, CharSequence value, boolean isAscii) {
        out.writeBytes(Wire.COLON_SPACE);
        if (isAscii) {
            ByteBufUtil.writeAscii(out, value);
        } else {
            for (int i = 0; i < value.length(); i++) {
                out.writeByte(value.charAt(i));
            }
        }
        out.writeBytes(Wire.CRLF);
    }

    private static void checkTarget(CharSequence target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw Refusals.WRITTEN_TARGET;
            }
        }
        if (target.length() == 0) {
            throw Refusals.WRITTEN_TARGET;
        }
    }

    /** Whether all of it is ASCII. */
    private static boolean checkValue(CharSequence value) {
        char all = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Octets.isValueChar(c)) {
                throw Refusals.WRITTEN_VALUE;
            }
            all |= c;
        }
        return all < 0x80;
    }

    private static void decimal(ByteBuf out, long value) {
        long unit = 1;
        while (value / unit >= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            out.writeByte('0' + (int) (value / unit % 10));
        }
    }
}
