package io.penstock.codec.http;

import io.penstock.codec.bytes.Ascii;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The first line of a head, as offsets into the reader's array (RFC 9112, sections 3 and 4). */
final class StartLine {
    private static final HttpMethod[] METHODS = HttpMethod.values();
    private static final int VERSION_LENGTH = Wire.HTTP_1_1.length;
    private static final String VERSION_MAJOR_1 = "HTTP/1.";
    private static final int STATUS_LINE_LENGTH_MIN = "HTTP/1.1 200".length();

    @Nullable
    HttpMethod method;

    int status;
    int minorVersion;

    private int targetStart;
    private int targetEnd;
    /** Where the question mark stands, -1 where there is none. */
    private int queryMark;
    /** Host and port of the absolute form; an empty range where the target has another form. */
    private int authorityStart;

    private int authorityEnd;
    /** What stands for the path where an absolute form ends with its authority. */
    private String impliedPath = "";

    private @Nullable String target;
    private @Nullable String path;

    void clear() {
        method = null;
        status = 0;
        minorVersion = 0;
        authorityStart = 0;
        authorityEnd = 0;
        impliedPath = "";
        target = null;
        path = null;
    }

    /** Reads {@code method SP target SP version}, each part exactly once and one space between them. */
    void readRequest(byte[] bytes, int start, int end) {
        int methodEnd = start;
        while (methodEnd < end && Octets.tokenLower(bytes[methodEnd]) != 0) {
            methodEnd++;
        }
        targetStart = methodEnd + 1;
        targetEnd = end - VERSION_LENGTH - 1;
        if (methodEnd == start
                || targetEnd <= targetStart
                || bytes[methodEnd] != Ascii.SPACE
                || bytes[targetEnd] != Ascii.SPACE) {
            throw Refusals.START_LINE;
        }
        minorVersion = minorVersion(bytes, targetEnd + 1);
        checkTarget(bytes);
        HttpMethod known = method(bytes, start, methodEnd);
        if (known == null) {
            throw Refusals.METHOD;
        }
        if (known == HttpMethod.CONNECT) {
            throw Refusals.CONNECT;
        }
        method = known;
        readForm(bytes, known);
    }

    /** Reads {@code version SP 3DIGIT SP reason}; the space before an empty reason may be missing, as it often is. */
    void readStatus(byte[] bytes, int start, int end) {
        if (end - start < STATUS_LINE_LENGTH_MIN) {
            throw Refusals.START_LINE;
        }
        minorVersion = minorVersion(bytes, start);
        int at = start + VERSION_LENGTH;
        if (bytes[at] != Ascii.SPACE
                || !Octets.isDigit(bytes[at + 1])
                || !Octets.isDigit(bytes[at + 2])
                || !Octets.isDigit(bytes[at + 3])) {
            throw Refusals.START_LINE;
        }
        status = (bytes[at + 1] - '0') * 100 + (bytes[at + 2] - '0') * 10 + bytes[at + 3] - '0';
        int reason = at + 4;
        if (status < Wire.STATUS_MIN
                || (reason < end && bytes[reason] != Ascii.SPACE)
                || !Octets.isValue(bytes, reason, end)) {
            throw Refusals.START_LINE;
        }
    }

    String target(byte[] bytes) {
        String text = target;
        if (text == null) {
            text = implied(text(bytes, targetStart, targetEnd));
            target = text;
        }
        return text;
    }

    String path(byte[] bytes) {
        String text = path;
        if (text == null) {
            text = queryMark < 0 ? target(bytes) : implied(text(bytes, targetStart, queryMark));
            path = text;
        }
        return text;
    }

    @Nullable
    String query(byte[] bytes) {
        return queryMark < 0 ? null : text(bytes, queryMark + 1, targetEnd);
    }

    /** Whether the target has no authority of its own, or this one. */
    boolean isOfAuthority(byte[] bytes, int start, int end) {
        return authorityStart == authorityEnd
                || Octets.isSameIgnoringCase(bytes, authorityStart, authorityEnd, start, end);
    }

    /** All of HTTP/DIGIT.DIGIT but 1.0 and 1.1 is a version that is not supported; anything else is none. */
    private static int minorVersion(byte[] bytes, int start) {
        for (int i = 0; i < VERSION_MAJOR_1.length(); i++) {
            if (bytes[start + i] != VERSION_MAJOR_1.charAt(i)) {
                throw isVersion(bytes, start) ? Refusals.VERSION : Refusals.START_LINE;
            }
        }
        int minor = bytes[start + VERSION_MAJOR_1.length()] - '0';
        if (minor != 0 && minor != 1) {
            throw isVersion(bytes, start) ? Refusals.VERSION : Refusals.START_LINE;
        }
        return minor;
    }

    private static boolean isVersion(byte[] bytes, int start) {
        for (int i = 0; i < 5; i++) {
            if (bytes[start + i] != Wire.HTTP_1_1[i]) {
                return false;
            }
        }
        return Octets.isDigit(bytes[start + 5]) && bytes[start + 6] == '.' && Octets.isDigit(bytes[start + 7]);
    }

    private static @Nullable HttpMethod method(byte[] bytes, int start, int end) {
        for (HttpMethod known : METHODS) {
            byte[] name = known.bytes();
            if (Octets.isSame(name, bytes, start, end)) {
                return known;
            }
        }
        return null;
    }

    /** Visible ASCII without a fragment, which clients keep to themselves. */
    private void checkTarget(byte[] bytes) {
        queryMark = -1;
        for (int i = targetStart; i < targetEnd; i++) {
            byte b = bytes[i];
            if (b <= Ascii.SPACE || b == Ascii.DEL || b == '#') {
                throw Refusals.TARGET;
            }
            if (b == '?' && queryMark < 0) {
                queryMark = i;
            }
        }
    }

    private void readForm(byte[] bytes, HttpMethod known) {
        byte first = bytes[targetStart];
        if (first == '/') {
            return;
        }
        if (first == '*' && targetEnd - targetStart == 1) {
            if (known != HttpMethod.OPTIONS) {
                throw Refusals.TARGET_ASTERISK;
            }
            return;
        }
        readAbsoluteForm(bytes, known);
    }

    private void readAbsoluteForm(byte[] bytes, HttpMethod known) {
        authorityStart = targetStart + schemeLength(bytes);
        int i = authorityStart;
        while (i < targetEnd && bytes[i] != '/' && bytes[i] != '?') {
            i++;
        }
        authorityEnd = i;
        if (!Authority.isHostAndPort(bytes, authorityStart, authorityEnd)) {
            throw Refusals.TARGET;
        }
        targetStart = i;
        if (i == targetEnd) {
            // RFC 9112, 3.2.4: OPTIONS of nothing but an authority asks about the server.
            impliedPath = known == HttpMethod.OPTIONS ? "*" : "/";
        } else if (bytes[i] == '?') {
            impliedPath = "/";
        }
    }

    private int schemeLength(byte[] bytes) {
        if (Octets.startsWithIgnoringCase(bytes, targetStart, targetEnd, "http://")) {
            return "http://".length();
        }
        if (Octets.startsWithIgnoringCase(bytes, targetStart, targetEnd, "https://")) {
            return "https://".length();
        }
        throw Refusals.TARGET;
    }

    /** Behind the path that is implied, which nearly always is none: then there is nothing to copy. */
    private String implied(String text) {
        return impliedPath.isEmpty() ? text : impliedPath.concat(text);
    }

    private static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }
}
