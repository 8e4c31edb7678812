package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.ChatRequest.ToolChoice;
import io.penstock.dialect.ChatRequest.ToolChoice.Mode;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads everything of a request that is no message. */
final class SettingReader {
    private static final String SCHEMA = "a JSON Schema, an object";

    private final LossReport loss;

    SettingReader(LossReport loss) {
        this.loss = loss;
    }

    /** The tools, all of them strict where the request says so of all. */
    List<Tool> tools(Members request) {
        Boolean isStrict = Boolean.TRUE.equals(request.bool("strict_tools")) ? Boolean.TRUE : null;
        List<Tool> tools = new ArrayList<>();
        for (Members tool : request.objects("tools")) {
            EscapedText type = tool.text("type");
            if (type != null && !type.is("function")) {
                // A tool of the provider's own, which only its own dialect can ask for.
                loss.dropped(tool.field(type.decode()));
                continue;
            }
            Members function = tool.requiredObject("function");
            RawJson schema = function.take("parameters");
            if (schema != null && !schema.isObject()) {
                throw Refusal.of(function.path("parameters"), schema, SCHEMA);
            }
            tools.add(new Tool(function.requiredText("name"), function.text("description"), schema, isStrict, null));
            function.reportRest(loss);
            tool.reportRest(loss);
        }
        return tools;
    }

    static @Nullable ToolChoice choice(Members request) {
        EscapedText choice = request.text("tool_choice");
        if (choice == null) {
            return null;
        }
        String mode = choice.decode();
        return switch (mode.toUpperCase(Locale.ROOT)) {
            case "REQUIRED" -> new ToolChoice(Mode.REQUIRED, List.of(), null);
            case "NONE" -> new ToolChoice(Mode.NONE, List.of(), null);
            case "AUTO" -> null;
            default -> throw Refusal.of("tool_choice", mode, "REQUIRED or NONE");
        };
    }

    @Nullable
    OutputFormat format(Members request) {
        Members format = request.object("response_format");
        if (format == null) {
            return null;
        }
        String type = format.requiredText("type").decode();
        RawJson schema = format.take(format.has("json_schema") ? "json_schema" : "schema");
        format.reportRest(loss);
        if (type.equals("text")) {
            return null;
        }
        if (!type.equals("json_object")) {
            throw Refusal.of(format.path("type"), type, "text or json_object");
        }
        if (schema == null) {
            return new OutputFormat.JsonObject();
        }
        if (!schema.isObject()) {
            throw Refusal.of(format.path("json_schema"), schema, SCHEMA);
        }
        return new OutputFormat.JsonSchema(null, null, schema, null);
    }

    /** How much to think; models that can, do, where the client does not say. */
    @Nullable
    Effort effort(Members request) {
        Members thinking = request.object("thinking");
        if (thinking == null) {
            return null;
        }
        String type = thinking.requiredText("type").decode();
        RawJson budget = thinking.take("token_budget");
        if (budget != null && budget.toCount() < 0) {
            throw Refusal.of(thinking.path("token_budget"), budget, "a count of tokens");
        }
        thinking.reportRest(loss);
        return switch (type) {
            case "disabled" -> new Effort(Level.NONE, -1);
            case "enabled" -> budget == null ? new Effort(Level.MEDIUM, -1) : new Effort(null, budget.toCount());
            default -> throw Refusal.of(thinking.path("type"), type, "enabled or disabled");
        };
    }

    static List<EscapedText> stops(Members request) {
        RawJson stops = request.take("stop_sequences");
        List<EscapedText> texts = new ArrayList<>();
        if (stops != null) {
            for (RawJson each : Members.elements(stops, "stop_sequences", "an array")) {
                texts.add(Members.text(each, "stop_sequences"));
            }
        }
        return texts;
    }

    static List<Setting> settings(Members request) {
        List<Setting> settings = new ArrayList<>();
        for (String name : request.names()) {
            Member member = Member.ofName(name);
            RawJson value = member == null ? null : request.take(name);
            if (member == null || value == null) {
                continue;
            }
            if (!member.takes(value)) {
                throw Refusal.of(name, value, member.expected());
            }
            if (!member.isDefault(value)) {
                settings.add(new Setting(member.option(), name, value));
            }
        }
        return settings;
    }

    /** Citations of documents are the provider's own; to want none asks for nothing. */
    void citations(Members request) {
        Members options = request.object("citation_options");
        EscapedText mode = options == null ? null : options.text("mode");
        if (mode == null) {
            return;
        }
        String told = mode.decode().toUpperCase(Locale.ROOT);
        if (!told.equals("OFF") && !told.equals("DISABLED")) {
            loss.dropped("citation_options.mode");
        }
    }
}
