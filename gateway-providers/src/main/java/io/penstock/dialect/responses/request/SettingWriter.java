package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes everything of a request that is no input and no tool. */
final class SettingWriter {
    private static final String FORMAT = "response format";
    private static final String REASONING = "reasoning";
    private static final RawJson TEXT_ONLY = RawJson.of("[\"text\"]");
    private static final Set<String> SERVICE_TIERS =
            Set.of("\"auto\"", "\"default\"", "\"flex\"", "\"scale\"", "\"priority\"", "\"fast\"");

    private final ChatRequest request;
    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    SettingWriter(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        this.request = request;
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    /** The form of the output and its length, which stand in one member. */
    void text() {
        OutputFormat format = request.format();
        RawJson verbosity = request.setting(Option.VERBOSITY);
        if (format == null && verbosity == null) {
            return;
        }
        String name = target.nameOf("text");
        if (name.isEmpty()) {
            if (format != null) {
                loss.dropped(FORMAT);
            }
            return;
        }
        out.name(name).beginObject();
        if (format != null) {
            out.name("format").beginObject();
            format(format);
            out.endObject();
        }
        if (verbosity != null) {
            out.name("verbosity").raw(verbosity);
        }
        out.endObject();
    }

    private void format(OutputFormat format) {
        if (!(format instanceof OutputFormat.JsonSchema schema)) {
            out.name("type").string("json_object");
            return;
        }
        if (target.has(Trait.NO_JSON_SCHEMA)) {
            loss.approximated(FORMAT);
            out.name("type").string("json_object");
            return;
        }
        EscapedText name = schema.name();
        EscapedText description = schema.description();
        Boolean isStrict = schema.isStrict();
        out.name("type").string("json_schema").name("name");
        if (name == null) {
            out.string("answer");
        } else {
            out.text(name);
        }
        if (description != null) {
            out.name("description").text(description);
        }
        out.name("schema").raw(schema.schema());
        if (isStrict != null) {
            out.name("strict").bool(isStrict);
        }
    }

    /** How much to think: as a level, for there are no budgets here. */
    void effort(ModelFamily family) {
        Effort effort = request.effort();
        if (effort == null) {
            return;
        }
        String name = target.nameOf(REASONING);
        if (name.isEmpty() || !family.takesEffort()) {
            if (effort.toLevel() != Effort.Level.NONE) {
                loss.dropped(REASONING);
            }
            return;
        }
        if (effort.level() == null) {
            loss.approximated(REASONING);
        }
        out.name(name).beginObject();
        out.name("effort")
                .string(effort.toLevel().name().toLowerCase(Locale.ROOT))
                .endObject();
    }

    /** All others but whether the answer is kept, which is said in any case. */
    void settings() {
        for (Setting setting : request.settings()) {
            Option option = setting.option();
            if (option == Option.STORE) {
                continue;
            }
            if (option == Option.VERBOSITY) {
                if (target.nameOf("text").isEmpty()) {
                    loss.dropped(setting.name());
                }
                continue;
            }
            String name = name(setting);
            if (name != null && !name.isEmpty()) {
                out.name(name).raw(setting.value());
            } else if (!isDefault(setting)) {
                loss.dropped(setting.name());
            }
        }
    }

    /** Null where there is no such member here. */
    private @Nullable String name(Setting setting) {
        StandardMember member = StandardMember.of(setting.option());
        // A tier of another dialect's is refused.
        boolean isRefused = setting.option() == Option.SERVICE_TIER
                && !SERVICE_TIERS.contains(setting.value().toString());
        return member == null || isRefused ? null : target.nameOf(member.key());
    }

    /** Whether it asks for what the answer is in any case. */
    private static boolean isDefault(Setting setting) {
        return switch (setting.option()) {
            case CHOICES -> setting.value().toCount() == 1;
            case MODALITIES -> setting.value().equals(TEXT_ONLY);
            default -> false;
        };
    }
}
