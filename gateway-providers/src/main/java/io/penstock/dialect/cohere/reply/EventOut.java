package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import java.nio.charset.StandardCharsets;

/**
 * Writes an answer as events, each with its type in its name too. Content and calls have numbers of their own. What a delta has around
 * its text is put together once for each block, and a fragment is copied in between.
 */
final class EventOut implements MessageOut {
    private static final FaultWriter FAULTS = new CohereFaultWriter();
    private static final byte[] CONTENT_TAIL = "\"}}}}\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CALL_TAIL = "\"}}}}}\n\n".getBytes(StandardCharsets.US_ASCII);

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private byte[] head = {};
    private byte[] tail = CONTENT_TAIL;
    private int contents;
    private int calls;
    private int citations;
    private int lastText;

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public void begin(EscapedText id) {
        ByteBufUtil.writeAscii(out, "event: message-start\ndata: ");
        JsonWriter json = JsonWriter.into(out).beginObject();
        json.name("id").text(id).name("type").string("message-start");
        json.name("delta").beginObject().name("message").beginObject();
        json.name("role").string("assistant").name("content").beginArray().endArray();
        json.name("tool_plan").string("");
        json.name("tool_calls").beginArray().endArray();
        json.name("citations").beginArray().endArray();
        json.endObject().endObject();
        endEvent(json);
    }

    @Override
    public void beginText() {
        lastText = contents;
        beginContent("text");
    }

    @Override
    public void beginThinking() {
        beginContent("thinking");
    }

    private void beginContent(String kind) {
        JsonWriter json = message("content-start", contents).name("content").beginObject();
        json.name("type").string(kind).name(kind).string("").endObject();
        endMessage(json);
        head = head("content-delta", contents, "\"content\":{\"" + kind + "\":\"");
        tail = CONTENT_TAIL;
    }

    @Override
    public void beginCall(EscapedText id, EscapedText name) {
        JsonWriter json = message("tool-call-start", calls).name("tool_calls").beginObject();
        json.name("id").text(id).name("type").string("function");
        json.name("function").beginObject().name("name").text(name);
        json.name("arguments").string("").endObject().endObject();
        endMessage(json);
        head = head("tool-call-delta", calls, "\"tool_calls\":{\"function\":{\"arguments\":\"");
        tail = CALL_TAIL;
    }

    private static byte[] head(String type, int index, String inside) {
        String head = "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"index\":" + index
                + ",\"delta\":{\"message\":{" + inside;
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        out.writeBytes(head);
        out.writeBytes(buffer, start, end - start);
        out.writeBytes(tail);
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        out.writeBytes(head);
        Unescaper.escape(buffer, start, end, out);
        out.writeBytes(tail);
    }

    @Override
    public void endContent() {
        endEvent(event("content-end", contents++));
    }

    @Override
    public void endCall() {
        endEvent(event("tool-call-end", calls++));
    }

    @Override
    public void citation(Citation citation) {
        JsonWriter json = message("citation-start", citations).name("citations");
        Pieces.citation(citation, citations, lastText, json);
        endMessage(json);
        endEvent(event("citation-end", citations++));
    }

    @Override
    public void end(String finishReason, Usage usage) {
        ByteBufUtil.writeAscii(out, "event: message-end\ndata: ");
        JsonWriter json = JsonWriter.into(out).beginObject();
        json.name("type").string("message-end").name("delta").beginObject();
        json.name("finish_reason").string(finishReason).name("usage");
        Pieces.usage(usage, json);
        json.endObject();
        endEvent(json);
    }

    @Override
    public void error(GatewayFault fault, String id) {
        FAULTS.writeEvent(fault, id, out);
    }

    /** Keeps nothing that is not garbage by itself. */
    @Override
    public void close() {}

    private JsonWriter event(String type, int index) {
        ByteBufUtil.writeAscii(out, "event: ");
        ByteBufUtil.writeAscii(out, type);
        ByteBufUtil.writeAscii(out, "\ndata: ");
        return JsonWriter.into(out)
                .beginObject()
                .name("type")
                .string(type)
                .name("index")
                .number(index);
    }

    private JsonWriter message(String type, int index) {
        return event(type, index).name("delta").beginObject().name("message").beginObject();
    }

    private void endMessage(JsonWriter json) {
        json.endObject().endObject();
        endEvent(json);
    }

    private void endEvent(JsonWriter json) {
        json.endObject();
        out.writeByte('\n').writeByte('\n');
    }
}
