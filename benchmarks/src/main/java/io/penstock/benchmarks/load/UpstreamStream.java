package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;

/**
 * The bytes that the mock provider streams in one dialect, each event a chunk of its own. Writes into the caller's buffer and allocates
 * nothing per event.
 */
final class UpstreamStream {
    /** No frame written here is longer. */
    static final int FRAME_BYTES_MAX = 512;

    /** How long a time stamp is; leading zeros do not hurt, it is text. */
    static final int STAMP_DIGITS = 19;

    private static final String CHUNK =
            "data: {\"id\":\"chatcmpl-AbCdEf0123456789\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1741879542,\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\","
                    + "\"system_fingerprint\":\"fp_b705f0c291\",\"choices\":[";

    /** OpenAI Chat Completions. */
    static final UpstreamStream OPENAI = new UpstreamStream(
            chunk(CHUNK + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"),
            CHUNK + "{\"index\":0,\"delta\":{\"content\":\"ts:",
            " lorem ipsum\"},\"finish_reason\":null}]}",
            chunk(CHUNK + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}"),
            chunk(CHUNK + "],\"usage\":{\"prompt_tokens\":170,\"completion_tokens\":64,"
                    + "\"total_tokens\":234,\"prompt_tokens_details\":{\"cached_tokens\":0}}}"),
            chunk("data: [DONE]"));

    /** Anthropic Messages. */
    static final UpstreamStream ANTHROPIC = new UpstreamStream(
            chunk(event(
                            "message_start",
                            "\"message\":{\"id\":\"msg_01AbCdEf0123456789\",\"type\":\"message\",\"role\":\"assistant\","
                                    + "\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],\"stop_reason\":null,"
                                    + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":170,"
                                    + "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":1}}}")
                    + "\n\n"
                    + event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}")),
            event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"ts:"),
            " lorem ipsum\"}}",
            chunk(event("content_block_stop", "\"index\":0}") + "\n\n"
                    + event(
                            "message_delta",
                            "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                                    + "\"usage\":{\"output_tokens\":64}}")),
            "",
            chunk("event: message_stop\ndata: {\"type\":\"message_stop\"}"));

    private static final byte[] HEAD = UpstreamAnswer.head(
            "200 OK",
            "Content-Type: text/event-stream; charset=utf-8",
            "Cache-Control: no-cache",
            "x-request-id: req_0123456789abcdef",
            "Transfer-Encoding: chunked");

    private final byte[] begin;
    private final byte[] eventStart;
    private final byte[] eventEnd;
    private final byte[] finish;
    private final byte[] usage;
    private final byte[] end;

    private UpstreamStream(String begin, String before, String after, String finish, String usage, String last) {
        int length = before.length() + STAMP_DIGITS + after.length() + 2;
        this.begin = UpstreamAnswer.bytes(begin);
        this.eventStart = UpstreamAnswer.bytes(Integer.toHexString(length) + "\r\n" + before);
        this.eventEnd = UpstreamAnswer.bytes(after + "\n\n\r\n");
        this.finish = UpstreamAnswer.bytes(finish);
        this.usage = UpstreamAnswer.bytes(usage);
        this.end = UpstreamAnswer.bytes(last + "0\r\n\r\n");
    }

    /** The head of a stream and what comes before its text. */
    void start(ByteBuffer out) {
        out.put(HEAD).put(begin);
    }

    /** One event with output, some 150 to 300 bytes. */
    void event(ByteBuffer out, long nowNanos) {
        out.put(eventStart);
        stamp(out, nowNanos);
        out.put(eventEnd);
    }

    /** The finish, the usage where it is asked for, the end. */
    void finish(ByteBuffer out, boolean usageAsked) {
        out.put(finish);
        if (usageAsked) {
            out.put(usage);
        }
        out.put(end);
    }

    /** Writes a time in a fixed width, so that what holds it has a constant size. */
    static void stamp(ByteBuffer out, long nanos) {
        int start = out.position();
        long rest = nanos;
        for (int i = STAMP_DIGITS - 1; i >= 0; i--) {
            out.put(start + i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        out.position(start + STAMP_DIGITS);
    }

    private static String event(String name, String members) {
        return "event: " + name + "\ndata: {\"type\":\"" + name + "\"," + members;
    }

    private static String chunk(String event) {
        return Integer.toHexString(event.length() + 2) + "\r\n" + event + "\n\n\r\n";
    }
}
