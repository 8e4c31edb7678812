package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.GatewayFault;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes a streamed answer, each response with the parts that are new in it, the last one with why it stopped and what was used:
 * <pre>
 *   data: {"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}],"modelVersion":"m","responseId":"r"}
 *         |open                                       text |close                      |index |tail
 * </pre>
 * as an event, or as an element of one JSON array, for clients that did not ask for {@code alt=sse}.
 */
public final class GeminiStreamWriter extends GeminiAnswerWriter {
    private static final byte[] OPEN = ascii("{\"candidates\":[{\"content\":{\"parts\":[");
    private static final byte[] TEXT_OPEN = ascii("{\"text\":\"");
    private static final byte[] TEXT_CLOSE = ascii("\"}");
    private static final byte[] THOUGHT_CLOSE = ascii("\",\"thought\":true}");
    private static final byte[] CLOSE = ascii("],\"role\":\"model\"},\"index\":");
    private static final int DIGITS = 10;

    private final Frame frame;
    private final byte[] next;
    private byte[] tail = {};
    private boolean isBegun;

    /** What stands around the responses of a stream. */
    private enum Frame {
        /** Server-sent events. */
        EVENTS("text/event-stream", "data: ", "data: ", "\r\n\r\n", ""),
        /** One JSON array. */
        ARRAY("application/json", "[", "\r\n,\r\n", "", "\r\n]");

        private final String contentType;
        private final String first;
        private final String next;
        private final String end;
        private final String last;

        Frame(String contentType, String first, String next, String end, String last) {
            this.contentType = contentType;
            this.first = first;
            this.next = next;
            this.end = end;
            this.last = last;
        }
    }

    private GeminiStreamWriter(AnswerContext context, Frame frame) {
        super(context);
        this.frame = frame;
        this.next = ascii(frame.next);
    }

    /** A writer of server-sent events. */
    public static GeminiStreamWriter ofEvents(AnswerContext context) {
        return new GeminiStreamWriter(context, Frame.EVENTS);
    }

    /** A writer of one JSON array. */
    public static GeminiStreamWriter ofArray(AnswerContext context) {
        return new GeminiStreamWriter(context, Frame.ARRAY);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String contentType() {
        return frame.contentType;
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        ByteBuf head = Unpooled.buffer();
        ByteBufUtil.writeAscii(head, ",\"modelVersion\":");
        JsonStrings.write(model == null ? context().target().model() : model.decode(), head);
        ByteBufUtil.writeAscii(head, ",\"responseId\":");
        JsonStrings.write(id == null ? context().id() : id.decode(), head);
        head.writeByte('}');
        ByteBufUtil.writeAscii(head, frame.end);
        tail = ByteBufUtil.getBytes(head);
    }

    @Override
    void writeText(int choice, boolean isThought, ByteBuf buffer, int start, int end) {
        ByteBuf out = open();
        out.writeBytes(OPEN).writeBytes(TEXT_OPEN).writeBytes(buffer, start, end - start);
        out.writeBytes(isThought ? THOUGHT_CLOSE : TEXT_CLOSE);
        endPart(choice);
    }

    @Override
    ByteBuf beginPart(int choice) {
        return open().writeBytes(OPEN);
    }

    @Override
    void endPart(int choice) {
        ByteBuf out = out();
        out.writeBytes(CLOSE);
        if (choice < DIGITS) {
            out.writeByte('0' + choice);
        } else {
            ByteBufUtil.writeAscii(out, Integer.toString(choice));
        }
        out.writeByte('}').writeByte(']').writeBytes(tail);
    }

    private ByteBuf open() {
        ByteBuf out = out();
        if (isBegun) {
            return out.writeBytes(next);
        }
        isBegun = true;
        ByteBufUtil.writeAscii(out, frame.first);
        return out;
    }

    @Override
    void writeEnd() {
        ByteBuf out = open();
        JsonWriter json = JsonWriter.into(out);
        json.beginObject().name("candidates").beginArray();
        for (int i = 0; i < choices(); i++) {
            json.beginObject().name("content").beginObject().name("parts").beginArray();
            json.beginObject().name("text").string("").endObject().endArray();
            json.name("role").string("model").endObject();
            writeFinish(i, json);
            json.endObject();
        }
        json.endArray();
        writeUsage(json);
        ByteBufUtil.writeAscii(out.writeBytes(tail), frame.last);
    }

    @Override
    public void onError(GatewayFault fault) {
        ByteBuf out = open();
        new GeminiFaultWriter().writeBody(fault, context().id(), out);
        ByteBufUtil.writeAscii(out, frame.end + frame.last);
    }
}
