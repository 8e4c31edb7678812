package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What the mock provider answers with in one piece: OpenAI Chat Completions. Writes into the caller's buffer. */
final class UpstreamAnswer {
    private static final String CRLF = "\r\n";
    private static final String JSON_BEFORE = "{\"id\":\"chatcmpl-AbCdEf0123456789\",\"object\":\"chat.completion\","
            + "\"created\":1741879542,\"model\":\"gpt-4o-mini-2024-07-18\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":\"ts:";
    private static final String JSON_AFTER = " " + "lorem ipsum dolor sit amet ".repeat(20)
            + "\",\"refusal\":null,\"annotations\":[]},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":"
            + "{\"prompt_tokens\":170,\"completion_tokens\":64,\"total_tokens\":234,\"prompt_tokens_details\":"
            + "{\"cached_tokens\":0,\"audio_tokens\":0}},\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_b705f0c291\"}";
    private static final byte[] JSON_START = head(
            "200 OK",
            "Content-Type: application/json",
            "x-request-id: req_0123456789abcdef",
            "Content-Length: " + (JSON_BEFORE.length() + UpstreamStream.STAMP_DIGITS + JSON_AFTER.length()));
    private static final byte[] JSON_MESSAGE = bytes(JSON_BEFORE);
    private static final byte[] JSON_END = bytes(JSON_AFTER);

    private static final byte[] MODELS = whole(
            "200 OK",
            "{\"object\":\"list\",\"data\":[{\"id\":\"gpt-4o-mini\",\"object\":\"model\",\"created\":1741879542,"
                    + "\"owned_by\":\"openai\"}]}");
    private static final byte[] NOT_FOUND =
            whole("404 Not Found", "{\"error\":{\"message\":\"unknown path\",\"type\":\"invalid_request_error\"}}");

    private UpstreamAnswer() {}

    /** A whole answer of about 1 KB. */
    static void json(ByteBuffer out, long nowNanos) {
        out.put(JSON_START).put(JSON_MESSAGE);
        UpstreamStream.stamp(out, nowNanos);
        out.put(JSON_END);
    }

    /** The list of the one model there is. */
    static void models(ByteBuffer out) {
        out.put(MODELS);
    }

    /** For every path that is not served. */
    static void notFound(ByteBuffer out) {
        out.put(NOT_FOUND);
    }

    private static byte[] whole(String status, String body) {
        byte[] head = head(status, "Content-Type: application/json", "Content-Length: " + body.length());
        return bytes(new String(head, StandardCharsets.US_ASCII) + body);
    }

    static byte[] head(String status, String... fields) {
        return bytes("HTTP/1.1 " + status + CRLF + String.join(CRLF, fields) + CRLF + CRLF);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
