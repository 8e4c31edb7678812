package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the model may call, and how it is to choose. Where a provider cannot be told which tools to choose among, the others are
 * left out; where it cannot be told to call none, all are.
 */
final class ToolWriter {
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";

    private final ChatRequest request;
    private final MemberNames names;
    private final JsonWriter out;
    private final LossReport loss;
    private final @Nullable ToolChoice choice;
    private final boolean canChoose;

    ToolWriter(ChatRequest request, MemberNames names, JsonWriter out, LossReport loss) {
        this.request = request;
        this.names = names;
        this.out = out;
        this.loss = loss;
        this.choice = request.toolChoice();
        this.canChoose = names.takes(TOOL_CHOICE);
    }

    void write() {
        if (request.tools().isEmpty()) {
            return;
        }
        if (names.target().has(Trait.NO_TOOLS)) {
            loss.dropped("tools");
            return;
        }
        if (choice != null && choice.mode() == Mode.NONE && !canChoose) {
            return;
        }
        List<EscapedText> only = choice == null || isNamed(choice) ? List.of() : choice.names();
        out.name("tools").beginArray();
        for (Tool tool : request.tools()) {
            if (only.isEmpty() || only.contains(tool.name())) {
                tool(tool);
            }
        }
        out.endArray();
        if (choice != null) {
            choice(choice);
            parallel(choice);
        }
    }

    private boolean isNamed(ToolChoice told) {
        return told.mode() == Mode.REQUIRED
                && told.names().size() == 1
                && canChoose
                && !names.target().has(Trait.NO_NAMED_TOOL_CHOICE);
    }

    private void tool(Tool tool) {
        EscapedText description = tool.description();
        RawJson schema = tool.schema();
        Boolean isStrict = tool.isStrict();
        Part.CachePoint cache = tool.cache();
        out.beginObject().name("type").string("function");
        out.name("function").beginObject();
        out.name("name").text(tool.name());
        if (description != null) {
            out.name("description").text(description);
        }
        if (schema != null) {
            out.name("parameters").raw(schema);
        }
        if (isStrict != null) {
            out.name("strict").bool(isStrict);
        }
        out.endObject();
        if (cache != null) {
            PartWriter.cacheControl(cache, names, out, loss);
        }
        out.endObject();
    }

    private void choice(ToolChoice told) {
        if (!canChoose) {
            if (told.mode() == Mode.REQUIRED) {
                loss.dropped(TOOL_CHOICE);
            }
            return;
        }
        out.name(names.of(TOOL_CHOICE));
        if (isNamed(told)) {
            out.beginObject().name("type").string("function");
            out.name("function").beginObject();
            out.name("name").text(told.names().get(0)).endObject().endObject();
            return;
        }
        out.string(
                switch (told.mode()) {
                    case AUTO -> "auto";
                    case NONE -> "none";
                    case REQUIRED -> names.target().has(Trait.TOOL_CHOICE_ANY) ? "any" : "required";
                });
    }

    /** Several calls at once is what everybody does unless told otherwise. */
    private void parallel(ToolChoice told) {
        if (!Boolean.FALSE.equals(told.isParallel())) {
            return;
        }
        if (names.takes(PARALLEL)) {
            out.name(names.of(PARALLEL)).bool(false);
        } else {
            loss.dropped(PARALLEL);
        }
    }
}
