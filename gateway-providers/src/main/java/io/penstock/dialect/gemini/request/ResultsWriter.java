package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what tools said, in the order in which they were called: some providers tell results apart by their place alone. */
final class ResultsWriter {
    private final ChatRequest request;
    private final ModelTarget target;
    private final ModelFamily family;
    private final JsonWriter json;
    private final LossReport loss;

    ResultsWriter(ChatRequest request, ModelTarget target, ModelFamily family, JsonWriter json, LossReport loss) {
        this.request = request;
        this.target = target;
        this.family = family;
        this.json = json;
        this.loss = loss;
    }

    /** The media among what tools said. */
    static List<Part> mediaOf(List<Part> results) {
        List<Part> media = new ArrayList<>();
        for (Part result : results) {
            if (result instanceof Part.ToolResult each) {
                each.content().stream().filter(Part.Media.class::isInstance).forEach(media::add);
            }
        }
        return media;
    }

    /**
     * Writes the results.
     *
     * @param called what the model said before, its calls among it
     */
    void write(List<Part> results, List<Part> called) {
        List<EscapedText> order = new ArrayList<>();
        for (Part part : called) {
            if (part instanceof Part.ToolCall call) {
                order.add(call.id());
            }
        }
        List<Part.ToolResult> sorted = new ArrayList<>();
        for (Part part : results) {
            if (part instanceof Part.ToolResult result) {
                sorted.add(result);
            } else {
                loss.dropped(ContentsWriter.nameOf(part));
            }
        }
        sorted.sort(Comparator.comparingInt(result -> place(result, order)));
        sorted.forEach(this::write);
    }

    private static int place(Part.ToolResult result, List<EscapedText> order) {
        int place = order.indexOf(result.callId());
        return place < 0 ? order.size() : place;
    }

    private void write(Part.ToolResult result) {
        json.beginObject().name("functionResponse").beginObject();
        if (!target.has(ModelTarget.Trait.NO_TOOL_IDS) && !result.callId().isEmpty()) {
            json.name("id").text(result.callId());
        }
        json.name("name").text(nameOf(result));
        json.name("response");
        writeResponse(result);
        List<Part> media = family.isSigned() ? mediaOf(List.of(result)) : List.of();
        if (!media.isEmpty()) {
            json.name("parts").beginArray();
            MediaWriter writer = new MediaWriter(target, family, json, loss);
            media.forEach(each -> writer.write((Part.Media) each));
            json.endArray();
        }
        json.endObject().endObject();
    }

    private EscapedText nameOf(Part.ToolResult result) {
        EscapedText name = result.name();
        if (name == null || name.isEmpty()) {
            name = request.toolName(result.callId());
        }
        if (name == null) {
            throw Values.invalid(
                    "messages",
                    "a tool result has the id " + result.callId().decode() + " (expected: the id of a call)");
        }
        return name;
    }

    private void writeResponse(Part.ToolResult result) {
        List<EscapedText> texts = new ArrayList<>();
        RawJson structured = null;
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                texts.add(text.text());
            } else if (part instanceof Part.Structured each) {
                structured = each.json();
            } else if (!(part instanceof Part.Media)) {
                loss.dropped(ContentsWriter.nameOf(part));
            }
        }
        if (structured == null && !result.isError() && texts.size() == 1) {
            structured = object(texts.get(0));
        }
        if (structured != null && structured.isObject() && !result.isError()) {
            json.raw(structured);
            return;
        }
        json.beginObject().name(result.isError() ? "error" : "content");
        if (structured != null) {
            json.raw(structured);
        } else {
            writeJoined(texts);
        }
        json.endObject();
    }

    private void writeJoined(List<EscapedText> texts) {
        json.beginString();
        for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
                json.part("\\n");
            }
            json.part(texts.get(i));
        }
        json.endString();
    }

    /** The object that a text is; null where it is none. */
    private static @Nullable RawJson object(EscapedText text) {
        if (text.isEmpty() || text.buffer().getByte(text.start()) != '{') {
            return null;
        }
        ByteBuf plain = Unpooled.buffer(text.length());
        Unescaper unescaper = new Unescaper();
        unescaper.copy(text.buffer(), text.start(), text.end(), plain);
        unescaper.end(plain);
        return JsonScanner.isValue(plain, 0, plain.writerIndex()) ? new RawJson(plain, 0, plain.writerIndex()) : null;
    }
}
