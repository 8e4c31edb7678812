package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.AnswerContext;
import org.jspecify.annotations.Nullable;

/** What every chunk of an answer says alike. */
record Identity(String id, long createdSeconds, String model) {

    /** What the provider says of itself, and what it does not say made up. */
    static Identity of(
            @Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds, AnswerContext context) {
        return new Identity(
                id == null ? "chatcmpl-" + context.id() : id.decode(),
                createdSeconds == 0 ? context.nowSeconds() : createdSeconds,
                model == null ? context.target().model() : model.decode());
    }

    /** Begins an answer's object of that kind, up to its choices. */
    void begin(String object, JsonWriter out) {
        out.beginObject().name("id").string(id);
        out.name("object").string(object);
        out.name("created").number(createdSeconds);
        out.name("model").string(model);
    }

    /** The bytes that every chunk begins with, up to the index of its choice. */
    byte[] chunkHead() {
        ByteBuf head = Unpooled.buffer(256);
        ByteBufUtil.writeAscii(head, "data: ");
        JsonWriter out = JsonWriter.into(head);
        begin("chat.completion.chunk", out);
        out.name("choices").beginArray().beginObject().name("index");
        byte[] bytes = new byte[head.readableBytes()];
        head.readBytes(bytes);
        return bytes;
    }
}
