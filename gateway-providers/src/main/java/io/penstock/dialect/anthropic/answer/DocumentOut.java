package io.penstock.dialect.anthropic.answer;

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
 * comes behind its place (arguments that are to be an object, citations behind a text) waits in a second one.
 */
final class DocumentOut implements MessageOut {
    private @Nullable ByteBuf content;
    private @Nullable ByteBuf waiting;
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private @Nullable JsonWriter cited;
    private EscapedText id = EscapedText.EMPTY;
    private EscapedText model = EscapedText.EMPTY;
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
    public void begin(EscapedText answerId, EscapedText modelName) {
        id = CarriedState.copy(answerId);
        model = CarriedState.copy(modelName);
    }

    @Override
    public void beginText() {
        beginBlock("{\"type\":\"text\",\"text\":\"");
    }

    @Override
    public void beginThinking() {
        beginBlock("{\"type\":\"thinking\",\"thinking\":\"");
    }

    @Override
    public void beginTool(EscapedText callId, EscapedText name) {
        ByteBuf to = beginBlock("{\"type\":\"tool_use\",\"id\":\"");
        callId.copyTo(to);
        ByteBufUtil.writeAscii(to, "\",\"name\":\"");
        name.copyTo(to);
        ByteBufUtil.writeAscii(to, "\",\"input\":");
        isTool = true;
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        (isTool ? waiting() : content()).writeBytes(buffer, start, end - start);
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        isInput = true;
        content().writeBytes(buffer, start, end - start);
    }

    @Override
    public void citation(EscapedText url, Citation citation) {
        JsonWriter json = cited;
        if (json == null) {
            json = JsonWriter.into(waiting()).beginArray();
            cited = json;
        }
        CitationReader.write(url, citation, json);
    }

    @Override
    public void endBlock() {
        ByteBuf to = content();
        ByteBuf behind = waiting();
        if (isTool && !isInput) {
            EscapedText arguments = new EscapedText(behind, 0, behind.writerIndex());
            new Part.Arguments.Text(arguments).toObject().copyTo(to);
        } else if (!isTool) {
            to.writeByte('"');
        }
        if (cited != null) {
            cited.endArray();
            ByteBufUtil.writeAscii(to, ",\"citations\":");
            to.writeBytes(behind, 0, behind.writerIndex());
        }
        to.writeByte('}');
        behind.clear();
        isTool = false;
        isInput = false;
        cited = null;
    }

    @Override
    public void endThinking(EscapedText signature) {
        ByteBuf to = content();
        ByteBufUtil.writeAscii(to, "\",\"signature\":\"");
        signature.copyTo(to);
        ByteBufUtil.writeAscii(to, "\"}");
    }

    @Override
    public void redacted(EscapedText data) {
        ByteBuf to = beginBlock("{\"type\":\"redacted_thinking\",\"data\":\"");
        data.copyTo(to);
        ByteBufUtil.writeAscii(to, "\"}");
    }

    @Override
    public void end(Ending ending) {
        JsonWriter json = JsonWriter.into(out).beginObject();
        json.name("id").text(id).name("type").string("message").name("role").string("assistant");
        json.name("model").text(model).name("content").beginArray();
        ByteBuf blocks = content();
        if (blocks.isReadable()) {
            json.raw(new RawJson(blocks, 0, blocks.writerIndex()));
        }
        json.endArray();
        writeEnding(ending, json);
        json.name("usage");
        UsageCounts.write(ending.usage(), json);
        json.endObject();
        close();
    }

    /** Writes the members that say how an answer ended. */
    static void writeEnding(Ending ending, JsonWriter json) {
        json.name("stop_reason").string(ending.stopReason()).name("stop_sequence");
        EscapedText sequence = ending.stopSequence();
        if (sequence == null) {
            json.nothing();
        } else {
            json.text(sequence);
        }
        EscapedText explanation = ending.explanation();
        if (explanation != null) {
            json.name("stop_details").beginObject().name("type").string("refusal");
            json.name("category")
                    .nothing()
                    .name("explanation")
                    .text(explanation)
                    .endObject();
        }
    }

    /** A whole answer that broke off is answered by a fault, which is not ours to write. */
    @Override
    public void error(GatewayFault fault, String answerId) {
        close();
    }

    @Override
    public void close() {
        if (content != null) {
            content.release();
            content = null;
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    private ByteBuf beginBlock(String head) {
        ByteBuf to = content();
        if (to.isReadable()) {
            to.writeByte(',');
        }
        ByteBufUtil.writeAscii(to, head);
        return to;
    }

    private ByteBuf content() {
        ByteBuf kept = content;
        if (kept == null) {
            kept = out.alloc().heapBuffer();
            content = kept;
        }
        return kept;
    }

    private ByteBuf waiting() {
        ByteBuf kept = waiting;
        if (kept == null) {
            kept = out.alloc().heapBuffer();
            waiting = kept;
        }
        return kept;
    }
}
