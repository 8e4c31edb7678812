package io.penstock.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.codec.sse.EventScanner;
import java.nio.charset.StandardCharsets;

/** What comes over the wire in the benchmarks, made up after recorded traffic. */
final class Samples {
    /** How many events {@link #CONTENT_EVENTS} holds. */
    static final int EVENTS = 16;

    /** A chat request as an official client sends it: 12 fields. */
    static final String REQUEST_HEAD = """
            POST /v1/chat/completions HTTP/1.1\r
            Host: gateway.example:8080\r
            Accept-Encoding: gzip, deflate\r
            Connection: keep-alive\r
            Accept: application/json\r
            Content-Type: application/json\r
            User-Agent: OpenAI/Python 2.8.0\r
            X-Stainless-Lang: python\r
            X-Stainless-Package-Version: 2.8.0\r
            X-Stainless-OS: Linux\r
            X-Stainless-Arch: x64\r
            Authorization: Bearer sk-proj-0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdef\r
            Content-Length: 1024\r
            \r
            """;

    /** The head of a streamed answer. */
    static final String ANSWER_HEAD = """
            HTTP/1.1 200 OK\r
            Date: Fri, 20 Nov 2026 10:00:00 GMT\r
            Content-Type: text/event-stream; charset=utf-8\r
            Transfer-Encoding: chunked\r
            Connection: keep-alive\r
            access-control-expose-headers: X-Request-ID\r
            openai-organization: org-0123456789\r
            openai-processing-ms: 312\r
            openai-version: 2020-10-01\r
            x-ratelimit-limit-requests: 10000\r
            x-ratelimit-remaining-requests: 9999\r
            x-request-id: req_0123456789abcdef0123456789abcdef\r
            strict-transport-security: max-age=31536000; includeSubDomains; preload\r
            \r
            """;

    private static final String EVENT_START =
            "data: {\"id\":\"chatcmpl-AbCdEfGhIjKlMnOpQrStUvWxYz012\",\"object\":\"chat.completion.chunk\",\"created\":1763632800,"
                    + "\"model\":\"gpt-4o-mini-2024-07-18\",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_0123456789\",\"choices\":[";
    private static final String[] WORDS = {"The", " pen", "stock", " carries", " water", " down", ",", " and"};

    /** The event that says who speaks. */
    static final String ROLE_EVENT = EVENT_START
            + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],"
            + "\"usage\":null,\"obfuscation\":\"a1B2c3\"}\n\n";

    /** The event that counts. */
    static final String USAGE_EVENT = EVENT_START
            + "],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":210,\"total_tokens\":229,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0}},\"obfuscation\":\"\"}\n\n";

    /** Deltas of text, each of some 330 bytes. */
    static final String CONTENT_EVENTS = contentEvents();

    private Samples() {}

    /** A pooled direct buffer, as a read brings it. */
    static ByteBuf direct(String text) {
        byte[] bytes = bytes(text);
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(Math.max(256, bytes.length))
                .writeBytes(bytes);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code payload} as one chunk. */
    static String chunked(String payload) {
        return Integer.toHexString(bytes(payload).length) + "\r\n" + payload + "\r\n";
    }

    /** Where each of the events ends. */
    static int[] ends(ByteBuf events) {
        EventScanner scanner = new EventScanner();
        int[] ends = new int[EVENTS];
        int at = 0;
        for (int i = 0; i < EVENTS; i++) {
            at = scanner.nextEnd(events, at, events.writerIndex());
            ends[i] = at;
        }
        return ends;
    }

    static String contentEvent(int i) {
        return EVENT_START
                + "{\"index\":0,\"delta\":{\"content\":\"" + WORDS[i % WORDS.length]
                + "\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\""
                + "a1B2c3D4e5".substring(i % 8) + "\"}\n\n";
    }

    private static String contentEvents() {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            events.append(contentEvent(i));
        }
        return events.toString();
    }
}
