package io.penstock.codec.http;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The table of answers that are refused: name, bytes as ISO 8859-1. */
final class RefusedAnswers {
    private RefusedAnswers() {}

    static Stream<Arguments> all() {
        return Stream.of(
                line("tab after version", "HTTP/1.1\t200 OK"),
                line("two spaces after version", "HTTP/1.1  200 OK"),
                line("status of one digit", "HTTP/1.1 2 OK"),
                line("status of two digits", "HTTP/1.1 20 OK"),
                line("status of four digits", "HTTP/1.1 2000 OK"),
                line("status below 100", "HTTP/1.1 099 OK"),
                line("status is no number", "HTTP/1.1 2x0 OK"),
                line("no status", "HTTP/1.1 OK"),
                line("unknown version", "HTTP/9.9 200 OK"),
                line("HTTP/2.0", "HTTP/2.0 200 OK"),
                line("lower-case version", "http/1.1 200 OK"),
                line("another protocol", "ICY 200 OK"),
                line("tab after status", "HTTP/1.1 200\tOK"),
                line("NUL in reason", "HTTP/1.1 200 O\u0000K"),
                line("bare CR in reason", "HTTP/1.1 200 O\rK"),
                line("line before", "\r\nHTTP/1.1 200 OK"),
                arguments("bytes of a body", "{\"error\":1}"),
                field("space in name", "X Y: a"),
                field("space before colon", "X : a"),
                field("obs-fold", "X: a\r\n b"),
                field("no colon", "X"),
                field("bare CR in value", "X: a\rb"),
                field("bare LF in value", "X: a\nb"),
                field("NUL in value", "X: a\u0000b"),
                field("101 fields", "X: a\r\n".repeat(100) + "X: a"),
                field("length and coding", "Content-Length: 4\r\nTransfer-Encoding: chunked"),
                field("length twice", "Content-Length: 4\r\nContent-Length: 4"),
                field("list of lengths", "Content-Length: 4, 4"),
                field("negative length", "Content-Length: -1"),
                field("coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                field("coding before chunked", "Transfer-Encoding: gzip, chunked"),
                field("identity", "Transfer-Encoding: identity"),
                arguments("coding of 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
    }

    private static Arguments line(String name, String statusLine) {
        return arguments(name, statusLine + "\r\nContent-Length: 0\r\n\r\n");
    }

    private static Arguments field(String name, String line) {
        return arguments(name, "HTTP/1.1 200 OK\r\n" + line + "\r\n\r\n");
    }
}
