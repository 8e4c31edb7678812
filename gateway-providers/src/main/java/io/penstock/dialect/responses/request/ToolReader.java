package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import io.penstock.dialect.responses.reply.CustomTools;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the model may call, and how it is to choose. */
final class ToolReader {
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String CHOICES = "none, auto, required or an object that names a tool";

    private final LossReport loss;

    ToolReader(LossReport loss) {
        this.loss = loss;
    }

    List<Tool> tools(Members request) {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : request.objects("tools")) {
            String type = tool.requiredText("type").decode();
            switch (type) {
                case "function" -> {
                    tools.add(function(tool));
                    tool.reportRest(loss);
                }
                case "custom" -> {
                    tools.add(new Tool(
                            tool.requiredText("name"), tool.text("description"), CustomTools.SCHEMA, null, null));
                    loss.approximated(tool.field("custom"));
                    onCustomFormat(tool);
                    tool.reportRest(loss);
                }
                // A tool of the provider's own, which only its own dialect can ask for.
                default -> {
                    loss.dropped(tool.field(type));
                    tool.clear();
                }
            }
        }
        return tools;
    }

    /** Free text is what a custom tool gets anyway. */
    private static void onCustomFormat(Members tool) {
        Members format = tool.object("format");
        EscapedText type = format == null ? null : format.textIfAny("type");
        if (format != null && (type == null || !type.is("text"))) {
            tool.put("format", format.raw());
        }
    }

    private static Tool function(Members tool) {
        RawJson parameters = tool.take("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw Refusal.of(tool.path("parameters"), parameters, "a JSON Schema, an object");
        }
        return new Tool(tool.requiredText("name"), tool.text("description"), parameters, tool.bool("strict"), null);
    }

    @Nullable
    ToolChoice choice(Members request) {
        Boolean isParallel = request.bool("parallel_tool_calls");
        RawJson choice = request.take(TOOL_CHOICE);
        String path = request.path(TOOL_CHOICE);
        ToolChoice unsaid = isParallel == null ? null : new ToolChoice(Mode.AUTO, List.of(), isParallel);
        if (choice == null) {
            return unsaid;
        }
        if (choice.isObject()) {
            ToolChoice named = named(request.inside(choice, TOOL_CHOICE), isParallel);
            return named == null ? unsaid : named;
        }
        if (choice.first() != '"') {
            throw Refusal.of(path, choice, CHOICES);
        }
        return new ToolChoice(mode(Members.text(choice, path), path), List.of(), isParallel);
    }

    private static Mode mode(EscapedText mode, String path) {
        return switch (mode.decode()) {
            case "auto" -> Mode.AUTO;
            case "none" -> Mode.NONE;
            case "required" -> Mode.REQUIRED;
            default -> throw Refusal.of(path, mode.decode(), CHOICES);
        };
    }

    /** Null where a tool is asked for that does not go along. */
    private @Nullable ToolChoice named(Members choice, @Nullable Boolean isParallel) {
        String type = choice.requiredText("type").decode();
        switch (type) {
            case "function", "custom" -> {
                return new ToolChoice(Mode.REQUIRED, List.of(choice.requiredText("name")), isParallel);
            }
            case "allowed_tools" -> {
                return allowed(choice, isParallel);
            }
            default -> {
                loss.dropped(TOOL_CHOICE);
                choice.clear();
                return null;
            }
        }
    }

    private @Nullable ToolChoice allowed(Members allowed, @Nullable Boolean isParallel) {
        List<EscapedText> names = new ArrayList<>();
        Mode mode = mode(allowed.requiredText("mode"), allowed.path("mode"));
        for (Members tool : allowed.objects("tools")) {
            if (tool.has("name")) {
                tool.ignore("type");
                names.add(tool.requiredText("name"));
            } else {
                loss.dropped(tool.field("type"));
                tool.clear();
            }
        }
        return names.isEmpty() ? null : new ToolChoice(mode, names, isParallel);
    }
}
