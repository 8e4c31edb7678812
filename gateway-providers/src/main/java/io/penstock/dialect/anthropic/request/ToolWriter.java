package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what the model may call, and how it is to choose. Of several tools that are the only ones it may call, the others are left out. */
final class ToolWriter {
    private static final RawJson NO_PARAMETERS = RawJson.of("{\"type\":\"object\",\"properties\":{}}");
    private static final JsonKey TYPE = JsonKey.of("type");

    private final List<Tool> tools;
    private final @Nullable ToolChoice choice;
    private final ClaudeModel model;
    private final LossReport loss;

    ToolWriter(ChatRequest request, ClaudeModel model, LossReport loss) {
        this.choice = request.tools().isEmpty() ? null : request.toolChoice();
        this.tools = allowed(request.tools(), choice);
        this.model = model;
        this.loss = loss;
    }

    private static List<Tool> allowed(List<Tool> tools, @Nullable ToolChoice choice) {
        if (choice == null || choice.mode() == Mode.NONE || choice.names().isEmpty() || isNamed(choice)) {
            return tools;
        }
        return tools.stream()
                .filter(tool -> choice.names().contains(tool.name()))
                .toList();
    }

    private static boolean isNamed(ToolChoice choice) {
        return choice.mode() == Mode.REQUIRED && choice.names().size() == 1;
    }

    /** Whether the model must call a tool. */
    boolean isForced() {
        return choice != null && choice.mode() == Mode.REQUIRED && !tools.isEmpty();
    }

    void write(BlockWriter blocks, JsonWriter out) {
        if (tools.isEmpty()) {
            return;
        }
        out.name("tools").beginArray();
        for (Tool tool : tools) {
            out.beginObject().name("name").text(tool.name());
            EscapedText description = tool.description();
            if (description != null && !description.isEmpty()) {
                out.name("description").text(description);
            }
            out.name("input_schema");
            schema(tool.schema(), out);
            if (Boolean.TRUE.equals(tool.isStrict())) {
                strict(out);
            }
            blocks.cacheControl(tool.cache());
            out.endObject();
        }
        out.endArray();
        if (choice != null) {
            choice(choice, out);
        }
    }

    private void strict(JsonWriter out) {
        if (model.hasOutputFormat()) {
            out.name("strict").bool(true);
        } else {
            loss.dropped("tools.strict");
        }
    }

    /** The schema is an object's, and says so. */
    private static void schema(@Nullable RawJson schema, JsonWriter out) {
        if (schema == null || !schema.isObject()) {
            out.raw(NO_PARAMETERS);
            return;
        }
        JsonCursor cursor = new JsonCursor();
        cursor.reset(schema.buffer(), schema.start(), schema.end());
        cursor.enterObject();
        boolean isEmpty = true;
        boolean hasType = false;
        while (cursor.nextMember()) {
            isEmpty = false;
            hasType |= cursor.isKey(TYPE);
            cursor.skip();
        }
        if (isEmpty) {
            out.raw(NO_PARAMETERS);
        } else if (hasType) {
            out.raw(schema);
        } else {
            // The first brace goes: the rest stands behind the type.
            out.beginObject().name("type").string("object");
            out.raw(new RawJson(schema.buffer(), schema.start() + 1, schema.end()));
        }
    }

    private static void choice(ToolChoice choice, JsonWriter out) {
        out.name("tool_choice").beginObject().name("type");
        if (choice.mode() == Mode.NONE) {
            out.string("none").endObject();
            return;
        }
        if (isNamed(choice)) {
            out.string("tool").name("name").text(choice.names().get(0));
        } else {
            out.string(choice.mode() == Mode.REQUIRED ? "any" : "auto");
        }
        if (Boolean.FALSE.equals(choice.isParallel())) {
            out.name("disable_parallel_tool_use").bool(true);
        }
        out.endObject();
    }
}
