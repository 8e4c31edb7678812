package io.penstock.benchmarks.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Reads the requests of one upstream connection: method and path, the Content-Length, and what the body says about streaming.
 *
 * <p>Of a body it keeps its first and last KiB: the load puts its wishes first, a proxy may add {@code stream_options} at
 * either end, and searching a megabyte of prompt would cost the core that it shares with the load.
 */
final class AskScan {
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final int EDGE_BYTES = 1024;

    private byte[] head = new byte[EDGE_BYTES];
    private int headLength;
    private boolean inBody;
    private boolean complete;
    private boolean bad;
    private String requestLine = "";
    private final byte[] first = new byte[EDGE_BYTES];
    private final byte[] last = new byte[EDGE_BYTES];
    private long bodyLength;
    private long bodyRead;

    /** Reads up to the end of one request; what stands behind it stays in {@code in}. */
    void feed(ByteBuffer in) {
        complete = false;
        while (in.hasRemaining() && !bad && !complete) {
            if (inBody) {
                onBody(in);
            } else {
                onHeadByte(in.get());
            }
            if (inBody && bodyRead == bodyLength) {
                inBody = false;
                headLength = 0;
                complete = true;
            }
        }
    }

    /** Whether the bytes fed last completed a request. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the connection sent what is no request with a Content-Length and must be closed. */
    boolean isBad() {
        return bad;
    }

    /** Of the request read last, as are all below. */
    boolean isChat() {
        return requestLine.startsWith("POST /v1/chat/completions ");
    }

    /** As {@link #isChat}, in Anthropic's dialect. */
    boolean isMessages() {
        return requestLine.startsWith("POST /v1/messages ");
    }

    boolean isModels() {
        return requestLine.startsWith("GET /v1/models");
    }

    boolean isStream() {
        return has("\"stream\":true");
    }

    boolean isUsageAsked() {
        return has("\"include_usage\":true");
    }

    int events() {
        return number("\"events:");
    }

    int intervalMicros() {
        return number(" interval_micros:");
    }

    private void onHeadByte(byte b) {
        if (headLength == head.length) {
            bad = headLength >= HEAD_BYTES_MAX;
            head = Arrays.copyOf(head, headLength * 2);
        }
        head[headLength++] = b;
        if (b == '\n' && headLength >= 4 && head[headLength - 3] == '\n') {
            onHead(new String(head, 0, headLength, StandardCharsets.ISO_8859_1));
        }
    }

    private void onHead(String text) {
        requestLine = text.substring(0, text.indexOf('\r'));
        String lower = text.toLowerCase(Locale.ROOT);
        int field = lower.indexOf("\r\ncontent-length:");
        bad = lower.contains("\r\ntransfer-encoding:");
        bodyLength = 0;
        bodyRead = 0;
        if (field >= 0) {
            int start = field + "\r\ncontent-length:".length();
            bodyLength = Long.parseLong(
                    lower.substring(start, lower.indexOf('\r', start)).strip());
        }
        inBody = true;
    }

    private void onBody(ByteBuffer in) {
        int count = (int) Math.min(in.remaining(), bodyLength - bodyRead);
        int at = in.position();
        if (bodyRead < EDGE_BYTES) {
            in.get(at, first, (int) bodyRead, (int) Math.min(count, EDGE_BYTES - bodyRead));
        }
        if (count >= EDGE_BYTES) {
            in.get(at + count - EDGE_BYTES, last);
        } else {
            System.arraycopy(last, count, last, 0, EDGE_BYTES - count);
            in.get(at, last, EDGE_BYTES - count, count);
        }
        bodyRead += count;
        in.position(at + count);
    }

    private String firstText() {
        return new String(first, 0, (int) Math.min(bodyLength, EDGE_BYTES), StandardCharsets.ISO_8859_1);
    }

    private boolean has(String text) {
        int kept = (int) Math.min(bodyLength, EDGE_BYTES);
        return firstText().contains(text)
                || new String(last, EDGE_BYTES - kept, kept, StandardCharsets.ISO_8859_1).contains(text);
    }

    private int number(String before) {
        String text = firstText();
        int start = text.indexOf(before);
        if (start < 0) {
            return 0;
        }
        start += before.length();
        return Integer.parseInt(text, start, text.indexOf(' ', start), 10);
    }
}
