package io.penstock.dialect.bedrock.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.penstock.codec.Frames;
import io.penstock.codec.eventstream.FrameView;
import io.penstock.dialect.Feed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Streams of the dialect, one event a line: its type, a space, its payload with single quotes for double ones. */
final class Converse {
    static final String START = "messageStart {'role':'assistant'}\n";
    static final String USAGE =
            "metadata {'usage':{'inputTokens':9,'outputTokens':2,'totalTokens':11}," + "'metrics':{'latencyMs':0}}\n";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Converse() {}

    /** Frames each line as an event, or as an exception where its type is one. */
    static byte[] of(String lines) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (String line : lines.replace('\'', '"').split("\n", -1)) {
            if (!line.isBlank()) {
                int space = line.indexOf(' ');
                String type = line.substring(0, space);
                String payload = line.substring(space + 1).strip();
                boolean isException = type.endsWith("Exception");
                stream.writeBytes(isException ? Frames.exception(type, payload) : Frames.event(type, payload));
            }
        }
        return stream.toByteArray();
    }

    /** The end of a message. */
    static String stop(String reason) {
        return "messageStop {'stopReason':'" + reason + "'}\n";
    }

    /** A fragment of text. */
    static String text(int index, String text) {
        return "contentBlockDelta {'contentBlockIndex':" + index + ",'delta':{'text':'" + text + "'}}\n";
    }

    /** The end of a block. */
    static String blockStop(int index) {
        return "contentBlockStop {'contentBlockIndex':" + index + "}\n";
    }

    /** The start of a call. */
    static String call(int index, String id, String name) {
        return "contentBlockStart {'contentBlockIndex':" + index + ",'start':{'toolUse':{'toolUseId':'" + id
                + "','name':'" + name + "'}}}\n";
    }

    /** A fragment of a call's arguments, with backslashes as they are to stand in JSON. */
    static String input(int index, String escaped) {
        return "contentBlockDelta {'contentBlockIndex':" + index + ",'delta':{'toolUse':{'input':'" + escaped
                + "'}}}\n";
    }

    /** The events of a stream as lines, of which each frame and payload was found to be good. */
    static List<String> lines(byte[] stream) {
        List<String> lines = new ArrayList<>();
        FrameView view = new FrameView();
        for (ByteBuf frame : Feed.frames(stream)) {
            if (!view.read(frame, frame.readerIndex(), frame.writerIndex())) {
                throw new AssertionError("a damaged frame behind " + lines);
            }
            String type = text(frame, view, FrameView.EVENT_TYPE) + text(frame, view, FrameView.EXCEPTION_TYPE);
            int start = view.payloadStart();
            String payload = frame.toString(start, view.payloadEnd() - start, StandardCharsets.UTF_8);
            lines.add(type + " " + json(payload).toString().replace('"', '\''));
        }
        return lines;
    }

    private static String text(ByteBuf frame, FrameView view, int header) {
        int start = view.start(header);
        return frame.toString(start, view.end(header) - start, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String payload) {
        try {
            return MAPPER.readTree(payload);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a payload that is no JSON: " + payload, e);
        }
    }
}
