package io.penstock.peers;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests that are made for two readers to disagree on where one ends and the next begins, so that the second reader takes what the first
 * has let pass as a body, or left lying, for a request of its own.
 */
final class Desyncs {
    /** What is to be smuggled. No reader may ever see this as a request. */
    static final String SMUGGLED = "GET /proxy/openai/admin HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String POST = "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final int REFUSED_MIN = 400;
    private static final String END = "0\r\n\r\n";

    /**
     * One payload.
     *
     * @param name what it tries
     * @param bytes one character per byte
     * @param statuses of the answers that it has to get
     * @param isRead whether all of it is read as HTTP, so that the connection goes on behind it
     */
    record Row(String name, String bytes, List<Integer> statuses, boolean isRead) {}

    private final List<Row> rows = new ArrayList<>();

    private Desyncs() {}

    static List<Row> all() {
        Desyncs all = new Desyncs();
        all.lengthAndCoding();
        all.codings();
        all.lengths();
        all.bodiesNobodyExpects();
        all.expectations();
        all.chunkSizes();
        all.chunkEnds();
        all.trailers();
        all.otherProtocols();
        all.lines();
        return all.rows;
    }

    private void add(String name, String bytes, Integer... statuses) {
        rows.add(new Row(name, bytes, List.of(statuses), statuses[statuses.length - 1] < REFUSED_MIN));
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n";
    }

    private void lengthAndCoding() {
        String smuggling = END + SMUGGLED;
        add("CL.TE", POST + length(smuggling) + CHUNKED + "\r\n" + smuggling, 400);
        add("CL.TE, one byte", POST + length(END + "G") + CHUNKED + "\r\n" + END + "G", 400);
        String chunk = Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n" + END;
        add("TE.CL", POST + CHUNKED + "Content-Length: 4\r\n\r\n" + chunk, 400);
        add("TE.CL in a chunk", POST + CHUNKED + "\r\n" + chunk, 200);
        add(
                "CL.TE of HTTP/1.0",
                "POST /proxy/openai/x HTTP/1.0\r\n" + length(smuggling) + CHUNKED + "\r\n" + smuggling,
                400);
        add("TE of HTTP/1.0", "POST /proxy/openai/x HTTP/1.0\r\nHost: a\r\n" + CHUNKED + "\r\n" + smuggling, 400);
        add("length 0 and TE", POST + "Content-Length: 0\r\n" + CHUNKED + "\r\n" + smuggling, 400);
        add(
                "length named in Connection",
                POST + "Connection: content-length\r\n" + length(SMUGGLED) + "\r\n" + SMUGGLED,
                200);
        add("coding named in Connection", POST + "Connection: transfer-encoding\r\n" + CHUNKED + "\r\n" + chunk, 200);
    }

    private void codings() {
        for (String value : List.of(
                "chunked, identity",
                "identity, chunked",
                "identity",
                "chunked,",
                ", chunked",
                "chunked;a=b",
                "\"chunked\"",
                "'chunked'",
                "xchunked",
                "chunkedx",
                "chunk",
                "cow, chunked",
                "gzip, chunked",
                "chunked\u0000",
                "\u000bchunked",
                "chunked\u000b",
                "\u00a0chunked",
                "chun\u212aed",
                "")) {
            String body = length(SMUGGLED) + "Transfer-Encoding: " + value + "\r\n\r\n" + SMUGGLED;
            add("TE.TE with a length: " + value, POST + body, value.matches("[a-z]+, chunked") ? 501 : 400);
        }
        add("TE.TE: chunked, then another", POST + CHUNKED + "Transfer-Encoding: x\r\n\r\n" + END + SMUGGLED, 400);
        add("TE.TE: another, then chunked", POST + "Transfer-Encoding: x\r\n" + CHUNKED + "\r\n" + END + SMUGGLED, 400);
        add("TE.TE: identity, then chunked", POST + "Transfer-Encoding: identity\r\n" + CHUNKED + "\r\n" + END, 400);
        add(
                "TE split over two fields",
                POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + END,
                400);
        add("TE folded", POST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + END + SMUGGLED, 400);
        add("TE behind a blank", POST + " " + CHUNKED + "\r\n" + END + SMUGGLED, 400);
        add("TE before a blank", POST + "Transfer-Encoding : chunked\r\n\r\n" + END + SMUGGLED, 400);
        add("TE behind a bare LF", POST + "X: y\n" + CHUNKED + "\r\n" + END + SMUGGLED, 400);
        add("TE behind a bare CR", POST + "X: y\r" + CHUNKED + "\r\n" + END + SMUGGLED, 400);
        add("TE with an underscore", POST + "Transfer_Encoding: chunked\r\n\r\n" + END + SMUGGLED, 400);
        add("TE with a NUL in its name", POST + "Transfer-Encoding\u0000: chunked\r\n\r\n" + END + SMUGGLED, 400);
        add("TE in capitals", POST + "TRANSFER-ENCODING: CHUNKED\r\n\r\n" + END, 200);
        add("TE behind a tab", POST + "Transfer-Encoding:\tchunked\t\r\n\r\n" + END, 200);
    }

