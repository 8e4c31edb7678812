package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.GatewayFault;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes a whole answer: the parts of each choice are kept as they will stand in it, and written at the end. */
public final class GeminiWholeWriter extends GeminiAnswerWriter {
    private static final byte[] TEXT_OPEN = "{\"text\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT_CLOSE = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THOUGHT_CLOSE = "\",\"thought\":true}".getBytes(StandardCharsets.US_ASCII);
    private static final String NOTHING_SAID = "{\"text\":\"\"}";
    private static final int PARTS_BYTES = 1024;

    private @Nullable EscapedText id;
    private @Nullable EscapedText model;

    /** A writer of one answer. */
    public GeminiWholeWriter(AnswerContext context) {
        super(context);
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public void onStart(@Nullable EscapedText answerId, @Nullable EscapedText modelName, long createdSeconds) {
        id = answerId == null ? EscapedText.of(context().id()) : Kept.text(answerId);
        model = modelName == null ? EscapedText.of(context().target().model()) : Kept.text(modelName);
    }

    @Override
    void writeText(int choice, boolean isThought, ByteBuf buffer, int start, int end) {
        AnswerChoice told = choice(choice);
        int kind = isThought ? AnswerChoice.REASONING : AnswerChoice.TEXT;
        if (told.openText != kind) {
            beginPart(choice).writeBytes(TEXT_OPEN);
            told.openText = kind;
        }
        parts(told).writeBytes(buffer, start, end - start);
    }

    @Override
    public void onBlockEnd(int choice) {
        super.onBlockEnd(choice);
        endText(choice(choice));
    }

    @Override
    ByteBuf beginPart(int choice) {
        AnswerChoice told = choice(choice);
        endText(told);
        ByteBuf parts = parts(told);
        if (parts.isReadable()) {
            parts.writeByte(',');
        }
        return parts;
    }

    @Override
    void endPart(int choice) {}

    private static void endText(AnswerChoice told) {
        if (told.openText != AnswerChoice.NONE && told.parts != null) {
            told.parts.writeBytes(told.openText == AnswerChoice.REASONING ? THOUGHT_CLOSE : TEXT_CLOSE);
            told.openText = AnswerChoice.NONE;
        }
    }

    private ByteBuf parts(AnswerChoice told) {
        ByteBuf parts = told.parts;
        if (parts == null) {
            parts = out().alloc().buffer(PARTS_BYTES);
            told.parts = parts;
        }
        return parts;
    }

    @Override
    void writeEnd() {
        JsonWriter json = JsonWriter.into(out());
        json.beginObject().name("candidates").beginArray();
        for (int i = 0; i < choices(); i++) {
            AnswerChoice told = choice(i);
            endText(told);
            ByteBuf parts = told.parts;
            json.beginObject().name("content").beginObject().name("parts").beginArray();
            if (parts == null) {
                json.raw(NOTHING_SAID);
            } else {
                json.raw(new RawJson(parts, parts.readerIndex(), parts.writerIndex()));
            }
            json.endArray().name("role").string("model").endObject();
            writeFinish(i, json);
            json.endObject();
        }
        json.endArray();
        writeUsage(json);
        name("modelVersion", model, json);
        name("responseId", id, json);
        json.endObject();
    }

    private static void name(String member, @Nullable EscapedText text, JsonWriter json) {
        if (text != null) {
            json.name(member).text(text);
        }
    }

    @Override
    public void onError(GatewayFault fault) {
        new GeminiFaultWriter().writeBody(fault, context().id(), out());
    }
}
