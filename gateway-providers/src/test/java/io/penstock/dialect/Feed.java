package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameScanner;
import io.penstock.codec.sse.EventScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Feeds answers to a reader, as the translated lane does. */
public final class Feed {
    private Feed() {}

    /** Tells {@code out} what an answer in a dialect says, as a stream or whole. */
    public static void tell(Dialect dialect, boolean isStream, byte[] answer, GenerationEvents out) {
        AnswerReader reader = dialect.newAnswerReader();
        if (!isStream) {
            reader.onBody(Unpooled.wrappedBuffer(answer), 0, answer.length, out);
        } else if (dialect.framing() == EventFraming.SERVER_SENT) {
            stream(reader, answer, out, new ArrayList<>());
        } else {
            frames(reader, answer, out, new ArrayList<>());
        }
    }

    /** What a client of a dialect gets that asked for a stream or not, and for usage, of an answer that is told to a writer. */
    public static byte[] written(Dialect client, boolean isStream, Consumer<GenerationEvents> answer) {
        ChatRequest request =
                new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), isStream, true);
        AnswerContext context =
                new AnswerContext(isStream, true, "req_1", 1, ModelTarget.of("provider", "model"), request);
        AnswerWriter writer = client.newAnswerWriter(context);
        ByteBuf out = Unpooled.buffer();
        writer.to(out);
        answer.accept(writer);
        writer.close();
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Reads a stream of server-sent events; what each event was is added to {@code verdicts}. */
    public static void stream(AnswerReader reader, byte[] stream, GenerationEvents out, List<Verdict> verdicts) {
        read(reader, events(stream), out, verdicts);
    }

    /** As {@link #stream(AnswerReader, byte[], GenerationEvents, List)}, of a stream of AWS frames. */
    public static void frames(AnswerReader reader, byte[] stream, GenerationEvents out, List<Verdict> verdicts) {
        read(reader, frames(stream), out, verdicts);
    }

    /** What a whole stream of AWS frames says. */
    public static Heard frames(AnswerReader reader, byte[] stream) {
        Heard heard = new Heard();
        frames(reader, stream, heard, new ArrayList<>());
        return heard;
    }

    private static void read(AnswerReader reader, List<ByteBuf> events, GenerationEvents out, List<Verdict> verdicts) {
        for (ByteBuf event : events) {
            Verdict verdict = reader.onEvent(event, event.readerIndex(), event.writerIndex(), out);
            verdicts.add(verdict);
            if (verdict == Verdict.ERROR) {
                return;
            }
        }
        if (reader.isFinished()) {
            reader.onSourceEnd(out);
        }
    }

    /** What a whole stream of server-sent events says. */
    public static Heard stream(AnswerReader reader, byte[] stream) {
        Heard heard = new Heard();
        stream(reader, stream, heard, new ArrayList<>());
        return heard;
    }

    /** As {@link #stream(AnswerReader, byte[])}. */
    public static Heard stream(AnswerReader reader, String stream) {
        return stream(reader, stream.getBytes(StandardCharsets.UTF_8));
    }

    /** What a whole answer says. */
    public static Heard body(AnswerReader reader, byte[] body) {
        Heard heard = new Heard();
        ByteBuf whole = Unpooled.wrappedBuffer(body);
        reader.onBody(whole, 0, body.length, heard);
        return heard;
    }

    /** As {@link #body(AnswerReader, byte[])}. */
    public static Heard body(AnswerReader reader, String body) {
        return body(reader, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The events of a stream, each with the lines that belong to it, none at index 0 of its buffer. */
    public static List<ByteBuf> events(byte[] stream) {
        List<ByteBuf> events = new ArrayList<>();
        ByteBuf all = Unpooled.wrappedBuffer(stream);
        EventScanner scanner = new EventScanner();
        int from = 0;
        for (int to = scanner.nextEnd(all, from, stream.length);
                to > 0;
                to = scanner.nextEnd(all, from, stream.length)) {
            events.add(Unpooled.buffer().writeZero(3).skipBytes(3).writeBytes(all, from, to - from));
            from = to;
        }
        return events;
    }

    /** The frames of a stream, none at index 0 of its buffer. */
    public static List<ByteBuf> frames(byte[] stream) {
        List<ByteBuf> frames = new ArrayList<>();
        ByteBuf all = Unpooled.wrappedBuffer(stream);
        FrameScanner scanner = new FrameScanner();
        int from = 0;
        while (from < stream.length) {
            int to = scanner.nextEnd(all, from, stream.length);
            if (to < 0) {
                break;
            }
            frames.add(Unpooled.buffer().writeZero(3).skipBytes(3).writeBytes(all, from, to - from));
            from = to;
        }
        return frames;
    }
}
