package io.penstock.dialect.openai.reply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.openai.OpenAiDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A writer that is told an answer, and what it has written. JSON of a test has single quotes. */
final class Told {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ChatRequest NOTHING =
            new ChatRequest(List.of(), List.of(), null, null, null, List.of(), List.of(), true, false);

    final AnswerWriter writer;
    final ByteBuf out = Unpooled.buffer();

    private Told(boolean isStream, boolean isUsageWanted) {
        AnswerContext context =
                new AnswerContext(isStream, isUsageWanted, "x1", 7, ModelTarget.of("google", "asked"), NOTHING);
        writer = OpenAiDialect.INSTANCE.newAnswerWriter(context);
        writer.to(out);
    }

    static Told stream(boolean isUsageWanted) {
        return new Told(true, isUsageWanted);
    }

    static Told whole() {
        return new Told(false, false);
    }

    Told start() {
        writer.onStart(EscapedText.of("id1"), EscapedText.of("m"), 9);
        return this;
    }

    Told text(String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onText(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told reasoning(String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onReasoning(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told refusal(String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onRefusal(0, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told call(int call, @Nullable String id, String name) {
        writer.onToolCallStart(0, call, id == null ? null : EscapedText.of(id), EscapedText.of(name));
        return this;
    }

    Told arguments(int call, String text) {
        EscapedText escaped = EscapedText.of(text);
        writer.onToolCallArguments(0, call, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told input(int call, String json) {
        ByteBuf raw = raw(json);
        writer.onToolCallInput(0, call, raw, 0, raw.writerIndex());
        return this;
    }

    Told state(String dialect, String kind, String data) {
        EscapedText escaped = EscapedText.of(data);
        writer.onReasoningState(0, dialect, kind, escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told media(String mimeType, String base64) {
        EscapedText escaped = EscapedText.of(base64);
        writer.onMedia(0, EscapedText.of(mimeType), escaped.buffer(), escaped.start(), escaped.end());
        return this;
    }

    Told extra(int choice, String name, String json) {
        ByteBuf raw = raw(json);
        writer.onExtra(choice, name, raw, 0, raw.writerIndex());
        return this;
    }

    static ByteBuf raw(String json) {
        return Unpooled.copiedBuffer(json.replace('\'', '"'), StandardCharsets.UTF_8);
    }

    String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The first choice of each chunk of the stream. */
    List<String> choices() {
        List<String> choices = new ArrayList<>();
        for (JsonNode chunk : chunks()) {
            if (!chunk.path("choices").isEmpty()) {
                choices.add(chunk.path("choices").get(0).toString().replace('"', '\''));
            }
        }
        return choices;
    }

    List<JsonNode> chunks() {
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : written().split("\n\n", -1)) {
            if (event.startsWith("data: {")) {
                chunks.add(json(event.substring("data: ".length())));
            }
        }
        return chunks;
    }

    JsonNode document() {
        return json(written());
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
