package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes everything of a request that is no message and no tool. */
final class SettingWriter {
    private static final String FORMAT = "response_format";
    private static final Set<String> SERVICE_TIERS =
            Set.of("\"auto\"", "\"default\"", "\"flex\"", "\"scale\"", "\"priority\"");

    private final MemberNames names;
    private final ModelFamily family;
    private final JsonWriter out;
    private final LossReport loss;

    SettingWriter(MemberNames names, JsonWriter out, LossReport loss) {
        this.names = names;
        this.family = ModelFamily.of(names.target().model());
        this.out = out;
        this.loss = loss;
    }

    /**
     * The form of the output.
     *
     * @param isSchemaTold whether a schema stands in a message: here, JSON is asked for
     */
    void format(OutputFormat format, boolean isSchemaTold) {
        if (!names.takes(FORMAT)) {
            loss.dropped(FORMAT);
        } else if (format instanceof OutputFormat.JsonSchema schema && !isSchemaTold) {
            schema(schema);
        } else if (names.takes("json_object")) {
            if (isSchemaTold && format instanceof OutputFormat.JsonSchema) {
                loss.approximated(FORMAT);
            }
            out.name(names.of(FORMAT)).beginObject();
            out.name("type").string("json_object").endObject();
        } else {
            loss.dropped(FORMAT);
        }
    }

    private void schema(OutputFormat.JsonSchema schema) {
        EscapedText name = schema.name();
        EscapedText description = schema.description();
        Boolean isStrict = schema.isStrict();
        out.name(names.of(FORMAT)).beginObject();
        out.name("type").string("json_schema");
        out.name("json_schema").beginObject();
        out.name("name");
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
        out.endObject().endObject();
    }

    /** How much to think: as a level, for there are no budgets here; some have it inside of an object. */
    void effort(@Nullable Effort effort) {
        if (effort == null) {
            return;
        }
        String name = names.of("reasoning_effort");
        if (name.isEmpty() || !family.takesEffort()) {
            if (effort.toLevel() != Effort.Level.NONE) {
                loss.dropped("reasoning_effort");
            }
            return;
        }
        if (effort.level() == null) {
            loss.approximated("reasoning_effort");
        }
        String level = effort.toLevel().name().toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        if (dot < 0) {
            out.name(name).string(level);
        } else {
            out.name(name.substring(0, dot)).beginObject();
            out.name(name.substring(dot + 1)).string(level).endObject();
        }
    }

    void settings(ChatRequest request) {
        RawJson store = request.setting(Option.STORE);
        boolean isStored = store != null && store.isTrue();
        for (Setting setting : request.settings()) {
            String name = name(setting.option());
            // OpenAI takes notes only on answers that it keeps, and no tier of anybody else's.
            boolean isRefused = switch (setting.option()) {
                case METADATA -> !isStored;
                case TOP_LOGPROBS -> request.isIdle(setting);
                case SERVICE_TIER -> !SERVICE_TIERS.contains(setting.value().toString());
                default -> false;
            };
            if (name.isEmpty() || isRefused) {
                loss.dropped(setting.name());
            } else {
                out.name(name).raw(setting.value());
            }
        }
    }

    private String name(Option option) {
        StandardMember member = StandardMember.of(option);
        boolean isRenamed = names.target().parameters().containsKey(member.key());
        return member == StandardMember.MAX_TOKENS && family.isReasoning() && !isRenamed
                ? StandardMember.MAX_COMPLETION_TOKENS.key()
                : names.of(member.key());
    }
}