    private void lengths() {
        for (String value : List.of(
                "+5",
                "-5",
                "0x5",
                "5 5",
                "5a",
                "5;",
                "5.0",
                "5,6",
                "5, 5",
                "\u00b2",
                "5\u0000",
                "5\u000b",
                "1e1",
                "",
                "18446744073709551621",
                "99999999999999999999")) {
            add("CL: " + value, POST + "Content-Length: " + value + "\r\n\r\nhello" + SMUGGLED, 400);
        }
        add("two lengths", POST + "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello" + SMUGGLED, 400);
        add("two lengths, the other way", POST + "Content-Length: 0\r\nContent-Length: 5\r\n\r\nhello" + SMUGGLED, 400);
        add("one length twice", POST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400);
        add("CL folded", POST + "Content-Length:\r\n 5\r\n\r\nhello" + SMUGGLED, 400);
        add("CL before a blank", POST + "Content-Length : 5\r\n\r\nhello" + SMUGGLED, 400);
        add("CL behind a blank", POST + " Content-Length: 5\r\n\r\nhello" + SMUGGLED, 400);
        add("CL with an underscore", POST + "Content_Length: 5\r\n\r\nhello" + SMUGGLED, 400);
        add("CL behind a bare LF", POST + "X: y\nContent-Length: 5\r\n\r\nhello" + SMUGGLED, 400);
        add("CL with leading zeros", POST + "Content-Length: 0005\r\n\r\nhello", 200);
    }

    /** CL.0 and 0.CL: methods and places where one of two readers reckons with no body. */
    private void bodiesNobodyExpects() {
        for (String method : List.of("GET", "DELETE", "OPTIONS", "PUT", "PATCH")) {
            String start = method + " /proxy/openai/x HTTP/1.1\r\nHost: a\r\n";
            add("CL.0: " + method, start + length(SMUGGLED) + "\r\n" + SMUGGLED, 200);
            String chunk = Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n" + END;
            add("TE.0: " + method, start + CHUNKED + "\r\n" + chunk, 200);
            add("0.CL: " + method, start + "\r\nContent-Length: 5\r\n\r\nhello", 200, 400);
        }
    }

