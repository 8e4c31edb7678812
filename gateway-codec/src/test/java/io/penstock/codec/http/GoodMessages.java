package io.penstock.codec.http;

import java.util.ArrayList;
import java.util.List;

/** Messages that every strict reader takes: what mutations begin with. */
final class GoodMessages {
    private GoodMessages() {}

    static List<byte[]> requests() {
        return bytes(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /v1/models?provider=openai HTTP/1.1\r\nHost: a:8080\r\nAccept: */*\r\n\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: [::1]:8080\r\nOrigin: null\r\n\r\n",
                "GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"model\":\"x\"}",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0;c=\"d e\"\r\nX: y\r\n\r\n",
                "PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
                "POST / HTTP/1.1\r\nHost: a\r\nX-Title: \t caf\u00e9 \t\r\nX-Empty:\r\nAccept:a\r\nAccept: b\r\n\r\n");
    }

    static List<byte[]> answers() {
        return bytes(
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nb\r\ndata: {}\n\n\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\nX-Trailer: y\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 9\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\nx_ratelimit: 1\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 500 \r\nConnection: close\r\n\r\n");
    }

    private static List<byte[]> bytes(String... texts) {
        List<byte[]> all = new ArrayList<>();
        for (String text : texts) {
            all.add(Message.bytes(text));
        }
        return all;
    }
}
