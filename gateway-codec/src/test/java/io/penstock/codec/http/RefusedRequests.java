package io.penstock.codec.http;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The table of requests that are refused: name, bytes as ISO 8859-1, status. */
public final class RefusedRequests {
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private RefusedRequests() {}

    /** Every row. */
    public static Stream<Arguments> all() {
        return Stream.of(startLines(), fields(), hosts(), framing(), chunks()).flatMap(rows -> rows);
    }

    static Stream<Arguments> heads() {
        return Stream.of(startLines(), fields(), hosts(), framing()).flatMap(rows -> rows);
    }

    static Stream<Arguments> startLines() {
        return Stream.of(
                line("unknown version", "GET / HTTP/9.9", 505),
                line("HTTP/2.0", "GET / HTTP/2.0", 505),
                line("HTTP/1.2", "GET / HTTP/1.2", 505),
                line("HTTP/0.9", "GET / HTTP/0.9", 505),
                line("lower-case version", "GET / http/1.1", 400),
                line("version of two digits", "GET / HTTP/1.10", 400),
                line("version without minor", "GET / HTTP/1", 400),
                line("another protocol", "GET / ICAP/1.0", 400),
                line("no version", "GET /", 400),
                line("blank after version", "GET / HTTP/1.1 ", 400),
                line("blank before method", " GET / HTTP/1.1", 400),
                line("two spaces after method", "GET  / HTTP/1.1", 400),
                line("two spaces before version", "GET /  HTTP/1.1", 400),
                line("tab after method", "GET\t/ HTTP/1.1", 400),
                line("tab before version", "GET /\tHTTP/1.1", 400),
                line("no target", "GET HTTP/1.1", 400),
                line("empty target", "GET  HTTP/1.1", 400),
                line("unknown method", "BREW / HTTP/1.1", 501),
                line("lower-case method", "get / HTTP/1.1", 501),
                line("method is no token", "GE(T / HTTP/1.1", 400),
                line("CONNECT", "CONNECT a:443 HTTP/1.1", 405),
                line("authority form", "GET a:443 HTTP/1.1", 400),
                line("asterisk with GET", "GET * HTTP/1.1", 400),
                line("asterisk and more", "OPTIONS *x HTTP/1.1", 400),
                line("path without slash", "GET v1/models HTTP/1.1", 400),
                line("fragment", "GET /a#b HTTP/1.1", 400),
                line("raw non-ASCII in target", "GET /caf\u00e9 HTTP/1.1", 400),
                line("control byte in target", "GET /a\u0001b HTTP/1.1", 400),
                line("NUL in target", "GET /a\u0000b HTTP/1.1", 400),
                line("delete in target", "GET /a\u007fb HTTP/1.1", 400),
                line("CR in target", "GET /a\rb HTTP/1.1", 400),
                line("space in target", "GET /a b HTTP/1.1", 400),
                line("absolute form of another host", "GET http://b/ HTTP/1.1", 400),
                line("absolute form of another port", "GET http://a:81/ HTTP/1.1", 400),
                line("absolute form with user", "GET http://u@a/ HTTP/1.1", 400),
                line("absolute form without authority", "GET http:///x HTTP/1.1", 400),
                line("absolute form of another scheme", "GET ftp://a/ HTTP/1.1", 400),
                row("NUL before the request line", "\u0000GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                row("control before the request line", "\u0001\u0002GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                row("TLS", "\u0016\u0003\u0001", 400),
                row("bare LF before the request line", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                row("blank line before the request line", " \r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                row("NUL behind an empty line", "\r\n\u0000", 400),
                row("five empty lines first", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
                row("request line of 64 KB", "GET /" + "a".repeat(64 * 1024) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
                row("request line ends with bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                field("obs-fold", "X: a\r\n b", 400),
                field("obs-fold with tab", "X: a\r\n\tb", 400),
                row("blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400),
                field("space before colon", "X : a", 400),
                field("tab before colon", "X\t: a", 400),
                field("space in name", "X Y: a", 400),
                field("no colon", "X", 400),
                field("empty name", ": a", 400),
                field("underscore in name", "Transfer_Encoding: chunked", 400),
                field("underscore in any name", "X_Y: a", 400),
                field("control byte in name", "X\u0001: a", 400),
                field("NUL in name", "X\u0000: a", 400),
                field("non-ASCII in name", "X\u00e9: a", 400),
                field("separator in name", "X(Y): a", 400),
                field("NUL in value", "X: a\u0000b", 400),
                field("control byte in value", "X: a\u0007b", 400),
                field("delete in value", "X: a\u007fb", 400),
                field("delete in a long value", "X: 1234567\u007f9012345678901234", 400),
                field("control in a long value", "X: 12345678901234\u001f678901234", 400),
                field("bare CR in value", "X: a\rb", 400),
                field("bare CR before the line end", "X: a\r", 400),
                field("bare LF in value", "X: a\nY: b", 400),
                row("bare LF ends a field", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
                row("bare LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
                field("101 fields", "X: a\r\n".repeat(99) + "X: a", 431),
                field("field of 64 KB", "X: " + "a".repeat(64 * 1024), 431),
                field("name of 64 KB", "a".repeat(64 * 1024), 431),
                field("head of 70 KB", ("X: " + "a".repeat(9997) + "\r\n").repeat(6) + "X: " + "a".repeat(9997), 431),
                field("expectation", "Expect: 200-ok", 417),
                field("expectation with another", "Expect: 100-continue, x", 417),
                field("expectation twice", "Expect: 100-continue\r\nExpect: 100-continue", 400),
                field("empty expectation", "Expect:", 417));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                row("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
                field("second Host, the same", "Host: a", 400),
                field("second Host, another", "host: b", 400),
                host("empty Host", "", 400),
                host("Host with user", "u@a", 400),
                host("Host with path", "a/b", 400),
                host("Host with query", "a/?", 400),
                host("Host with fragment", "a#", 400),
                host("Host with list", "a,b", 400),
                host("Host with space", "a b", 400),
                host("Host with non-ASCII", "\u00e9", 400),
                host("Host percent-encoded", "%61", 400),
                host("Host of a dot", ".", 400),
                host("Host with an empty label", "a..b", 400),
                host("Host with empty port", "a:", 400),
                host("Host with a name for a port", "a:http", 400),
                host("Host with too large a port", "a:65536", 400),
                host("Host with too long a port", "a:000080", 400),
                host("Host with two ports", "a:80:80", 400),
                host("port without Host", ":80", 400),
                host("open bracket", "[::1", 400),
                host("empty brackets", "[]", 400),
                host("name in brackets", "[a]", 400),
                host("zone in brackets", "[fe80::1%25eth0]", 400),
                host("bytes after brackets", "[::1]a", 400),
                row("Host of HTTP/1.0 with path", "GET / HTTP/1.0\r\nHost: a/b\r\n\r\n", 400));
    }

    static Stream<Arguments> framing() {
        return Stream.of(
                field("length and coding", "Content-Length: 4\r\nTransfer-Encoding: chunked", 400),
                field("coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 4", 400),
                field("length twice", "Content-Length: 4\r\nContent-Length: 5", 400),
                field("length twice, the same", "Content-Length: 4\r\nContent-Length: 4", 400),
                field("list of lengths", "Content-Length: 4, 5", 400),
                field("list of the same length", "Content-Length: 4, 4", 400),
                field("length with plus", "Content-Length: +4", 400),
                field("negative length", "Content-Length: -4", 400),
                field("negative zero", "Content-Length: -0", 400),
                field("hexadecimal length", "Content-Length: 0x4", 400),
                field("length with fraction", "Content-Length: 4.0", 400),
                field("length with blank", "Content-Length: 4 4", 400),
                field("empty length", "Content-Length:", 400),
                field("length above 63 bits", "Content-Length: 9223372036854775808", 400),
                field("length above 64 bits", "Content-Length: 18446744073709551620", 400),
                field("length of many digits", "Content-Length: " + "9".repeat(100), 400),
                field("chunked, identity", "Transfer-Encoding: chunked, identity", 400),
                field("identity", "Transfer-Encoding: identity", 400),
                field("xchunked", "Transfer-Encoding: xchunked", 400),
                field("chunked, xchunked", "Transfer-Encoding: chunked, xchunked", 400),
                field("chunked twice in a list", "Transfer-Encoding: chunked, chunked", 400),
                field("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
                field("chunked then identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", 400),
                field("gzip then chunked, split", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", 400),
                field("chunked with parameter", "Transfer-Encoding: chunked;q=1", 400),
                field("chunked in quotes", "Transfer-Encoding: \"chunked\"", 400),
                field("chunked with a comma", "Transfer-Encoding: chunked,", 400),
                field("comma and chunked", "Transfer-Encoding: ,chunked", 400),
                field("vertical tab before chunked", "Transfer-Encoding: \u000bchunked", 400),
                field("empty coding", "Transfer-Encoding:", 400),
                field("gzip alone", "Transfer-Encoding: gzip", 400),
                field("unknown coding before chunked", "Transfer-Encoding: gzip, chunked", 501),
                row("coding of 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
                row(
                        "coding and length of 1.0",
                        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nabc",
                        400));
    }

    static Stream<Arguments> chunks() {
        return Stream.of(
                chunk("size above 32 bits", "100000004\r\nabcd\r\n0\r\n\r\n"),
                chunk("size above 64 bits", "10000000000000004\r\nabcd\r\n0\r\n\r\n"),
                chunk("size of nine zeros", "000000000\r\n\r\n"),
                chunk("empty size", "\r\nabcd\r\n0\r\n\r\n"),
                chunk("size with 0x", "0x4\r\nabcd\r\n0\r\n\r\n"),
                chunk("size with plus", "+4\r\nabcd\r\n0\r\n\r\n"),
                chunk("negative size", "-4\r\nabcd\r\n0\r\n\r\n"),
                chunk("size is no number", "g\r\n\r\n"),
                chunk("blank before size", " 4\r\nabcd\r\n0\r\n\r\n"),
                chunk("blank after size", "4 \r\nabcd\r\n0\r\n\r\n"),
                chunk("size in Unicode", "\u00b2\r\nab\r\n0\r\n\r\n"),
                chunk("NUL after size", "4\u0000\r\nabcd\r\n0\r\n\r\n"),
                chunk("bare semicolon", "4;\r\nabcd\r\n0\r\n\r\n"),
                chunk("bare semicolon on the last", "0;\r\n\r\n"),
                chunk("bare LF after size", "4\nabcd\r\n0\r\n\r\n"),
                chunk("bare LF in extension", "4;a\nabcd\r\n0\r\n\r\n"),
                chunk("bare CR in extension", "4;a\rabcd\r\n0\r\n\r\n"),
                chunk("CR in quoted extension", "4;a=\"\r\nabcd\r\n0\r\n\r\n\"\r\n"),
                chunk("LF in quoted extension", "4;a=\"\nb\"\r\nabcd\r\n0\r\n\r\n"),
                chunk("escaped CR in quoted extension", "4;a=\"\\\r\n\"\r\nabcd\r\n0\r\n\r\n"),
                chunk("non-ASCII in quoted extension", "4;a=\"\u00e9\"\r\nabcd\r\n0\r\n\r\n"),
                chunk("quote never closed", "4;a=\"b\r\nabcd\r\n0\r\n\r\n"),
                chunk("bytes after quote", "4;a=\"b\"c\r\nabcd\r\n0\r\n\r\n"),
                chunk("value missing", "4;a=\r\nabcd\r\n0\r\n\r\n"),
                chunk("name missing", "4;=b\r\nabcd\r\n0\r\n\r\n"),
                chunk("blank ends extension", "4;a \r\nabcd\r\n0\r\n\r\n"),
                chunk("two names", "4;a b\r\nabcd\r\n0\r\n\r\n"),
                chunk("extension of 300 bytes", "4;" + "a".repeat(300) + "\r\nabcd\r\n0\r\n\r\n"),
                chunk("extensions of 20 KB", ("1;" + "a".repeat(200) + "\r\nx\r\n").repeat(100) + "0\r\n\r\n"),
                chunk("data too long", "4\r\nabcdef\r\n0\r\n\r\n"),
                chunk("data too short", "4\r\nabc\r\n0\r\n\r\n"),
                chunk("bare LF after data", "4\r\nabcd\n0\r\n\r\n"),
                chunk("bare CR after data", "4\r\nabcd\r0\r\n\r\n"),
                chunk("trailer without colon", "0\r\nabc\r\n\r\n"),
                chunk("trailer with obs-fold", "0\r\nA: b\r\n c\r\n\r\n"),
                chunk("trailer with empty name", "0\r\n: b\r\n\r\n"),
                chunk("trailer with blank before colon", "0\r\nA : b\r\n\r\n"),
                chunk("trailer with NUL", "0\r\nA: \u0000\r\n\r\n"),
                chunk("trailer ends with bare LF", "0\r\nA: b\n\r\n"),
                chunk("trailer ends with bare CR", "0\r\nA: b\rX\r\n\r\n"),
                chunk("trailers end with bare LF", "0\r\n\n"),
                chunk("trailers end with bare CR", "0\r\n\rX"),
                row("trailers of 10 KB", CHUNKED + "0\r\n" + ("A: " + "b".repeat(995) + "\r\n").repeat(10), 431));
    }

    private static Arguments row(String name, String bytes, int status) {
        return arguments(name, bytes, status);
    }

    private static Arguments line(String name, String requestLine, int status) {
        return row(name, requestLine + "\r\nHost: a\r\n\r\n", status);
    }

    private static Arguments field(String name, String line, int status) {
        return row(name, "POST / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n", status);
    }

    private static Arguments host(String name, String value, int status) {
        return row(name, "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n", status);
    }

    private static Arguments chunk(String name, String body) {
        return row(name, CHUNKED + body, 400);
    }
}
