package io.penstock.downstream.http2;

import io.netty.util.AsciiString;

/** What a header field of a request may be (RFC 9113 8.2 and 8.3). */
final class FieldRules {
    static final AsciiString METHOD = AsciiString.cached(":method");
    static final AsciiString SCHEME = AsciiString.cached(":scheme");
    static final AsciiString AUTHORITY = AsciiString.cached(":authority");
    static final AsciiString PATH = AsciiString.cached(":path");
    static final AsciiString HOST = AsciiString.cached("host");
    static final AsciiString TE = AsciiString.cached("te");
    static final AsciiString COOKIE = AsciiString.cached("cookie");
    static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString ASTERISK = AsciiString.cached("*");
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final AsciiString[] OF_CONNECTION = {
        AsciiString.cached("connection"),
        AsciiString.cached("keep-alive"),
        AsciiString.cached("proxy-connection"),
        AsciiString.cached("transfer-encoding"),
        AsciiString.cached("upgrade"),
        AsciiString.cached("http2-settings")
    };
    private static final int DEL = 0x7F;
    /** Whether a name may hold it: a token's bytes but for capitals (RFC 9110 5.6.2). */
    private static final boolean[] NAME = new boolean[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            NAME[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            NAME[c] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            NAME[c] = true;
        }
    }

    private FieldRules() {}

    static void checkName(AsciiString name) throws MalformedRequest {
        if (name.isEmpty()) {
            throw Malformed.NAME;
        }
        for (int i = 0; i < name.length(); i++) {
            byte b = name.byteAt(i);
            if (b < 0 || !NAME[b]) {
                throw Malformed.NAME;
            }
        }
    }

    /** Visible bytes, those above ASCII too, with blanks between them and not around. */
    static void checkValue(AsciiString value) throws MalformedRequest {
        int last = value.length() - 1;
        for (int i = 0; i <= last; i++) {
            byte b = value.byteAt(i);
            boolean isBlank = b == ' ' || b == '\t';
            if (isBlank ? i == 0 || i == last : b >= 0 && (b < ' ' || b == DEL)) {
                throw Malformed.VALUE;
            }
        }
    }

    /** Visible ASCII and nothing else: what stands in a start line. */
    static void checkVisible(AsciiString value) throws MalformedRequest {
        for (int i = 0; i < value.length(); i++) {
            byte b = value.byteAt(i);
            if (b <= ' ' || b == DEL) {
                throw Malformed.VALUE;
            }
        }
    }

    static void checkToken(AsciiString method) throws MalformedRequest {
        for (int i = 0; i < method.length(); i++) {
            byte b = method.byteAt(i);
            boolean isCapital = b >= 'A' && b <= 'Z';
            if (!isCapital && !NAME[b]) {
                throw Malformed.METHOD;
            }
        }
    }

    static void checkPath(AsciiString path) throws MalformedRequest {
        if (path.byteAt(0) != '/' && !ASTERISK.contentEquals(path)) {
            throw Malformed.PATH;
        }
    }

    /** Which of both is not looked at: what ends TLS in front says what its client spoke. */
    static void checkScheme(AsciiString scheme) throws MalformedRequest {
        if (!HTTP.contentEqualsIgnoreCase(scheme) && !HTTPS.contentEqualsIgnoreCase(scheme)) {
            throw Malformed.SCHEME;
        }
    }

    static void checkTe(AsciiString value) throws MalformedRequest {
        if (!TRAILERS.contentEqualsIgnoreCase(value)) {
            throw Malformed.TE;
        }
    }

    static boolean isOfConnection(AsciiString name) {
        for (AsciiString each : OF_CONNECTION) {
            if (each.contentEquals(name)) {
                return true;
            }
        }
        return false;
    }
}
