package io.penstock.downstream.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.codec.http.Head;
import io.penstock.codec.http.HeadReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request that came as header fields: they are written as HTTP/1.1 has them and read by the reader that reads every other, so
 * that one set of rules holds for both versions. What could not be said in HTTP/1.1, or would say something else there, is refused before
 * (RFC 9113 8.2, 8.3, 10.3), but for pseudo-header fields behind others: the codec does that, and hands all fields on in order. A body of unknown length is called chunked, which no client can call it.
 */
public final class RequestHead {
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] HOST = ascii("host: ");
    private static final byte[] COOKIE = ascii("cookie: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CRLF = ascii("\r\n");

    private static final AsciiString CONNECT = AsciiString.cached("CONNECT");

    private final boolean isEnd;
    private @Nullable AsciiString method;
    private @Nullable AsciiString scheme;
    private @Nullable AsciiString authority;
    private @Nullable AsciiString path;
    private boolean hasLength;
    private int cookies;

    private RequestHead(boolean isEnd) {
        this.isEnd = isEnd;
    }

    /**
     * Reads the head. Borrows {@code scratch}, which is written to and emptied again.
     *
     * @param isEnd whether nothing follows these fields
     * @param reader of requests; the head is its own
     * @throws MalformedRequest for fields that are no request
     * @throws io.penstock.codec.http.HttpRefusal for a request that breaks a rule or a limit of HTTP/1.1's too
     */
    public static Head read(Http2Headers headers, boolean isEnd, HeadReader reader, ByteBuf scratch)
            throws MalformedRequest {
        RequestHead head = new RequestHead(isEnd);
        head.look(headers);
        head.write(headers, scratch);
        try {
            if (!reader.read(scratch) || scratch.isReadable()) {
                throw Malformed.REQUEST;
            }
            Head read = reader.head();
            if (isEnd && read.contentLength() > 0) {
                throw Malformed.LENGTH;
            }
            return read;
        } finally {
            scratch.clear();
        }
    }

    /** Checks the fields behind a body, which go no further: there is nothing of a head's among them. */
    public static void checkTrailers(Http2Headers trailers) throws MalformedRequest {
        for (Map.Entry<CharSequence, CharSequence> field : trailers) {
            FieldRules.checkName(AsciiString.of(field.getKey()));
            FieldRules.checkValue(AsciiString.of(field.getValue()));
        }
    }

    private void look(Http2Headers headers) throws MalformedRequest {
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            AsciiString name = AsciiString.of(field.getKey());
            AsciiString value = AsciiString.of(field.getValue());
            if (!name.isEmpty() && name.byteAt(0) == ':') {
                onPseudo(name, value);
            } else {
                onField(name, value);
            }
        }
        boolean isConnect = CONNECT.contentEquals(method == null ? "" : method);
        if (method == null || (isConnect ? !isTunnel() : path == null || scheme == null)) {
            throw Malformed.PSEUDO;
        }
    }

    /** A tunnel has a name and nothing else (RFC 9113 8.5); the reader refuses it as it does HTTP/1.1's. */
    private boolean isTunnel() {
        return authority != null && path == null && scheme == null;
    }

    private void onPseudo(AsciiString name, AsciiString value) throws MalformedRequest {
        FieldRules.checkVisible(value);
        if (FieldRules.METHOD.contentEquals(name)) {
            method = once(method, value);
            FieldRules.checkToken(value);
        } else if (FieldRules.PATH.contentEquals(name)) {
            path = once(path, value);
            FieldRules.checkPath(value);
        } else if (FieldRules.SCHEME.contentEquals(name)) {
            scheme = once(scheme, value);
            FieldRules.checkScheme(value);
        } else if (FieldRules.AUTHORITY.contentEquals(name)) {
            authority = once(authority, value);
        } else {
            throw Malformed.PSEUDO;
        }
    }

    private static AsciiString once(@Nullable AsciiString before, AsciiString value) throws MalformedRequest {
        if (before != null || value.isEmpty()) {
            throw Malformed.PSEUDO;
        }
        return value;
    }

    private void onField(AsciiString name, AsciiString value) throws MalformedRequest {
        FieldRules.checkName(name);
        FieldRules.checkValue(value);
        if (FieldRules.isOfConnection(name)) {
            throw Malformed.OF_CONNECTION;
        }
        if (FieldRules.TE.contentEquals(name)) {
            FieldRules.checkTe(value);
        } else if (FieldRules.HOST.contentEquals(name)) {
            checkHost(value);
        } else if (FieldRules.CONTENT_LENGTH.contentEquals(name)) {
            hasLength = true;
        } else if (FieldRules.COOKIE.contentEquals(name)) {
            cookies++;
        }
    }

    private void checkHost(AsciiString host) throws MalformedRequest {
        if (authority != null && !authority.contentEqualsIgnoreCase(host)) {
            throw Malformed.HOST_DIFFERS;
        }
    }

    private void write(Http2Headers headers, ByteBuf out) throws MalformedRequest {
        AsciiString target = path == null ? authority : path;
        if (method == null || target == null) {
            throw Malformed.PSEUDO;
        }
        bytes(out, method);
        out.writeByte(' ');
        bytes(out, target);
        out.writeBytes(VERSION);
        if (authority != null) {
            out.writeBytes(HOST);
            bytes(out, authority);
            out.writeBytes(CRLF);
        }
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            AsciiString name = AsciiString.of(field.getKey());
            if (isWritten(name)) {
                bytes(out, name);
                out.writeByte(':');
                bytes(out, AsciiString.of(field.getValue()));
                out.writeBytes(CRLF);
            }
        }
        writeCookies(headers, out);
        if (!isEnd && !hasLength) {
            out.writeBytes(CHUNKED);
        }
        out.writeBytes(CRLF);
    }

    private boolean isWritten(AsciiString name) {
        boolean isElsewhere = name.byteAt(0) == ':'
                || FieldRules.TE.contentEquals(name)
                || (authority != null && FieldRules.HOST.contentEquals(name))
                || (cookies > 1 && FieldRules.COOKIE.contentEquals(name));
        return !isElsewhere;
    }

    /** A client may cut its cookies into several fields; elsewhere they are one (RFC 9113 8.2.3). */
    private void writeCookies(Http2Headers headers, ByteBuf out) {
        if (cookies < 2) {
            return;
        }
        out.writeBytes(COOKIE);
        boolean isFirst = true;
        for (CharSequence crumb : headers.getAll(FieldRules.COOKIE)) {
            if (!isFirst) {
                out.writeByte(';').writeByte(' ');
            }
            bytes(out, AsciiString.of(crumb));
            isFirst = false;
        }
        out.writeBytes(CRLF);
    }

    private static void bytes(ByteBuf out, AsciiString text) {
        ByteBufUtil.copy(text, out);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
