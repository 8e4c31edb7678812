package io.penstock.downstream.http2;

/** Everything that makes a request malformed. */
@SuppressWarnings(
        "StaticAssignmentOfThrowable") // they have no stack and no suppressed exceptions: nothing to leak or to mislead
final class Malformed {
    static final MalformedRequest REQUEST = new MalformedRequest("header fields are no head");
    static final MalformedRequest PSEUDO =
            new MalformedRequest("pseudo-header fields are missing, repeated, unknown or empty");
    static final MalformedRequest METHOD = new MalformedRequest("method is no token");
    static final MalformedRequest PATH = new MalformedRequest("path does not begin with a slash");
    static final MalformedRequest SCHEME = new MalformedRequest("scheme is neither http nor https");
    static final MalformedRequest NAME = new MalformedRequest("field name is no token in lower case");
    static final MalformedRequest VALUE = new MalformedRequest("field value holds a byte that none may hold");
    static final MalformedRequest OF_CONNECTION = new MalformedRequest("field belongs to an HTTP/1.1 connection");
    static final MalformedRequest TE = new MalformedRequest("te is not trailers");
    static final MalformedRequest HOST_DIFFERS = new MalformedRequest("host differs from authority");
    static final MalformedRequest LENGTH = new MalformedRequest("content-length differs from the body");

    private Malformed() {}
}
