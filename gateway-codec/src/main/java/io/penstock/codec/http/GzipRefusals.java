package io.penstock.codec.http;

/** What is refused of a gzip body, in the words it is refused with. */
@SuppressWarnings(
        "StaticAssignmentOfThrowable") // they have no stack and no suppressed exceptions: nothing to leak or to mislead
final class GzipRefusals {
    static final HttpRefusal HEADER = HttpRefusal.of(400, "malformed gzip header");
    static final HttpRefusal HEADER_LONG = HttpRefusal.of(400, "gzip header is too long");
    static final HttpRefusal DEFLATE = HttpRefusal.of(400, "malformed deflate data in a gzip body");
    static final HttpRefusal CHECKSUM = HttpRefusal.of(400, "gzip checksum or size is wrong");
    static final HttpRefusal CUT_SHORT = HttpRefusal.of(400, "gzip body is cut short");
    static final HttpRefusal MEMBERS = HttpRefusal.of(413, "too many members in a gzip body");
    static final HttpRefusal RATIO =
            HttpRefusal.of(413, "gzip body inflates to more than " + GzipReader.RATIO_MAX + " times its size");

    private GzipRefusals() {}

    /** Names the limit, and so is made when it is met. */
    static HttpRefusal above(long outputBytesMax) {
        return HttpRefusal.of(413, "gzip body inflates to more than " + outputBytesMax + " bytes");
    }
}
