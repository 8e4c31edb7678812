package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the model may call, and whether it must. A tool cannot be asked for by name: the others are left out. Strictness is of all
 * tools or of none, so one that is strict makes all of them so.
 */
final class ToolWriter {
    private static final RawJson NO_PARAMETERS = RawJson.of("{\"type\":\"object\",\"properties\":{}}");
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String STRICT_TOOLS = "strict_tools";

    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;
    private final List<Tool> tools;
    private final @Nullable ToolChoice choice;

    ToolWriter(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        this.target = target;
        this.out = out;
        this.loss = loss;
        this.choice = request.toolChoice();
        List<EscapedText> only = choice == null ? List.of() : choice.names();
        List<Tool> asked = request.tools().stream()
                .filter(tool -> only.isEmpty() || only.contains(tool.name()))
                .toList();
        if (asked.isEmpty() && !request.tools().isEmpty()) {
            // None of that name: better all than none.
            loss.approximated(TOOL_CHOICE);
            asked = request.tools();
        }
        this.tools = asked;
    }

    /** Writes them; false where there are none. */
    boolean write() {
        if (tools.isEmpty()) {
            return false;
        }
        String name = target.nameOf(TOOLS);
        if (name.isEmpty()) {
            loss.dropped(TOOLS);
            return false;
        }
        out.name(name).beginArray();
        tools.forEach(this::tool);
        out.endArray();
        strictness();
        if (choice != null) {
            choice(choice);
        }
        return true;
    }

    private void tool(Tool tool) {
        EscapedText description = tool.description();
        RawJson schema = tool.schema();
        out.beginObject().name("type").string("function");
        out.name("function").beginObject().name("name").text(tool.name());
        if (description != null) {
            out.name("description").text(description);
        }
        out.name("parameters").raw(schema == null ? NO_PARAMETERS : schema);
        out.endObject().endObject();
        if (tool.cache() != null) {
            loss.dropped("tools.cache_control");
        }
    }

    private void strictness() {
        long strict = tools.stream()
                .filter(tool -> Boolean.TRUE.equals(tool.isStrict()))
                .count();
        if (strict == 0) {
            return;
        }
        String name = target.nameOf(STRICT_TOOLS);
        if (name.isEmpty()) {
            loss.dropped("tools.strict");
            return;
        }
        if (strict < tools.size()) {
            loss.approximated("tools.strict");
        }
        out.name(name).bool(true);
    }

    private void choice(ToolChoice told) {
        if (Boolean.FALSE.equals(told.isParallel())) {
            loss.dropped("parallel_tool_calls");
        }
        if (told.mode() == Mode.AUTO) {
            return;
        }
        String name = target.nameOf(TOOL_CHOICE);
        if (name.isEmpty()) {
            loss.dropped(TOOL_CHOICE);
        } else {
            out.name(name).string(told.mode() == Mode.NONE ? "NONE" : "REQUIRED");
        }
    }
}
