package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import java.util.List;
import java.util.Locale;

/**
 * Writes what the model may call, and how it is to choose. Where a provider cannot be told which tools to choose among, the others are
 * left out.
 */
final class ToolWriter {
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final RawJson NO_PARAMETERS = RawJson.of("{\"type\":\"object\",\"properties\":{}}");

    private final ChatRequest request;
    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    ToolWriter(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        this.request = request;
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    void write() {
        if (request.tools().isEmpty()) {
            return;
        }
        if (target.has(Trait.NO_TOOLS)) {
            loss.dropped("tools");
            return;
        }
        ToolChoice choice = request.toolChoice();
        boolean canName = !target.has(Trait.NO_NAMED_TOOL_CHOICE);
        List<EscapedText> only = choice == null || canName ? List.of() : choice.names();
        out.name("tools").beginArray();
        for (Tool tool : request.tools()) {
            if (only.isEmpty() || only.contains(tool.name())) {
                tool(tool);
            }
        }
        out.endArray();
        if (choice != null) {
            choice(choice, canName);
            parallel(choice);
        }
    }

    /** Schemas are strict here unless that is said not to be so, which makes every parameter a required one. */
    private void tool(Tool tool) {
        EscapedText description = tool.description();
        RawJson schema = tool.schema();
        out.beginObject().name("type").string("function");
        out.name("name").text(tool.name());
        if (description != null) {
            out.name("description").text(description);
        }
        out.name("parameters").raw(schema == null ? NO_PARAMETERS : schema);
        out.name("strict").bool(Boolean.TRUE.equals(tool.isStrict())).endObject();
        if (tool.cache() != null) {
            loss.dropped(PartWriter.CACHE);
        }
    }

    private void choice(ToolChoice choice, boolean canName) {
        String name = target.nameOf(TOOL_CHOICE);
        if (name.isEmpty()) {
            if (choice.mode() != Mode.AUTO || !choice.names().isEmpty()) {
                loss.dropped(TOOL_CHOICE);
            }
            return;
        }
        out.name(name);
        List<EscapedText> names = choice.names();
        if (names.isEmpty() || !canName) {
            out.string(mode(choice));
        } else if (names.size() == 1 && choice.mode() == Mode.REQUIRED) {
            named(names.get(0));
        } else {
            out.beginObject().name("type").string("allowed_tools");
            out.name("mode").string(mode(choice)).name("tools").beginArray();
            names.forEach(this::named);
            out.endArray().endObject();
        }
    }

    private String mode(ToolChoice choice) {
        return choice.mode() == Mode.REQUIRED && target.has(Trait.TOOL_CHOICE_ANY)
                ? "any"
                : choice.mode().name().toLowerCase(Locale.ROOT);
    }

    private void named(EscapedText name) {
        out.beginObject().name("type").string("function");
        out.name("name").text(name).endObject();
    }

    private void parallel(ToolChoice choice) {
        Boolean isParallel = choice.isParallel();
        String name = target.nameOf(PARALLEL);
        if (isParallel == null) {
            return;
        }
        if (!name.isEmpty()) {
            out.name(name).bool(isParallel);
        } else if (!isParallel) {
            loss.dropped(PARALLEL);
        }
    }
}
