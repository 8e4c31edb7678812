package io.penstock.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests and answers of Chat Completions, framed in the ways that HTTP allows. */
public final class Chat {
    /** A chunk that only names the role. */
    public static final String ROLE =
            "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";

    /** The chunk that says why the model stopped. */
    public static final String FINISH =
            "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
                    + "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    /** The usage event. */
    public static final String USAGE =
            "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}\n\n";

    /** The last event. */
    public static final String DONE = "data: [DONE]\n\n";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHUNKED = "transfer-encoding: chunked\r\n\r\n";
    private static final String JSON_HEAD = "content-type: application/json\r\n";
    private static final String EVENTS_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";

    private Chat() {}

    /** A chunk with text, which holds nothing that JSON escapes. */
    public static String delta(String text) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
                + "[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}\n\n";
    }

    /** A whole short stream without a usage event. */
    public static String stream() {
        return ROLE + delta("Hel") + delta("lo") + FINISH + DONE;
    }

    /** A whole short stream with a usage event. */
    public static String streamWithUsage() {
        return ROLE + delta("Hel") + delta("lo") + FINISH + USAGE + DONE;
    }

    /** A whole answer. */
    public static String whole(String id) {
        return "{\"id\":\"" + id
                + "\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
                + "{\"role\":\"assistant\",\"content\":\"Hello\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";
    }

    /** A request body without a stream. */
    public static String plainBody() {
        return "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    /** A request body for a stream whose client does not ask for usage. */
    public static String streamBody() {
        return "{\"model\":\"openai/m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    /** A request body for a stream whose client asks for usage. */
    public static String streamBodyWithUsage() {
        return "{\"model\":\"openai/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    /** A request over HTTP/1.1 that keeps its connection. */
    public static String post(String body) {
        return post(body, "");
    }

    /** A request with further fields, each with its CR LF. */
    public static String post(String body, String fields) {
        return post("HTTP/1.1", body, fields);
    }

    /** A request of that version. */
    public static String post(String version, String body, String fields) {
        return "POST /v1/chat/completions " + version + "\r\nhost: gateway\r\n" + JSON_HEAD + fields
                + "content-length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Fields, one a line, with the line ends that HTTP wants. */
    public static String fields(String lines) {
        return lines.replace("\n", "\r\n");
    }

    /** The head of a chat request whose body is chunked. */
    public static String postChunked() {
        return "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n" + JSON_HEAD + CHUNKED;
    }

    /** An answer with a JSON body and a length. */
    public static String json(String status, String body, String fields) {
        return "HTTP/1.1 " + status + "\r\n" + JSON_HEAD + fields + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** The head of a chunked stream. */
    public static String chunkedHead() {
        return EVENTS_HEAD + CHUNKED;
    }

    /** The head of a stream that ends with the connection. */
    public static String closeHead() {
        return EVENTS_HEAD + "\r\n";
    }

    /** The head of a chunked stream, and its first text. */
    public static String begunStream() {
        return chunkedHead() + chunk(ROLE + delta("Hel"));
    }

    /** All that follows {@link #begunStream}. */
    public static String restOfStream() {
        return chunk(delta("lo") + FINISH + DONE) + lastChunk();
    }

    /** One chunk. */
    public static String chunk(String payload) {
        return Integer.toHexString(payload.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + payload + "\r\n";
    }

    /** The last chunk. */
    public static String lastChunk() {
        return "0\r\n\r\n";
    }

    /** A stream with a head, chunked event by event. */
    public static byte[] chunked(String payload) {
        return chunked(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A stream with a head, chunked event by event, as text. */
    public static String chunkedText(String payload) {
        return Wire.text(chunked(payload));
    }

    /** A stream with a head, chunked event by event. */
    public static byte[] chunked(byte[] payload) {
        StringBuilder framed = new StringBuilder(chunkedHead());
        for (String event : events(payload)) {
            framed.append(Integer.toHexString(event.length()))
                    .append("\r\n")
                    .append(event)
                    .append("\r\n");
        }
        return Wire.bytes(framed.append(lastChunk()).toString());
    }

    /** A stream with a head and a length. */
    public static byte[] withLength(byte[] payload) {
        return Wire.bytes(EVENTS_HEAD + "content-length: " + payload.length + "\r\n\r\n" + Wire.text(payload));
    }

    /** A stream with a head, without either: the connection is to be closed behind it. */
    public static byte[] untilClose(byte[] payload) {
        return Wire.bytes(closeHead() + Wire.text(payload));
    }

    /** Cuts seeded by {@code seed}. */
    public static List<byte[]> cut(byte[] bytes, long seed) {
        return Wire.cut(bytes, seed, 12);
    }

    /** Whether an event reports usage and holds no choice. */
    public static boolean isUsageOnly(String event) {
        int data = event.indexOf("data:");
        if (data < 0 || event.contains("[DONE]")) {
            return false;
        }
        try {
            JsonNode json = JSON.readTree(Wire.bytes(event.substring(data + 5)));
            return json.path("usage").isObject()
                    && json.path("choices").isArray()
                    && json.path("choices").isEmpty();
        } catch (IOException noJson) {
            return false;
        }
    }

    /** The events of a stream, one character per byte, each with the empty line that ends it; a rest without one comes last. */
    public static List<String> events(byte[] payload) {
        List<String> events = new ArrayList<>();
        String text = Wire.text(payload);
        int start = 0;
        int lineStart = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isCrLf = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (c == '\n' || (c == '\r' && !isCrLf)) {
                int lineBytes = at - lineStart - (c == '\n' && at > 0 && text.charAt(at - 1) == '\r' ? 1 : 0);
                lineStart = at + 1;
                if (lineBytes <= 0) {
                    events.add(text.substring(start, at + 1));
                    start = at + 1;
                }
            }
        }
        if (start < text.length()) {
            events.add(text.substring(start));
        }
        return events;
    }
}
