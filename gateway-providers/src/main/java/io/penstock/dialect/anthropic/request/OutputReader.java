package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how much the model is to think and the form of what it says: {@code thinking} and {@code output_config}. */
final class OutputReader {
    private static final String THINKING = "thinking";
    private static final String CONFIG = "output_config";
    private static final Map<String, Level> LEVELS = Map.of(
            "low", Level.LOW,
            "medium", Level.MEDIUM,
            "high", Level.HIGH,
            "xhigh", Level.XHIGH,
            "max", Level.MAX);

    private final LossReport loss;
    private final @Nullable OutputFormat format;
    private final @Nullable Effort effort;

    OutputReader(Members request, LossReport loss) {
        this.loss = loss;
        Members config = request.object(CONFIG);
        Members old = request.object("output_format");
        Level level = config == null ? null : level(config);
        OutputFormat told = old == null ? null : format(old);
        Members named = config == null ? null : config.object("format");
        this.format = named == null ? told : format(named);
        this.effort = effort(request.object(THINKING), level);
        if (config != null) {
            config.reportRest(loss);
        }
    }

    /** The form of the output; null for text. */
    @Nullable
    OutputFormat format() {
        return format;
    }

    /** How much it is to think; null where the client did not say. */
    @Nullable
    Effort effort() {
        return effort;
    }

    private @Nullable Level level(Members config) {
        EscapedText name = config.text("effort");
        Level level = name == null ? null : LEVELS.get(name.decode());
        if (name != null && level == null) {
            loss.dropped(config.field("effort"));
        }
        return level;
    }

    private @Nullable OutputFormat format(Members format) {
        OutputFormat read = null;
        if (format.requiredText("type").is("json_schema")) {
            RawJson schema = format.take("schema");
            if (schema == null || !schema.isObject()) {
                throw schema == null
                        ? Refusal.missing(format.path("schema"), "a JSON Schema, an object")
                        : Refusal.of(format.path("schema"), schema, "a JSON Schema, an object");
            }
            read = new OutputFormat.JsonSchema(format.text("name"), null, schema, null);
        } else {
            loss.dropped(format.field("type"));
        }
        format.reportRest(loss);
        return read;
    }

    private @Nullable Effort effort(@Nullable Members thinking, @Nullable Level level) {
        if (thinking == null) {
            return level == null ? null : new Effort(level, -1);
        }
        Effort effort = switch (thinking.requiredText("type").decode()) {
            case "enabled" -> new Effort(level, budget(thinking));
            case "adaptive" -> new Effort(level == null ? Level.HIGH : level, -1);
            case "disabled" -> {
                if (level != null) {
                    loss.dropped(CONFIG + ".effort");
                }
                yield new Effort(Level.NONE, -1);
            }
            default -> {
                loss.dropped(THINKING);
                yield level == null ? null : new Effort(level, -1);
            }
        };
        thinking.reportRest(loss);
        return effort;
    }

    private static long budget(Members thinking) {
        RawJson budget = thinking.number("budget_tokens");
        long tokens = budget == null ? -1 : budget.toCount();
        if (tokens < 0) {
            throw budget == null
                    ? Refusal.missing(thinking.path("budget_tokens"), "a count of tokens")
                    : Refusal.of(thinking.path("budget_tokens"), budget.toString(), "a count of tokens");
        }
        return tokens;
    }
}
