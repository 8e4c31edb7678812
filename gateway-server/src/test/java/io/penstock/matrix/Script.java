package io.penstock.matrix;

import io.penstock.server.testing.Chat;
import io.penstock.server.testing.UpstreamSide;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a provider of a dialect answers: a file of {@code matrix/<dialect>}, in the frames of that dialect. */
record Script(String dialect, Feature feature, boolean isStreamed) {
    private static final String FRAMES = "bedrock";

    /** Sends it. Whether the connection may go on. */
    boolean play(UpstreamSide connection) throws IOException {
        if (feature == Feature.ERROR) {
            byte[] body = read("error.json");
            connection.send(head("429 Too Many Requests", "application/json", errorFields()) + length(body));
            connection.send(body);
            return true;
        }
        if (isStreamed) {
            return stream(connection);
        }
        byte[] body = read(feature.script() + ".json");
        connection.send(head("200 OK", "application/json", "") + length(body));
        connection.send(feature == Feature.DEATH ? Arrays.copyOf(body, body.length / 2) : body);
        return feature != Feature.DEATH;
    }

    /** Gemini tells in the body when to come again, Bedrock does not tell. */
    private String errorFields() {
        return switch (dialect) {
            case "gemini" -> "";
            case FRAMES -> "x-amzn-errortype: ThrottlingException:http://internal.amazon.com/\r\n";
            default -> "retry-after: " + Words.RETRY_AFTER + "\r\n";
        };
    }

    /** When a provider of a dialect says that one may come again; empty where it has no way to say it. */
    static String retryAfter(String dialect) {
        return dialect.equals(FRAMES) ? "" : Words.RETRY_AFTER;
    }

    private boolean stream(UpstreamSide connection) throws IOException {
        boolean hasFrames = dialect.equals(FRAMES);
        String type = hasFrames ? "application/vnd.amazon.eventstream" : "text/event-stream";
        connection.send(head("200 OK", type, "") + "transfer-encoding: chunked\r\n\r\n");
        List<byte[]> events = hasFrames ? Frames.of(text(read(feature.script() + ".jsonl"))) : events();
        if (feature == Feature.DEATH) {
            die(connection, events);
            return false;
        }
        for (byte[] event : events) {
            connection.send(chunk(event));
        }
        connection.send(Chat.lastChunk());
        return true;
    }

    /** Half of the events go out, and half of the next. */
    private static void die(UpstreamSide connection, List<byte[]> events) throws IOException {
        int last = events.size() / 2;
        for (byte[] event : events.subList(0, last)) {
            connection.send(chunk(event));
        }
        byte[] next = events.get(last);
        connection.send(chunk(Arrays.copyOf(next, next.length / 2)));
    }

    private List<byte[]> events() throws IOException {
        List<byte[]> events = new ArrayList<>();
        for (String event : Chat.events(read(feature.script() + ".sse"))) {
            events.add(event.getBytes(StandardCharsets.ISO_8859_1));
        }
        return events;
    }

    private static byte[] chunk(byte[] payload) {
        byte[] size = (Integer.toHexString(payload.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] chunk = Arrays.copyOf(size, size.length + payload.length + 2);
        System.arraycopy(payload, 0, chunk, size.length, payload.length);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static String head(String status, String type, String fields) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\n" + fields;
    }

    private static String length(byte[] body) {
        return "content-length: " + body.length + "\r\n\r\n";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] read(String file) {
        String path = "/matrix/" + dialect + "/" + file;
        try (InputStream in = Script.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + ": absent");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
