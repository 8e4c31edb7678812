package io.penstock.server;

import io.penstock.server.testing.Http2Client;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Frames that are cheap to send, and many. */
final class Http2Floods {
    private Http2Floods() {}

    /** The same one so many times. */
    static byte[] times(int count, byte[] frame) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }

    /** Streams from 1 on, each of which comes to a reset. */
    static byte[] resets(String how, int count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(provoked(how, 2 * i + 1));
        }
        return all.toByteArray();
    }

    /** The fields of a chat, whose body is still to come. */
    static byte[] chatHead(int stream) {
        return Http2Client.frame(
                Http2Client.HEADERS,
                Http2Client.END_HEADERS,
                stream,
                Http2Client.block(
                        ":method", "POST", ":scheme", "http", ":path", "/v1/chat/completions", ":authority", "a"));
    }

    private static byte[] provoked(String how, int stream) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                how.equals("no request")
                        ? Http2Client.frame(
                                Http2Client.HEADERS,
                                Http2Client.END_HEADERS,
                                stream,
                                Http2Client.block(":method", "GET", ":path", "/health", "connection", "close"))
                        : chatHead(stream));
        switch (how) {
            case "taken back" ->
                out.writeBytes(
                        Http2Client.frame(Http2Client.RST_STREAM, 0, stream, Http2Client.number(Http2Client.CANCEL)));
            case "window of nothing" ->
                out.writeBytes(Http2Client.frame(Http2Client.WINDOW_UPDATE, 0, stream, Http2Client.number(0)));
            case "window too wide" ->
                out.writeBytes(
                        Http2Client.frame(Http2Client.WINDOW_UPDATE, 0, stream, Http2Client.number(Integer.MAX_VALUE)));
            case "data behind the end" -> {
                out.writeBytes(Http2Client.frame(Http2Client.DATA, Http2Client.END_STREAM, stream, new byte[1]));
                out.writeBytes(Http2Client.frame(Http2Client.DATA, 0, stream, new byte[1]));
            }
            default -> {}
        }
        return out.toByteArray();
    }

    /** A field that the table remembers, and eight thousand times its number. */
    static byte[] namedAgain() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(Http2Client.block(":method", "GET", ":scheme", "http", ":path", "/health"));
        block.write(0x40);
        block.writeBytes(Arrays.copyOfRange(Http2Client.block("x", "y".repeat(4000)), 1, 4000 + 6));
        byte[] indexed = new byte[8000];
        Arrays.fill(indexed, (byte) (0x80 | 62));
        block.writeBytes(indexed);

        return Http2Client.frame(
                Http2Client.HEADERS, Http2Client.END_HEADERS | Http2Client.END_STREAM, 1, block.toByteArray());
    }
}
