package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Message;
import io.penstock.dialect.ChatRequest.Role;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part;
import io.penstock.dialect.RequestWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request of generateContent. */
public final class GeminiRequestWriter implements RequestWriter {

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter json, LossReport loss) {
        ModelFamily family = ModelFamily.of(target.model());
        json.beginObject();
        List<EscapedText> instructions = instructions(request, loss);
        if (family.hasSystem() && !instructions.isEmpty()) {
            json.name("systemInstruction").beginObject().name("parts").beginArray();
            instructions.forEach(
                    text -> json.beginObject().name("text").text(text).endObject());
            json.endArray().endObject();
        }
        new ContentsWriter(request, target, family, json, loss).write(family.hasSystem() ? List.of() : instructions);
        writeTools(request.tools(), json, loss);
        writeToolChoice(request, json, loss);
        new ConfigWriter(request, target, family, json, loss).write();
        json.endObject();
    }

    /** What all system messages say: the dialect has one place for them, before everything else. */
    private static List<EscapedText> instructions(ChatRequest request, LossReport loss) {
        List<EscapedText> texts = new ArrayList<>();
        boolean isBehind = false;
        for (Message message : request.messages()) {
            if (message.role() != Role.SYSTEM) {
                isBehind = true;
                continue;
            }
            if (isBehind) {
                loss.approximated("messages.role");
            }
            for (Part part : message.parts()) {
                if (part instanceof Part.Text text) {
                    texts.add(text.text());
                } else {
                    loss.dropped(ContentsWriter.nameOf(part));
                }
            }
        }
        texts.removeIf(EscapedText::isEmpty);
        return texts;
    }

    private static void writeTools(List<Tool> tools, JsonWriter json, LossReport loss) {
        if (tools.isEmpty()) {
            return;
        }
        json.name("tools")
                .beginArray()
                .beginObject()
                .name("functionDeclarations")
                .beginArray();
        for (Tool tool : tools) {
            json.beginObject().name("name").text(tool.name());
            EscapedText description = tool.description();
            if (description != null && !description.isEmpty()) {
                json.name("description").text(description);
            }
            RawJson schema = tool.schema();
            if (schema != null) {
                String owner = "tool " + tool.name().decode();
                ObjectNode cleaned = new SchemaCleaner("tools.parameters", loss).clean(schema, owner);
                if (cleaned.path("properties").size() > 0
                        || !cleaned.path("type").asText().equals("object")) {
                    json.name("parameters").raw(RawJson.of(cleaned.toString()));
                }
            }
            if (tool.cache() != null) {
                loss.dropped("tools.cache_control");
            }
            json.endObject();
        }
        json.endArray().endObject().endArray();
    }

    private static void writeToolChoice(ChatRequest request, JsonWriter json, LossReport loss) {
        ToolChoice choice = request.toolChoice();
        String mode = mode(choice, request.tools());
        if (choice != null && choice.isParallel() != null && !choice.isParallel()) {
            loss.dropped("parallel_tool_calls");
        }
        if (mode == null || request.tools().isEmpty()) {
            return;
        }
        json.name("toolConfig").beginObject().name("functionCallingConfig").beginObject();
        List<EscapedText> names = choice == null ? List.of() : choice.names();
        // Names are taken where a call is sure to be of the schema, which those of AUTO are not.
        boolean isNamed = !names.isEmpty() && !mode.equals("NONE");
        json.name("mode").string(isNamed && mode.equals("AUTO") ? "VALIDATED" : mode);
        if (isNamed) {
            json.name("allowedFunctionNames").beginArray();
            names.forEach(json::text);
            json.endArray();
        }
        json.endObject().endObject();
    }

    private static @Nullable String mode(@Nullable ToolChoice choice, List<Tool> tools) {
        boolean isStrict = tools.stream().anyMatch(tool -> Boolean.TRUE.equals(tool.isStrict()));
        if (choice == null) {
            return isStrict ? "VALIDATED" : null;
        }
        return switch (choice.mode()) {
            case AUTO -> isStrict ? "VALIDATED" : "AUTO";
            case NONE -> "NONE";
            case REQUIRED -> "ANY";
        };
    }
}
