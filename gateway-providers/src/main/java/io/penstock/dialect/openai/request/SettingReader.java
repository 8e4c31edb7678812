package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads everything of a request that is no message and no tool. */
final class SettingReader {
    private static final String FORMATS = "text, json_object or json_schema";
    private static final String EFFORTS = "none, minimal, low, medium, high, xhigh or max";
    private static final String LEGACY_MAX = "max_tokens";
    private static final String MAX = "max_completion_tokens";

    private final LossReport loss;

    SettingReader(LossReport loss) {
        this.loss = loss;
    }

    List<Setting> settings(Members request) {
        if (request.has(MAX) && request.take(LEGACY_MAX) != null) {
            loss.dropped(LEGACY_MAX);
        }
        List<Setting> settings = new ArrayList<>();
        for (String name : request.names()) {
            StandardMember member = StandardMember.of(name);
            if (member != null) {
                add(member, request, settings);
            }
        }
        return settings;
    }

    private static void add(StandardMember member, Members request, List<Setting> settings) {
        RawJson value = request.take(member.key());
        if (value == null) {
            return;
        }
        if (!member.takes(value)) {
            throw Refusal.of(request.path(member.key()), value, member.expected());
        }
        if (!member.isDefault(value)) {
            settings.add(new Setting(member.option(), member.key(), value));
        }
    }

    static List<EscapedText> stops(Members request) {
        RawJson stop = request.take("stop");
        String path = request.path("stop");
        if (stop == null) {
            return List.of();
        }
        if (stop.first() == '"') {
            return List.of(Members.text(stop, path));
        }
        List<EscapedText> stops = new ArrayList<>();
        for (RawJson each : Members.elements(stop, path, "a string or an array of strings")) {
            stops.add(Members.text(each, path));
        }
        return stops;
    }

    @Nullable
    OutputFormat format(Members request) {
        Members format = request.object("response_format");
        if (format == null) {
            return null;
        }
        String type = format.requiredText("type").decode();
        return switch (type) {
            case "text" -> null;
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format.requiredObject("json_schema"));
            default -> throw Refusal.of(format.path("type"), type, FORMATS);
        };
    }

    private OutputFormat schema(Members told) {
        RawJson schema = told.take("schema");
        if (schema == null || !schema.isObject()) {
            throw Refusal.missing(told.path("schema"), "a JSON Schema, an object");
        }
        OutputFormat format =
                new OutputFormat.JsonSchema(told.text("name"), told.text("description"), schema, told.bool("strict"));
        told.reportRest(loss);
        return format;
    }

    /** How much to think: OpenAI's level, or the objects that OpenRouter ({@code reasoning}) and DeepSeek ({@code thinking}) have. */
    @Nullable
    Effort effort(Members request) {
        EscapedText level = request.text("reasoning_effort");
        Effort effort = level == null ? null : effort(level, request.path("reasoning_effort"));
        for (String name : List.of("reasoning", "thinking")) {
            Members object = effort == null ? request.object(name) : null;
            if (object != null) {
                effort = effortOf(object);
                object.reportRest(loss);
            }
        }
        return effort;
    }

    private static @Nullable Effort effort(EscapedText level, String path) {
        if (level.is("default")) {
            return null;
        }
        for (Level each : Level.values()) {
            if (level.is(each.name().toLowerCase(Locale.ROOT))) {
                return new Effort(each, -1);
            }
        }
        throw Refusal.of(path, level.decode(), EFFORTS);
    }

    private static @Nullable Effort effortOf(Members object) {
        EscapedText level = object.text("effort");
        RawJson tokens = object.take(object.has("max_tokens") ? "max_tokens" : "budget_tokens");
        EscapedText type = object.text("type");
        Boolean isEnabled = object.bool("enabled");
        if (level != null) {
            return effort(level, object.path("effort"));
        }
        if (Boolean.FALSE.equals(isEnabled) || (type != null && type.is("disabled"))) {
            return new Effort(Level.NONE, -1);
        }
        long budget = tokens == null ? -1 : tokens.toCount();
        if (budget >= 0) {
            return new Effort(null, budget);
        }
        return isEnabled == null && type == null ? null : new Effort(Level.MEDIUM, -1);
    }
}
