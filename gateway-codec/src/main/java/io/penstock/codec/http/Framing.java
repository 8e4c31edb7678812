package io.penstock.codec.http;

/** How the end of a body is known (RFC 9112, section 6). */
public enum Framing {
    /** There is no body. */
    NONE,
    /** The body has as many bytes as Content-Length says, possibly none. */
    LENGTH,
    /** The body is a row of chunks that an empty one ends. */
    CHUNKED,
    /** The body ends with the connection; answers only. */
    CLOSE
}
