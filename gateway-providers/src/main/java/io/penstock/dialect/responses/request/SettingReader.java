package io.penstock.dialect.responses.request;

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

/** Reads everything of a request that is no input and no tool. */
final class SettingReader {
    private static final String FORMATS = "text, json_object or json_schema";
    private static final String EFFORTS = "none, minimal, low, medium, high, xhigh or max";
    private static final String INCLUDE = "include";
    private static final String STATES = "reasoning.encrypted_content";

    private final LossReport loss;

    SettingReader(LossReport loss) {
        this.loss = loss;
    }

    /**
     * The settings, and what is left in {@code text}.
     *
     * @param text null where the request has none
     */
    List<Setting> settings(Members request, @Nullable Members text) {
        List<Setting> settings = new ArrayList<>();
        for (String name : request.names()) {
            StandardMember member = StandardMember.of(name);
            if (member != null) {
                add(member, member.key(), request, settings);
            }
        }
        if (text != null) {
            add(StandardMember.VERBOSITY, "text.verbosity", text, settings);
            text.reportRest(loss);
        }
        return settings;
    }

    private static void add(StandardMember member, String name, Members owner, List<Setting> settings) {
        RawJson value = owner.take(member.key());
        if (value == null) {
            return;
        }
        if (!member.takes(value)) {
            throw Refusal.of(owner.path(member.key()), value, member.expected());
        }
        if (!member.isDefault(value)) {
            settings.add(new Setting(member.option(), name, value));
        }
    }

    @Nullable
    OutputFormat format(Members text) {
        Members format = text.object("format");
        if (format == null) {
            return null;
        }
        String type = format.requiredText("type").decode();
        OutputFormat read = switch (type) {
            case "text" -> null;
            case "json_object" -> new OutputFormat.JsonObject();
            case "json_schema" -> schema(format);
            default -> throw Refusal.of(format.path("type"), type, FORMATS);
        };
        format.reportRest(loss);
        return read;
    }

    private static OutputFormat schema(Members format) {
        RawJson schema = format.take("schema");
        if (schema == null || !schema.isObject()) {
            throw Refusal.missing(format.path("schema"), "a JSON Schema, an object");
        }
        return new OutputFormat.JsonSchema(
                format.text("name"), format.text("description"), schema, format.bool("strict"));
    }

    @Nullable
    Effort effort(Members request) {
        Members reasoning = request.object("reasoning");
        if (reasoning == null) {
            return null;
        }
        EscapedText level = reasoning.text("effort");
        onSummary(reasoning, "summary");
        onSummary(reasoning, "generate_summary");
        reasoning.reportRest(loss);
        return level == null ? null : effort(level, reasoning.path("effort"));
    }

    /** What a provider shows of its reasoning is told in any case; how much it is to show is for OpenAI alone to know. */
    private void onSummary(Members reasoning, String name) {
        EscapedText summary = reasoning.textIfAny(name);
        if (summary != null && !summary.is("auto")) {
            loss.approximated(reasoning.field(name));
        }
    }

    private static Effort effort(EscapedText level, String path) {
        for (Level each : Level.values()) {
            if (level.is(each.name().toLowerCase(Locale.ROOT))) {
                return new Effort(each, -1);
            }
        }
        throw Refusal.of(path, level.decode(), EFFORTS);
    }

    /** Takes what asks for nothing, or for what every answer here has. */
    void ignoreMet(Members request) {
        RawJson include = request.take(INCLUDE);
        if (include != null) {
            for (RawJson each : Members.elements(include, INCLUDE, "an array of strings")) {
                if (!Members.text(each, INCLUDE).is(STATES)) {
                    loss.dropped(INCLUDE);
                }
            }
        }
        // They would have to come back in the answer.
        RawJson logprobs = request.take("top_logprobs");
        if (logprobs != null && logprobs.toCount() != 0) {
            loss.dropped("top_logprobs");
        }
        EscapedText truncation = request.textIfAny("truncation");
        if (truncation != null && !truncation.is("disabled")) {
            loss.dropped("truncation");
        }
        Members options = request.object("stream_options");
        if (options != null) {
            // Padding against those who count bytes: an answer that is written here has none.
            if (Boolean.FALSE.equals(options.bool("include_obfuscation"))) {
                options.ignore("include_obfuscation");
            }
            options.ignore("include_usage");
            options.reportRest(loss);
        }
    }
}
