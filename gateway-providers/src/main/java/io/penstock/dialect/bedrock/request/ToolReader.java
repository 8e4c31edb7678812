package io.penstock.dialect.bedrock.request;

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

/** Reads what the model may call, and how it is to choose. */
final class ToolReader {
    private final LossReport loss;

    ToolReader(LossReport loss) {
        this.loss = loss;
    }

    List<Tool> tools(@Nullable Members config) {
        List<Tool> tools = new ArrayList<>();
        if (config == null) {
            return tools;
        }
        ContentReader contents = new ContentReader(loss);
        for (Members tool : config.objects("tools")) {
            int last = tools.size() - 1;
            if (tool.has("toolSpec")) {
                tools.add(tool(tool.requiredObject("toolSpec")));
            } else if (tool.has("cachePoint") && last >= 0) {
                Tool before = tools.get(last);
                tools.set(
                        last,
                        new Tool(
                                before.name(),
                                before.description(),
                                before.schema(),
                                before.isStrict(),
                                contents.cachePoint(tool)));
            }
            // What is left is a tool of the provider's own, which only its own dialect can ask for.
            tool.reportRest(loss);
        }
        return tools;
    }

    private Tool tool(Members spec) {
        Members input = spec.object("inputSchema");
        RawJson schema = input == null ? null : input.take("json");
        if (input != null && schema != null && !schema.isObject()) {
            throw Refusal.of(input.path("json"), schema, "a JSON Schema, an object");
        }
        Tool tool = new Tool(spec.requiredText("name"), spec.text("description"), schema, spec.bool("strict"), null);
        spec.reportRest(loss);
        return tool;
    }

    /**
     * How the model is to choose.
     *
     * @param model what the model's own API is told of it, which goes before; null where that is nothing
     */
    @Nullable
    ToolChoice choice(@Nullable Members config, @Nullable Members model) {
        Boolean isSingle = model == null ? null : model.bool("disable_parallel_tool_use");
        Boolean isParallel = isSingle == null ? null : !isSingle;
        Members choice = config == null ? null : config.object("toolChoice");
        EscapedText type = model == null ? null : model.text("type");
        if (model != null && type != null) {
            return choice(type.decode(), model, isParallel);
        }
        if (choice == null || choice.names().isEmpty()) {
            return isParallel == null ? null : new ToolChoice(Mode.AUTO, List.of(), isParallel);
        }
        String name = choice.names().get(0);
        Members told = choice.requiredObject(name);
        return choice(name, told, isParallel);
    }

    private static ToolChoice choice(String type, Members told, @Nullable Boolean isParallel) {
        return switch (type) {
            case "auto" -> new ToolChoice(Mode.AUTO, List.of(), isParallel);
            case "any" -> new ToolChoice(Mode.REQUIRED, List.of(), isParallel);
            case "none" -> new ToolChoice(Mode.NONE, List.of(), isParallel);
            case "tool" -> new ToolChoice(Mode.REQUIRED, List.of(told.requiredText("name")), isParallel);
            default -> throw Refusal.of("toolConfig.toolChoice", type, "auto, any or tool");
        };
    }
}
