package io.penstock.clients;

import io.penstock.codec.Fixtures;
import io.penstock.server.testing.Chat;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers of a provider as bytes of HTTP/1.1. */
final class Answers {
    private Answers() {}

    /** A JSON answer with status 200. */
    static byte[] json(String body) {
        return json(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A JSON answer with status 200. */
    static byte[] json(byte[] body) {
        return whole("200 OK", "application/json", body);
    }

    /** An error, with further fields, each with its CR LF. */
    static byte[] error(String status, String fields, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return withLength("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + fields, bytes);
    }

    /** An answer of any type with its length. */
    static byte[] whole(String status, String type, byte[] body) {
        return withLength("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\n", body);
    }

    private static byte[] withLength(String head, byte[] body) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    /** A chunked stream of these events, each a JSON object of its own, ended as OpenAI ends them. */
    static byte[] stream(List<String> events) {
        return Chat.chunked(sse(events).getBytes(StandardCharsets.UTF_8));
    }

    /** Events, framed, with the last one that OpenAI sends. */
    static String sse(List<String> events) {
        StringBuilder framed = new StringBuilder();
        events.forEach(event -> framed.append("data: ").append(event).append("\n\n"));
        return framed.append("data: [DONE]\n\n").toString();
    }

    /** A chunked stream of events that have types, as those of the Responses, Images and Audio APIs have, without a last one. */
    static byte[] typedStream(List<String> events) {
        StringBuilder framed = new StringBuilder();
        for (String event : events) {
            int start = event.indexOf("\"type\":\"") + "\"type\":\"".length();
            String type = event.substring(start, event.indexOf('"', start));
            framed.append("event: ")
                    .append(type)
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        return Chat.chunked(framed.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A recorded body. */
    static byte[] recorded(String file) {
        return Fixtures.rows().stream()
                .filter(row -> row.file().equals(file))
                .findFirst()
                .map(Fixtures::bytes)
                .orElseThrow(() -> new AssertionError(file + ": absent (expected: a row of the index)"));
    }
}
