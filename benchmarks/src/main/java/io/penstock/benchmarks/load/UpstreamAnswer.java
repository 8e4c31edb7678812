package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that the mock provider answers with: OpenAI Chat Completions, whole or streamed, each event a chunk of its own.
 * Writes into the caller's buffer and allocates nothing per event.
 */
final class UpstreamAnswer {
    /** No frame written here is longer. */
    static final int FRAME_BYTES_MAX = 512;

    private static final int STAMP_DIGITS = 19;
    private static final String CRLF = "\r\n";
    private static final String CHUNK =
            "data: {\"id\":\"chatcmpl-AbCdEf0123456789\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1741879542,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\","
                    + "\"system_fingerprint\":\"fp_b705f0c291\",\"choices\":[";

    private static final byte[] STREAM_HEAD = head(
            "200 OK",
            "Content-Type: text/event-stream; charset=utf-8",
            "Cache-Control: no-cache",
            "x-request-id: req_0123456789abcdef",
            "Transfer-Encoding: chunked");
    private static final byte[] ROLE =
            chunk(CHUNK + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}");
    private static final String EVENT_BEFORE = CHUNK + "{\"index\":0,\"delta\":{\"content\":\"ts:";
    private static final String EVENT_AFTER = " lorem ipsum\"},\"finish_reason\":null}]}\n\n";
    private static final byte[] EVENT_START = bytes(
            Integer.toHexString(EVENT_BEFORE.length() + STAMP_DIGITS + EVENT_AFTER.length()) + "\r\n" + EVENT_BEFORE);
    private static final byte[] EVENT_END = bytes(EVENT_AFTER + "\r\n");
    private static final byte[] FINISH = chunk(CHUNK + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    private static final byte[] USAGE = chunk(CHUNK + "],\"usage\":{\"prompt_tokens\":170,\"completion_tokens\":64,"
            + "\"total_tokens\":234,\"prompt_tokens_details\":{\"cached_tokens\":0}}}");
    private static final byte[] DONE = bytes("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");

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
            "Content-Length: " + (JSON_BEFORE.length() + STAMP_DIGITS + JSON_AFTER.length()));
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
        stamp(out, nowNanos);
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

    /** The head of a stream and the event that only names the role. */
    static void start(ByteBuffer out) {
        out.put(STREAM_HEAD).put(ROLE);
    }

    /** One event with output, about 300 bytes. */
    static void event(ByteBuffer out, long nowNanos) {
        out.put(EVENT_START);
        stamp(out, nowNanos);
        out.put(EVENT_END);
    }

    /** The finish, the usage where it was asked for, the end. */
    static void finish(ByteBuffer out, boolean usageAsked) {
        out.put(FINISH);
        if (usageAsked) {
            out.put(USAGE);
        }
        out.put(DONE);
    }

    /** Fixed width, so that the chunk's size is a constant; leading zeros do not hurt, it is text. */
    private static void stamp(ByteBuffer out, long nanos) {
        int start = out.position();
        long rest = nanos;
        for (int i = STAMP_DIGITS - 1; i >= 0; i--) {
            out.put(start + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        out.position(start + STAMP_DIGITS);
    }

    private static byte[] chunk(String event) {
        return bytes(Integer.toHexString(event.length() + 2) + "\r\n" + event + "\n\n\r\n");
    }

    private static byte[] whole(String status, String body) {
        byte[] head = head(status, "Content-Type: application/json", "Content-Length: " + body.length());
        return bytes(new String(head, StandardCharsets.US_ASCII) + body);
    }

    private static byte[] head(String status, String... fields) {
        return bytes("HTTP/1.1 " + status + CRLF + String.join(CRLF, fields) + CRLF + CRLF);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
