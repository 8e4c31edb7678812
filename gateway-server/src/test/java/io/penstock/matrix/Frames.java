package io.penstock.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** Frames of an AWS event stream, made here and not by the gateway's own code, which they are to test. */
final class Frames {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PRELUDE_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;
    private static final byte STRING = 7;

    private Frames() {}

    /** A frame for each line, which holds one JSON object with one member: the type of the event, and its payload. */
    static List<byte[]> of(String lines) {
        List<byte[]> frames = new ArrayList<>();
        for (String line : lines.split("\n", -1)) {
            if (!line.isEmpty()) {
                frames.add(frame(line));
            }
        }
        return frames;
    }

    private static byte[] frame(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            String type = event.fieldNames().next();
            ByteArrayOutputStream headers = new ByteArrayOutputStream();
            header(headers, ":event-type", type);
            header(headers, ":content-type", "application/json");
            header(headers, ":message-type", "event");
            return frame(headers.toByteArray(), JSON.writeValueAsBytes(event.get(type)));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static void header(ByteArrayOutputStream headers, String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        headers.write(name.length());
        headers.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        headers.write(STRING);
        headers.write(text.length >> 8);
        headers.write(text.length);
        headers.writeBytes(text);
    }

    private static byte[] frame(byte[] headers, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(PRELUDE_BYTES + headers.length + payload.length + CHECKSUM_BYTES);
        frame.putInt(frame.capacity()).putInt(headers.length);
        checksum(frame);
        frame.put(headers).put(payload);
        checksum(frame);
        return frame.array();
    }

    @SuppressWarnings("ByteBufferBackingArray") // of this class's own making, from index 0
    private static void checksum(ByteBuffer frame) {
        CRC32 crc = new CRC32();
        crc.update(frame.array(), 0, frame.position());
        frame.putInt((int) crc.getValue());
    }
}
