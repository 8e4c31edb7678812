package io.penstock.codec.http;

/** Everything that is refused, in the words it is refused with. */
@SuppressWarnings(
        "StaticAssignmentOfThrowable") // they have no stack and no suppressed exceptions: nothing to leak or to mislead
final class Refusals {
    static final HttpRefusal START_LINE = HttpRefusal.of(400, "malformed start line");
    static final HttpRefusal START_BYTE = HttpRefusal.of(400, "no message begins with this byte");
    static final HttpRefusal START_LINE_LONG = HttpRefusal.of(414, "start line is too long");
    static final HttpRefusal EMPTY_LINES = HttpRefusal.of(400, "too many empty lines before the start line");
    static final HttpRefusal BARE_LF = HttpRefusal.of(400, "line feed without carriage return");
    static final HttpRefusal METHOD = HttpRefusal.of(501, "unknown method");
    static final HttpRefusal CONNECT = HttpRefusal.of(405, "CONNECT is not served");
    static final HttpRefusal VERSION = HttpRefusal.of(505, "HTTP version is not supported");
    static final HttpRefusal TARGET = HttpRefusal.of(400, "malformed request target");
    static final HttpRefusal TARGET_ASTERISK = HttpRefusal.of(400, "target * goes with OPTIONS only");

    static final HttpRefusal FIELD_NAME = HttpRefusal.of(400, "malformed field name");
    static final HttpRefusal FIELD_NAME_UNDERSCORE = HttpRefusal.of(400, "underscore in a field name");
    static final HttpRefusal FIELD_VALUE = HttpRefusal.of(400, "control byte in a field value");
    static final HttpRefusal FIELD_LONG = HttpRefusal.of(431, "field line is too long");
    static final HttpRefusal FIELDS = HttpRefusal.of(431, "too many fields");
    static final HttpRefusal HEAD_LONG = HttpRefusal.of(431, "head is too long");

    static final HttpRefusal HOST_MISSING = HttpRefusal.of(400, "Host is missing");
    static final HttpRefusal HOST_REPEATED = HttpRefusal.of(400, "more than one Host");
    static final HttpRefusal HOST = HttpRefusal.of(400, "malformed Host");
    static final HttpRefusal HOST_DIFFERS = HttpRefusal.of(400, "Host differs from the target's authority");
    static final HttpRefusal LENGTH = HttpRefusal.of(400, "malformed Content-Length");
    static final HttpRefusal LENGTH_REPEATED = HttpRefusal.of(400, "more than one Content-Length");
    static final HttpRefusal CODING = HttpRefusal.of(400, "malformed Transfer-Encoding");
    static final HttpRefusal CODING_REPEATED = HttpRefusal.of(400, "more than one Transfer-Encoding");
    static final HttpRefusal CODING_UNKNOWN = HttpRefusal.of(501, "unknown transfer coding");
    static final HttpRefusal CODING_OF_1_0 = HttpRefusal.of(400, "Transfer-Encoding with HTTP/1.0");
    static final HttpRefusal LENGTH_AND_CODING = HttpRefusal.of(400, "both Content-Length and Transfer-Encoding");
    static final HttpRefusal EXPECTATION = HttpRefusal.of(417, "unknown expectation");
    static final HttpRefusal EXPECTATION_REPEATED = HttpRefusal.of(400, "more than one Expect");

    static final HttpRefusal CHUNK_SIZE = HttpRefusal.of(400, "malformed chunk size");
    static final HttpRefusal CHUNK_SIZE_LARGE = HttpRefusal.of(400, "chunk size is too large");
    static final HttpRefusal CHUNK_EXTENSION = HttpRefusal.of(400, "malformed chunk extension");
    static final HttpRefusal CHUNK_EXTENSIONS_LONG = HttpRefusal.of(400, "chunk extensions are too long");
    static final HttpRefusal CHUNK_END = HttpRefusal.of(400, "chunk does not end where its size says");
    static final HttpRefusal TRAILER = HttpRefusal.of(400, "malformed trailer");
    static final HttpRefusal TRAILERS_LONG = HttpRefusal.of(431, "trailers are too long");
    static final HttpRefusal BODY_CUT_SHORT = HttpRefusal.of(400, "body is cut short");

    static final HttpRefusal WRITTEN_TARGET = HttpRefusal.of(400, "target holds a byte that no target may hold");
    static final HttpRefusal WRITTEN_NAME = HttpRefusal.of(400, "field name is no token");
    static final HttpRefusal WRITTEN_VALUE = HttpRefusal.of(400, "value holds a byte that no field may hold");

    private Refusals() {}
}
