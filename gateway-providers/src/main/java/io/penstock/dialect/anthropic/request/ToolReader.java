package io.penstock.dialect.anthropic.request;

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

/** Reads what the model may call, and how it is to choose. Tools that are the provider's own ones have no place in another dialect. */
final class ToolReader {
    private static final String CHOICES = "auto, any, tool or none";

    private final LossReport loss;

    ToolReader(LossReport loss) {
        this.loss = loss;
    }

    List<Tool> tools(Members request) {
        List<Tool> tools = new ArrayList<>();
        RawJson list = request.take("tools");
        if (list == null) {
            return tools;
        }
        for (Members tool : Members.all(list, "tools", "an array of tools")) {
            EscapedText type = tool.text("type");
            if (type == null || type.is("custom")) {
                tools.add(tool(tool));
                tool.reportRest(loss);
            } else {
                loss.dropped(tool.field(type.decode()));
            }
        }
        return tools;
    }

    private static Tool tool(Members tool) {
        RawJson schema = tool.take("input_schema");
        if (schema != null && !schema.isObject()) {
            throw Refusal.of(tool.path("input_schema"), schema, "a JSON Schema, an object");
        }
        return new Tool(
                tool.requiredText("name"),
                tool.text("description"),
                schema,
                tool.bool("strict"),
                BlockPartReader.cachePoint(tool));
    }

    @Nullable
    ToolChoice choice(Members request) {
        Members choice = request.object("tool_choice");
        if (choice == null) {
            return null;
        }
        Boolean isSingle = choice.bool("disable_parallel_tool_use");
        Boolean isParallel = isSingle == null ? null : !isSingle;
        EscapedText type = choice.requiredText("type");
        ToolChoice read = switch (type.decode()) {
            case "auto" -> new ToolChoice(Mode.AUTO, List.of(), isParallel);
            case "any" -> new ToolChoice(Mode.REQUIRED, List.of(), isParallel);
            case "none" -> new ToolChoice(Mode.NONE, List.of(), isParallel);
            case "tool" -> new ToolChoice(Mode.REQUIRED, List.of(choice.requiredText("name")), isParallel);
            default -> throw Refusal.of(choice.path("type"), type.decode(), CHOICES);
        };
        choice.reportRest(loss);
        return read;
    }
}