    private void expectations() {
        String body = length(SMUGGLED) + "\r\n" + SMUGGLED;
        add("Expect", POST + "Expect: 100-continue\r\n" + body, 200);
        add("Expect of GET", "GET /proxy/openai/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + body, 200);
        add("Expect without a body", "GET /proxy/openai/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", 200);
        add("Expect of length 0", POST + "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n", 200);
        add("Expect in capitals", POST + "EXPECT: 100-CONTINUE\r\n" + body, 200);
        add(
                "Expect of HTTP/1.0",
                "POST /proxy/openai/x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n" + body,
                200);
        add("Expect of something else", POST + "Expect: 200-ok\r\n" + body, 417);
        add("Expect with more before", POST + "Expect: y 100-continue\r\n" + body, 417);
        add("Expect, a list", POST + "Expect: 100-continue, 100-continue\r\n" + body, 417);
        add("Expect twice", POST + "Expect: 100-continue\r\nExpect: 100-continue\r\n" + body, 400);
        add("Expect before a blank", POST + "Expect : 100-continue\r\n" + body, 400);
        add("Expect folded", POST + "Expect:\r\n 100-continue\r\n" + body, 400);
    }

    private void chunkSizes() {
        for (String size : List.of(
                "100000004",
                "10000000000000004",
                "ffffffffffffffff",
                "8000000000000004",
                "00000000000000000000004",
                "0x4",
                "+4",
                "-4",
                " 4",
                "4 4",
                "4g",
                "",
                ";",
                "4\u0000",
                "4\u00a0",
                "\u0664",
                "4,",
                "4\r",
                "4\n")) {
            add("chunk size " + size, POST + CHUNKED + "\r\n" + size + "\r\nabcd\r\n" + END + SMUGGLED, 400);
        }
        for (String extension : List.of(";a", ";a=b", " ; a = \"b;c\"", ";a=\"\\\"\"")) {
            add("chunk extension " + extension, POST + CHUNKED + "\r\n4" + extension + "\r\nabcd\r\n" + END, 200);
        }
        for (String extension : List.of(";", ";a=\"b", ";a=\n", ";\nabcd", ";a\rb", ";a=\u0000", ";a=b\n" + END)) {
            add(
                    "chunk extension " + extension,
                    POST + CHUNKED + "\r\n4" + extension + "\r\nabcd\r\n" + END + SMUGGLED,
                    400);
        }
        add("leading zeros", POST + CHUNKED + "\r\n0004\r\nabcd\r\n000\r\n\r\n", 200);
    }

    private void chunkEnds() {
        for (String end : List.of("\n", "\r", "\n\r", "", "X\r\n", "\r\r\n", "\rX", "  ")) {
            add("chunk end " + end, POST + CHUNKED + "\r\n4\r\nabcd" + end + END + SMUGGLED, 400);
        }
        for (String end : List.of("\n", "\r", "\n\r", "X\r\n", "\r\r\n", "\rX", "  ")) {
            add("size line end " + end, POST + CHUNKED + "\r\n4" + end + "abcd\r\n" + END + SMUGGLED, 400);
            add("last size line end " + end, POST + CHUNKED + "\r\n0" + end + "\r\n" + SMUGGLED, 400);
        }
        add("an empty line before a chunk", POST + CHUNKED + "\r\n\r\n4\r\nabcd\r\n" + END + SMUGGLED, 400);
    }

    private void trailers() {
        for (String trailer : List.of(
                "X: y",
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "Host: b",
                "Authorization: Bearer x",
                "Connection: close")) {
            add("trailer " + trailer, POST + CHUNKED + "\r\n1\r\na\r\n0\r\n" + trailer + "\r\n\r\n", 200);
        }
        for (String trailer : List.of("X: y\n", "X: y\r\n z", "X : y", " X: y", "X", "X: \u0000", SMUGGLED.strip())) {
            add("trailer " + trailer, POST + CHUNKED + "\r\n1\r\na\r\n0\r\n" + trailer + "\r\n\r\n" + SMUGGLED, 400);
        }
    }

    private void otherProtocols() {
        String h2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        add(
                "Upgrade: websocket",
                "GET /proxy/openai/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                        + SMUGGLED,
                501);
        add(
                "Upgrade: h2c",
                "GET /proxy/openai/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
                        + h2 + SMUGGLED,
                200,
                505);
        add("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" + SMUGGLED, 405);
        add(
                "CONNECT with a length",
                "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n" + length(SMUGGLED) + "\r\n" + SMUGGLED,
                405);
        add("preface of HTTP/2 behind an empty line", "\r\n" + h2 + SMUGGLED, 505);
        add("HTTP/0.9", "GET /proxy/openai/x\r\n" + SMUGGLED, 400);
        add("HTTP/1.2", "POST /proxy/openai/x HTTP/1.2\r\nHost: a\r\n" + CHUNKED + "\r\n" + END + SMUGGLED, 505);
        add("TRACE", "TRACE /proxy/openai/x HTTP/1.1\r\nHost: a\r\n" + length(SMUGGLED) + "\r\n" + SMUGGLED, 405);
    }

    private void lines() {
        add("folded field", POST + "X: y\r\n z\r\n" + length(SMUGGLED) + "\r\n" + SMUGGLED, 400);
        add("folded first field", "POST /proxy/openai/x HTTP/1.1\r\n Host: a\r\n\r\n" + SMUGGLED, 400);
        add("two hosts", POST + "Host: b\r\n\r\n" + SMUGGLED, 400);
        add("field without a colon", POST + "X\r\n\r\n" + SMUGGLED, 400);
        add("head ended by bare LF", "POST /proxy/openai/x HTTP/1.1\nHost: a\n\n" + SMUGGLED, 400);
        add("head ended by CR LF LF", "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\n\n" + SMUGGLED, 400);
        add("head ended by CR CR LF", "POST /proxy/openai/x HTTP/1.1\r\nHost: a\r\n\r\r\n" + SMUGGLED, 400);
        add("CR LF in the target", "POST /proxy/openai/x\r\nHost: a HTTP/1.1\r\n\r\n" + SMUGGLED, 400);
        String escaped = "GET /proxy/openai/x%0d%0a%0d%0aGET%20/admin HTTP/1.1\r\nHost: a\r\n\r\n";
        rows.add(new Row("CR LF escaped in the target", escaped, List.of(400), true));
        add("garbage behind a request", POST + "Content-Length: 0\r\n\r\nX" + SMUGGLED, 200, 501);
    }
}
