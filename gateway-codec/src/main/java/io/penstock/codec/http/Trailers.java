package io.penstock.codec.http;

import io.penstock.codec.bytes.Ascii;

/** The fields after the last chunk (RFC 9112, 7.1.2): checked as those of a head are, counted and dropped. */
final class Trailers {
    private enum State {
        LINE,
        NAME,
        VALUE,
        LINE_LF,
        END_LF
    }

    private State state = State.LINE;
    private int bytes;

    /** A body begins. */
    void start() {
        state = State.LINE;
        bytes = 0;
    }

    /** The next byte; true when it ended the empty line. */
    boolean onByte(byte b) {
        if (++bytes > Wire.TRAILERS_BYTES_MAX) {
            throw Refusals.TRAILERS_LONG;
        }
        boolean isEnd = state == State.END_LF;
        state = switch (state) {
            case LINE -> b == Ascii.CR ? State.END_LF : inName(b);
            case NAME -> b == ':' ? State.VALUE : inName(b);
            case VALUE -> b == Ascii.CR ? State.LINE_LF : inValue(b);
            case LINE_LF, END_LF -> afterCr(b);
        };
        return isEnd;
    }

    private static State inName(byte b) {
        if (Octets.tokenLower(b) == 0) {
            throw Refusals.TRAILER;
        }
        return State.NAME;
    }

    private static State inValue(byte b) {
        if (!Octets.isValueChar(b & 0xFF)) {
            throw Refusals.TRAILER;
        }
        return State.VALUE;
    }

    private static State afterCr(byte b) {
        if (b != Ascii.LF) {
            throw Refusals.TRAILER;
        }
        return State.LINE;
    }
}
