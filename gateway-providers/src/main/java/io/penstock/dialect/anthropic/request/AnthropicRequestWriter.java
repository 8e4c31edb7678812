package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.Part;
import io.penstock.dialect.RequestWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a request for a message. */
public final class AnthropicRequestWriter implements RequestWriter {
    private static final String VERSION = "vertex-2023-10-16";
    private static final String JSON_WANTED = "Answer with one JSON object and nothing else, no text around it.";
    private static final String SCHEMA_WANTED =
            "Answer with JSON and nothing else, no text around it. It has to fit this JSON Schema: ";

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        ClaudeModel model = ClaudeModel.of(target.model());
        Turns turns = new Turns(request, target, loss);
        ToolWriter tools = new ToolWriter(request, model, loss);
        SettingWriter settings = new SettingWriter(target, out, loss);
        BlockWriter blocks = new BlockWriter(target, out, loss);
        long asked = outputTokensMax(request);
        ThinkingPlan thinking =
                ThinkingPlan.of(request.effort(), model, asked, tools.isForced(), turns.isInterrupted(), loss);
        boolean hasFormat = model.hasOutputFormat() && !target.has(Trait.NO_JSON_SCHEMA);
        RawJson schema = schema(request.format(), hasFormat, loss);

        out.beginObject();
        if (target.has(Trait.ANTHROPIC_VERSION_IN_BODY)) {
            out.name("anthropic_version").string(VERSION);
        } else {
            out.name("model").string(target.model());
        }
        if (asked == 0) {
            loss.defaulted("max_tokens");
        }
        out.name("max_tokens").number(asked > 0 ? asked : ThinkingPlan.defaultOutputTokens(request.effort(), model));
        system(turns.system(), schema == null ? request.format() : null, blocks, out, loss);
        messages(turns, blocks, out);
        tools.write(blocks, out);
        if (thinking.mode() != null && target.nameOf("thinking").isEmpty()) {
            loss.dropped("reasoning_effort");
        } else {
            thinking.write(target.nameOf("thinking"), out);
        }
        outputConfig(thinking.effort(), schema, settings, out);
        settings.stops(request.stops());
        settings.write(request, model.hasSampling() && !thinking.isOn());
        if (request.isStream()) {
            out.name("stream").bool(true);
        }
        out.endObject();
    }

    /** The bound that the client set; 0 where it set none. */
    private static long outputTokensMax(ChatRequest request) {
        RawJson asked = request.setting(Option.OUTPUT_TOKENS_MAX);
        return asked == null ? 0 : Math.max(0, asked.toCount());
    }

    private static @Nullable RawJson schema(@Nullable OutputFormat format, boolean hasFormat, LossReport loss) {
        if (!hasFormat || !(format instanceof OutputFormat.JsonSchema wanted)) {
            return null;
        }
        OutputSchema.Cleaned cleaned = OutputSchema.of(wanted.schema());
        if (cleaned.isChanged()) {
            loss.approximated("response_format.schema");
        }
        if (wanted.description() != null) {
            loss.dropped("response_format.description");
        }
        return cleaned.schema();
    }

    /** A format that the model cannot be held to, it is asked for. */
    private static void system(
            List<Turns.Block> system,
            @Nullable OutputFormat asked,
            BlockWriter blocks,
            JsonWriter out,
            LossReport loss) {
        if (asked != null) {
            loss.approximated("response_format");
            system.add(new Turns.Block(new Part.Text(wish(asked)), null));
        }
        if (system.isEmpty()) {
            return;
        }
        out.name("system");
        Turns.Block first = system.get(0);
        if (system.size() == 1 && first.cache() == null && first.part() instanceof Part.Text text) {
            out.text(text.text());
        } else {
            blocks.write(system);
        }
    }

    private static EscapedText wish(OutputFormat format) {
        return EscapedText.of(
                format instanceof OutputFormat.JsonSchema schema ? SCHEMA_WANTED + schema.schema() : JSON_WANTED);
    }

    private static void messages(Turns turns, BlockWriter blocks, JsonWriter out) {
        out.name("messages").beginArray();
        for (Turns.Turn turn : turns.all()) {
            out.beginObject()
                    .name("role")
                    .string(turn.isUser() ? "user" : "assistant")
                    .name("content");
            blocks.write(turn.blocks());
            out.endObject();
        }
        out.endArray();
    }

    private static void outputConfig(
            @Nullable String effort, @Nullable RawJson schema, SettingWriter settings, JsonWriter out) {
        if ((effort == null && schema == null) || !settings.begin("output_config", "response_format")) {
            return;
        }
        out.beginObject();
        if (effort != null) {
            out.name("effort").string(effort);
        }
        if (schema != null) {
            out.name("format").beginObject().name("type").string("json_schema");
            out.name("schema").raw(schema).endObject();
        }
        out.endObject();
    }
}
