package io.penstock.downstream.http2;

/** Header fields that are no request (RFC 9113 8.1.1): their stream is reset. Preallocated and stackless, since who sends one sends many. */
public final class MalformedRequest extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedRequest(String reason) {
        super(reason, null, false, false);
    }
}
