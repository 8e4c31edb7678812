package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools} and {@code toolConfig}. Google's own tools are reported as lost: nobody else has them. */
final class ToolsReader {
    private static final JsonKey[] TOOL = Names.of("functionDeclarations");
    private static final JsonKey[] DECLARATION = Names.of("name", "description", "parameters", "parametersJsonSchema");
    private static final JsonKey[] CONFIG = Names.of("functionCallingConfig");
    private static final JsonKey[] CALLING = Names.of("mode", "allowedFunctionNames");
    private static final String CALLING_PATH = "toolConfig.functionCallingConfig";

    private final LossReport loss;
    private final List<Tool> tools = new ArrayList<>();
    private @Nullable ToolChoice choice;
    /** The mode in which a call must keep to its schema. */
    private boolean isValidated;

    ToolsReader(LossReport loss) {
        this.loss = loss;
    }

    /** Reads the list of tools. */
    void readTools(RawJson list) {
        for (RawJson tool : Values.elements(list)) {
            RawJson declarations = Values.members(tool, TOOL, "tools", loss)[0];
            if (declarations != null) {
                for (RawJson declaration : Values.elements(declarations)) {
                    tools.add(tool(declaration));
                }
            }
        }
    }

    private Tool tool(RawJson declaration) {
        String path = "tools.functionDeclarations";
        @Nullable RawJson[] values = Values.members(declaration, DECLARATION, path, loss);
        EscapedText name = Values.textOrNull(values[0], path + ".name");
        if (name == null) {
            throw Values.invalid(path + ".name", "missing (expected: a string)");
        }
        RawJson schema = values[3];
        if (schema == null && values[2] != null) {
            schema = SchemaReader.toJsonSchema(values[2], path + ".parameters");
        }
        return new Tool(name, Values.textOrNull(values[1], path + ".description"), schema, null, null);
    }

    /** Reads how to choose among them. */
    void readConfig(RawJson config) {
        RawJson calling = Values.members(config, CONFIG, "toolConfig", loss)[0];
        if (calling == null) {
            return;
        }
        @Nullable RawJson[] values = Values.members(calling, CALLING, CALLING_PATH, loss);
        EscapedText mode = Values.textOrNull(values[0], CALLING_PATH + ".mode");
        List<EscapedText> names = new ArrayList<>();
        if (values[1] != null) {
            for (RawJson name : Values.elements(values[1])) {
                names.add(Values.text(name, CALLING_PATH + ".allowedFunctionNames"));
            }
        }
        choice = new ToolChoice(mode(mode == null ? "AUTO" : mode.decode()), names, null);
    }

    private ToolChoice.Mode mode(String mode) {
        return switch (mode.toUpperCase(Locale.ROOT)) {
            case "NONE" -> ToolChoice.Mode.NONE;
            case "ANY" -> ToolChoice.Mode.REQUIRED;
            case "VALIDATED" -> {
                isValidated = true;
                yield ToolChoice.Mode.AUTO;
            }
            case "AUTO", "MODE_UNSPECIFIED" -> ToolChoice.Mode.AUTO;
            default -> throw Values.invalid(CALLING_PATH + ".mode", mode + " (expected: AUTO, ANY, NONE or VALIDATED)");
        };
    }

    @Nullable
    ToolChoice choice() {
        return choice;
    }

    List<Tool> tools() {
        if (!isValidated) {
            return tools;
        }
        return tools.stream()
                .map(tool -> new Tool(tool.name(), tool.description(), tool.schema(), true, tool.cache()))
                .toList();
    }
}
