package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Part;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as one document. Its blocks are written into a buffer as they are told, and the document around them at the end; what
 * decides how its block begins (a text may prove to have citations, arguments have to become an object) waits in a second one.
 */
final class DocumentOut implements MessageOut {
    private @Nullable ByteBuf content;
    private @Nullable ByteBuf waiting;
    private @Nullable ByteBuf citations;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    /** The arguments of the call that has begun are still to come, or come in pieces. */
    private boolean isTool;
    /** They came at once, and stand where they belong. */
    private boolean isInput;

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void begin() {}

    @Override
    public void beginText() {
        isTool = false;
    }

    @Override
    public void beginThinking() {
        isTool = false;
    }

    @Override
    public void beginTool(EscapedText id, EscapedText name) {
        isTool = true;
        isInput = false;
        ByteBuf to = beginBlock("{\"toolUse\":{\"toolUseId\":\"");
        id.copyTo(to);
        ByteBufUtil.writeAscii(to, "\",\"name\":\"");
        name.copyTo(to);
        ByteBufUtil.writeAscii(to, "\",\"input\":");
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        waiting().writeBytes(buffer, start, end - start);
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        isInput = true;
        content().writeBytes(buffer, start, end - start);
    }

    @Override
    public void citation(Citation citation) {
        ByteBuf cited = citations;
        if (cited == null) {
            cited = out.alloc().buffer();
            citations = cited;
        } else {
            cited.writeByte(',');
        }
        CitationReader.write(citation, cited);
    }

    @Override
    public void endBlock() {
        if (isTool) {
            endTool();
        } else if (citations == null) {
            ByteBuf to = beginBlock("{\"text\":\"");
            moveWaiting(to);
            ByteBufUtil.writeAscii(to, "\"}");
        } else {
            endCited(citations);
        }
    }

    private void endTool() {
        ByteBuf to = content();
        ByteBuf arguments = waiting();
        if (!isInput) {
            new Part.Arguments.Text(new EscapedText(arguments, 0, arguments.writerIndex()))
                    .toObject()
                    .copyTo(to);
        }
        arguments.clear();
        ByteBufUtil.writeAscii(to, "}}");
        isTool = false;
    }

    private void endCited(ByteBuf cited) {
        ByteBuf to = beginBlock("{\"citationsContent\":{\"content\":[{\"text\":\"");
        moveWaiting(to);
        ByteBufUtil.writeAscii(to, "\"}],\"citations\":[");
        to.writeBytes(cited, 0, cited.writerIndex());
        ByteBufUtil.writeAscii(to, "]}}");
        cited.release();
        citations = null;
    }

    @Override
    public void endThinking(@Nullable EscapedText signature) {
        ByteBuf to = beginBlock("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"");
        moveWaiting(to);
        to.writeByte('"');
        if (signature != null) {
            ByteBufUtil.writeAscii(to, ",\"signature\":\"");
            signature.copyTo(to);
            to.writeByte('"');
        }
        ByteBufUtil.writeAscii(to, "}}}");
    }

    @Override
    public void redacted(EscapedText data) {
        ByteBuf to = beginBlock("{\"reasoningContent\":{\"redactedContent\":\"");
        data.copyTo(to);
        ByteBufUtil.writeAscii(to, "\"}}");
    }

    @Override
    public void image(String format, ByteBuf buffer, int start, int end) {
        ByteBuf to = beginBlock("{\"image\":{\"format\":\"");
        ByteBufUtil.writeAscii(to, format);
        ByteBufUtil.writeAscii(to, "\",\"source\":{\"bytes\":\"");
        to.writeBytes(buffer, start, end - start);
        ByteBufUtil.writeAscii(to, "\"}}}");
    }

    @Override
    public void end(Ending ending) {
        JsonWriter json = JsonWriter.into(out).beginObject();
        json.name("output").beginObject().name("message").beginObject();
        json.name("role").string("assistant").name("content").beginArray();
        ByteBuf blocks = content();
        if (blocks.isReadable()) {
            json.raw(new RawJson(blocks, 0, blocks.writerIndex()));
        }
        json.endArray().endObject().endObject();
        json.name("stopReason").string(ending.stopReason());
        EscapedText sequence = ending.stopSequence();
        if (sequence != null) {
            json.name("additionalModelResponseFields").beginObject();
            json.name("stop_sequence").text(sequence).endObject();
        }
        json.name("usage");
        UsageCounts.write(ending.usage(), json);
        writeMetrics(json);
        json.endObject();
        close();
    }

    /** A member that clients count on; how long the provider took is not told. */
    static void writeMetrics(JsonWriter json) {
        json.name("metrics").beginObject().name("latencyMs").number(0);
        json.endObject();
    }

    /** A whole answer that broke off is answered by a fault, which is not ours to write. */
    @Override
    public void error(GatewayFault fault, String id) {
        close();
    }

    @Override
    public void close() {
        content = released(content);
        waiting = released(waiting);
        citations = released(citations);
    }

    private static @Nullable ByteBuf released(@Nullable ByteBuf kept) {
        if (kept != null) {
            kept.release();
        }
        return null;
    }

    private ByteBuf beginBlock(String head) {
        ByteBuf to = content();
        if (to.isReadable()) {
            to.writeByte(',');
        }
        ByteBufUtil.writeAscii(to, head);
        return to;
    }

    private void moveWaiting(ByteBuf to) {
        ByteBuf kept = waiting();
        to.writeBytes(kept, 0, kept.writerIndex());
        kept.clear();
    }

    private ByteBuf content() {
        ByteBuf kept = content;
        if (kept == null) {
            kept = out.alloc().buffer();
            content = kept;
        }
        return kept;
    }

    private ByteBuf waiting() {
        ByteBuf kept = waiting;
        if (kept == null) {
            kept = out.alloc().buffer();
            waiting = kept;
        }
        return kept;
    }
}
