package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import java.nio.charset.StandardCharsets;

/**
 * Writes an answer as events, each with its kind in its name too: clients look there. What a delta has around its text is put together once
 * for each block.
 */
final class EventOut implements MessageOut {
    private static final FaultWriter FAULTS = new AnthropicFaultWriter();
    private static final byte[] DELTA_END = "\"}}\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final RawJson NO_INPUT = RawJson.of("{}");

    private final ByteBuf prefix = Unpooled.buffer(160);
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private int blocks;

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    @Override
    public String contentType() {
        return "text/event-stream; charset=utf-8";
    }

    @Override
    public void begin(EscapedText id, EscapedText model) {
        JsonWriter json = event("message_start");
        json.name("message").beginObject().name("id").text(id).name("type").string("message");
        json.name("role").string("assistant").name("model").text(model);
        json.name("content").beginArray().endArray();
        json.name("stop_reason").nothing().name("stop_sequence").nothing().name("usage");
        UsageCounts.write(Usage.NONE, json);
        json.endObject();
        endEvent(json);
    }

    @Override
    public void beginText() {
        JsonWriter json = blockStart();
        json.name("type").string("text").name("text").string("");
        endStart(json, "text_delta", "text");
    }

    @Override
    public void beginThinking() {
        JsonWriter json = blockStart();
        json.name("type").string("thinking").name("thinking").string("");
        json.name("signature").string("");
        endStart(json, "thinking_delta", "thinking");
    }

    @Override
    public void beginTool(EscapedText id, EscapedText name) {
        JsonWriter json = blockStart();
        json.name("type").string("tool_use").name("id").text(id).name("name").text(name);
        json.name("input").raw(NO_INPUT);
        endStart(json, "input_json_delta", "partial_json");
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        out.writeBytes(prefix, 0, prefix.writerIndex());
        out.writeBytes(buffer, start, end - start);
        out.writeBytes(DELTA_END);
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        out.writeBytes(prefix, 0, prefix.writerIndex());
        Unescaper.escape(buffer, start, end, out);
        out.writeBytes(DELTA_END);
    }

    @Override
    public void citation(EscapedText url, Citation citation) {
        JsonWriter json = blockEvent("content_block_delta");
        json.name("delta").beginObject().name("type").string("citations_delta").name("citation");
        CitationReader.write(url, citation, json);
        json.endObject();
        endEvent(json);
    }

    @Override
    public void endBlock() {
        endEvent(blockEvent("content_block_stop"));
        blocks++;
    }

    @Override
    public void endThinking(EscapedText signature) {
        JsonWriter json = blockEvent("content_block_delta");
        json.name("delta").beginObject().name("type").string("signature_delta");
        json.name("signature").text(signature).endObject();
        endEvent(json);
        endBlock();
    }

    @Override
    public void redacted(EscapedText data) {
        JsonWriter json = blockStart();
        json.name("type").string("redacted_thinking").name("data").text(data).endObject();
        endEvent(json);
        endBlock();
    }

    @Override
    public void end(Ending ending) {
        JsonWriter json = event("message_delta");
        json.name("delta").beginObject();
        DocumentOut.writeEnding(ending, json);
        json.endObject().name("usage");
        UsageCounts.write(ending.usage(), json);
        endEvent(json);
        endEvent(event("message_stop"));
    }

    @Override
    public void error(GatewayFault fault, String id) {
        FAULTS.writeEvent(fault, id, out);
    }

    @Override
    public void close() {
        out = Unpooled.EMPTY_BUFFER;
    }

    private JsonWriter event(String type) {
        ByteBufUtil.writeAscii(out, "event: ");
        ByteBufUtil.writeAscii(out, type);
        ByteBufUtil.writeAscii(out, "\ndata: ");
        return JsonWriter.into(out).beginObject().name("type").string(type);
    }

    private JsonWriter blockEvent(String type) {
        return event(type).name("index").number(blocks);
    }

    private JsonWriter blockStart() {
        return blockEvent("content_block_start").name("content_block").beginObject();
    }

    private void endStart(JsonWriter json, String deltaType, String member) {
        json.endObject();
        endEvent(json);
        prefix.clear();
        ByteBufUtil.writeAscii(
                prefix, "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
        ByteBufUtil.writeAscii(prefix, Integer.toString(blocks));
        ByteBufUtil.writeAscii(prefix, ",\"delta\":{\"type\":\"" + deltaType + "\",\"" + member + "\":\"");
    }

    private void endEvent(JsonWriter json) {
        json.endObject();
        out.writeByte('\n').writeByte('\n');
    }
}
