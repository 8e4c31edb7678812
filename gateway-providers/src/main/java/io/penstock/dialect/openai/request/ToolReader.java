package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the model may call, and how it is to choose; the {@code functions} of old too. */
final class ToolReader {
    private static final String CHOICES = "none, auto, required or an object that names a tool";

    private final LossReport loss;

    ToolReader(LossReport loss) {
        this.loss = loss;
    }

    List<Tool> tools(Members request) {
        List<Tool> tools = new ArrayList<>();
        for (Members tool : request.objects("tools")) {
            onTool(tool, tools);
        }
        for (Members function : request.objects("functions")) {
            tools.add(function(function, function));
            function.reportRest(loss);
        }
        return tools;
    }

    private void onTool(Members tool, List<Tool> tools) {
        String type = tool.has("type") ? tool.requiredText("type").decode() : "function";
        switch (type) {
            case "function" -> {
                Members function = tool.requiredObject("function");
                tools.add(function(function, tool));
                function.reportRest(loss);
                tool.reportRest(loss);
            }
            case "custom" -> {
                tools.add(custom(tool.requiredObject("custom"), tool));
                loss.approximated(tool.field("custom"));
                tool.reportRest(loss);
            }
            // A tool of the provider's own, which only its own dialect can ask for.
            default -> {
                loss.dropped(tool.field(type));
                tool.clear();
            }
        }
    }

    private static Tool function(Members function, Members owner) {
        RawJson parameters = function.take("parameters");
        if (parameters != null && !parameters.isObject()) {
            throw Refusal.of(function.path("parameters"), parameters, "a JSON Schema, an object");
        }
        return new Tool(
                function.requiredText("name"),
                function.text("description"),
                parameters,
                function.bool("strict"),
                ContentReader.cachePoint(owner));
    }

    private static Tool custom(Members custom, Members owner) {
        return new Tool(
                custom.requiredText("name"),
                custom.text("description"),
                CustomTools.SCHEMA,
                null,
                ContentReader.cachePoint(owner));
    }

    @Nullable
    ToolChoice choice(Members request) {
        Boolean isParallel = request.bool("parallel_tool_calls");
        RawJson choice = request.take("tool_choice");
        String name = "tool_choice";
        if (choice == null) {
            name = "function_call";
            choice = request.take(name);
        }
        String path = request.path(name);
        if (choice == null) {
            return isParallel == null ? null : new ToolChoice(Mode.AUTO, List.of(), isParallel);
        }
        if (choice.isObject()) {
            return named(request.inside(choice, name), isParallel);
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
            case "required", "any" -> Mode.REQUIRED;
            default -> throw Refusal.of(path, mode.decode(), CHOICES);
        };
    }

    private static ToolChoice named(Members choice, @Nullable Boolean isParallel) {
        EscapedText type = choice.text("type");
        if (type != null && type.is("allowed_tools")) {
            return allowed(choice.has("allowed_tools") ? choice.requiredObject("allowed_tools") : choice, isParallel);
        }
        return new ToolChoice(Mode.REQUIRED, List.of(name(choice)), isParallel);
    }

    private static ToolChoice allowed(Members allowed, @Nullable Boolean isParallel) {
        List<EscapedText> names = new ArrayList<>();
        Mode mode = mode(allowed.requiredText("mode"), allowed.path("mode"));
        for (Members tool : allowed.objects("tools")) {
            names.add(name(tool));
        }
        if (names.isEmpty()) {
            throw Refusal.missing(allowed.path("tools"), "at least one tool");
        }
        return new ToolChoice(mode, names, isParallel);
    }

    /** The name stands under the tool's kind, or, as other dialects have it, beside it. */
    private static EscapedText name(Members named) {
        named.ignore("type");
        for (String kind : List.of("function", "custom")) {
            if (named.has(kind)) {
                return named.requiredObject(kind).requiredText("name");
            }
        }
        return named.requiredText("name");
    }
}
