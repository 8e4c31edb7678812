package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one document: its parts are written into buffers as they are told, and the document around them at the end. */
final class DocumentOut implements MessageOut {
    private @Nullable ByteBuf content;
    private @Nullable ByteBuf calls;
    private @Nullable ByteBuf citations;
    /** Which of them has the block that has begun. */
    private ByteBuf block = Unpooled.EMPTY_BUFFER;

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private EscapedText id = EscapedText.EMPTY;
    private int contentCount;
    private int citationCount;
    private int lastText;

    @Override
    public void to(ByteBuf buffer) {
        out = buffer;
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void begin(EscapedText answerId) {
        id = CohereAnswerWriter.copy(answerId);
    }

    @Override
    public void beginText() {
        lastText = contentCount;
        beginContent("{\"type\":\"text\",\"text\":\"");
    }

    @Override
    public void beginThinking() {
        beginContent("{\"type\":\"thinking\",\"thinking\":\"");
    }

    private void beginContent(String head) {
        ByteBuf kept = content == null ? out.alloc().buffer() : content;
        content = kept;
        begin(kept, head);
    }

    @Override
    public void beginCall(EscapedText callId, EscapedText name) {
        ByteBuf kept = calls == null ? out.alloc().buffer() : calls;
        calls = kept;
        begin(kept, "{\"id\":\"");
        callId.copyTo(kept);
        ByteBufUtil.writeAscii(kept, "\",\"type\":\"function\",\"function\":{\"name\":\"");
        name.copyTo(kept);
        ByteBufUtil.writeAscii(kept, "\",\"arguments\":\"");
    }

    private void begin(ByteBuf kept, String head) {
        if (kept.isReadable()) {
            kept.writeByte(',');
        }
        ByteBufUtil.writeAscii(kept, head);
        block = kept;
    }

    @Override
    public void fragment(ByteBuf buffer, int start, int end) {
        block.writeBytes(buffer, start, end - start);
    }

    @Override
    public void input(ByteBuf buffer, int start, int end) {
        Unescaper.escape(buffer, start, end, block);
    }

    @Override
    public void endContent() {
        ByteBufUtil.writeAscii(block, "\"}");
        contentCount++;
    }

    @Override
    public void endCall() {
        ByteBufUtil.writeAscii(block, "\"}}");
    }

    @Override
    public void citation(Citation citation) {
        ByteBuf kept = citations;
        if (kept == null) {
            kept = out.alloc().buffer();
            citations = kept;
        } else {
            kept.writeByte(',');
        }
        Pieces.citation(citation, citationCount++, lastText, JsonWriter.into(kept));
    }

    @Override
    public void end(String finishReason, Usage usage) {
        JsonWriter json = JsonWriter.into(out).beginObject();
        json.name("id").text(id).name("finish_reason").string(finishReason);
        json.name("message").beginObject().name("role").string("assistant");
        array("content", content, json);
        array("tool_calls", calls, json);
        array("citations", citations, json);
        json.endObject().name("usage");
        Pieces.usage(usage, json);
        json.endObject();
        close();
    }

    private static void array(String name, @Nullable ByteBuf elements, JsonWriter json) {
        if (elements != null) {
            json.name(name).beginArray();
            json.raw(new RawJson(elements, elements.readerIndex(), elements.writerIndex()));
            json.endArray();
        }
    }

    /** A whole answer that broke off is answered by a fault, which is not ours to write. */
    @Override
    public void error(GatewayFault fault, String answerId) {
        close();
    }

    @Override
    public void close() {
        content = released(content);
        calls = released(calls);
        citations = released(citations);
        block = Unpooled.EMPTY_BUFFER;
    }

    private static @Nullable ByteBuf released(@Nullable ByteBuf kept) {
        if (kept != null) {
            kept.release();
        }
        return null;
    }
}
