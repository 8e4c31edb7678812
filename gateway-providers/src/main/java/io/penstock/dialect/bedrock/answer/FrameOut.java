package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameHeaders;
import io.penstock.codec.eventstream.FrameWriter;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.FaultWriter;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as frames. What a delta has around its text is put together once for each block.
 *
 * <pre>
 *   {"contentBlockIndex":0,"delta":{"text":"Hi"}}
 *   |prefix                                |  |suffix
 * </pre>
 */
final class FrameOut implements MessageOut {
    private static final FaultWriter FAULTS = new BedrockFaultWriter();
    private static final FrameHeaders MESSAGE_START = headers("messageStart");
    private static final FrameHeaders BLOCK_START = headers("contentBlockStart");
    private static final FrameHeaders BLOCK_DELTA = headers("contentBlockDelta");
    private static final FrameHeaders BLOCK_STOP = headers("contentBlockStop");
    private static final FrameHeaders MESSAGE_STOP = headers("messageStop");
    private static final FrameHeaders METADATA = headers("metadata");
    private static final byte[] TEXT_END = ascii("\"}}");
    private static final byte[] NESTED_END = ascii("\"}}}");

    private final FrameWriter frame = new FrameWriter();
    private final ByteBuf prefix = Unpooled.buffer(96);
    private byte[] suffix = TEXT_END;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private int blocks;

    private static FrameHeaders headers(String type) {
        return FrameHeaders.of(":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    @Override
    public String contentType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public void begin() {
        JsonWriter json = event(MESSAGE_START);
        json.name("role").string("assistant");
        endEvent(json);
    }

    @Override
    public void beginText() {
        beginDeltas("\"text\":\"", TEXT_END);
    }

    @Override
    public void beginThinking() {
        beginDeltas("\"reasoningContent\":{\"text\":\"", NESTED_END);
    }

    @Override
    public void beginTool(EscapedText id, EscapedText name) {
        JsonWriter json = blockEvent(BLOCK_START);
        json.name("start").beginObject().name("toolUse").beginObject();
        json.name("toolUseId").text(id).name("name").text(name);
        json.endObject().endObject();
        endEvent(json);
        beginDeltas("\"toolUse\":{\"input\":\"", NESTED_END);
    }

    private void beginDeltas(String member, byte[] end) {
        prefix.clear();
        ByteBufUtil.writeAscii(prefix, "{\"contentBlockIndex\":" + blocks + ",\"delta\":{" + member);
        suffix = end;
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        beginDelta();
        out.writeBytes(buffer, start, end - start);
        endDelta();
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        beginDelta();
        Unescaper.escape(buffer, start, end, out);
        endDelta();
    }

    private void beginDelta() {
        frame.begin(out, BLOCK_DELTA);
        out.writeBytes(prefix, 0, prefix.writerIndex());
    }

    private void endDelta() {
        out.writeBytes(suffix);
        frame.end();
    }

    @Override
    public void citation(Citation citation) {
        frame.begin(out, BLOCK_DELTA);
        ByteBufUtil.writeAscii(out, "{\"contentBlockIndex\":" + blocks + ",\"delta\":{\"citation\":");
        CitationReader.write(citation, out);
        out.writeByte('}').writeByte('}');
        frame.end();
    }

    @Override
    public void endBlock() {
        endEvent(blockEvent(BLOCK_STOP));
        blocks++;
    }

    @Override
    public void endThinking(@Nullable EscapedText signature) {
        if (signature != null) {
            reasoning("signature", signature);
        }
        endBlock();
    }

    @Override
    public void redacted(EscapedText data) {
        reasoning("redactedContent", data);
        endBlock();
    }

    private void reasoning(String member, EscapedText data) {
        JsonWriter json = blockEvent(BLOCK_DELTA);
        json.name("delta").beginObject().name("reasoningContent").beginObject();
        json.name(member).text(data).endObject().endObject();
        endEvent(json);
    }

    @Override
    public void image(String format, ByteBuf buffer, int start, int end) {
        JsonWriter json = blockEvent(BLOCK_START);
        json.name("start").beginObject().name("image").beginObject();
        json.name("format").string(format).endObject().endObject();
        endEvent(json);
        json = blockEvent(BLOCK_DELTA);
        json.name("delta").beginObject().name("image").beginObject();
        json.name("source").beginObject().name("bytes").text(buffer, start, end);
        json.endObject().endObject().endObject();
        endEvent(json);
        endBlock();
    }

    @Override
    public void end(Ending ending) {
        JsonWriter json = event(MESSAGE_STOP);
        EscapedText sequence = ending.stopSequence();
        if (sequence != null) {
            json.name("additionalModelResponseFields").beginObject();
            json.name("delta").beginObject();
            json.name("stop_sequence").text(sequence).endObject().endObject();
        }
        json.name("stopReason").string(ending.stopReason());
        endEvent(json);
        json = event(METADATA);
        DocumentOut.writeMetrics(json);
        json.name("usage");
        UsageCounts.write(ending.usage(), json);
        endEvent(json);
    }

    @Override
    public void error(GatewayFault fault, String id) {
        FAULTS.writeEvent(fault, id, out);
    }

    @Override
    public void close() {
        out = Unpooled.EMPTY_BUFFER;
    }

    private JsonWriter event(FrameHeaders headers) {
        frame.begin(out, headers);
        return JsonWriter.into(out).beginObject();
    }

    private JsonWriter blockEvent(FrameHeaders headers) {
        return event(headers).name("contentBlockIndex").number(blocks);
    }

    private void endEvent(JsonWriter json) {
        json.endObject();
        frame.end();
    }
}
