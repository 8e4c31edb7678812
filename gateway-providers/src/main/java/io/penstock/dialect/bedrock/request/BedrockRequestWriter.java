package io.penstock.dialect.bedrock.request;

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

/** Writes a request of Converse, for whatever family its model is of. The model and whether to stream stand in the path. */
public final class BedrockRequestWriter implements RequestWriter {
    private static final String JSON_WANTED = "Answer with one JSON object and nothing else, no text around it.";
    private static final String SCHEMA_WANTED =
            "Answer with JSON and nothing else, no text around it. It has to fit this JSON Schema: ";

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        ModelFamily family = ModelFamily.of(target.model());
        Turns turns = new Turns(request, target, loss);
        ToolWriter tools = new ToolWriter(request, target, family, turns.hasCalls(), loss);
        BlockWriter blocks = new BlockWriter(target, family, out, loss);
        ThinkingPlan thinking = ThinkingPlan.of(
                request.effort(), family, outputTokensMax(request), tools.isForced(), turns.isInterrupted(), loss);
        SettingWriter settings = new SettingWriter(request, target, family, thinking.isSampling(), loss);
        OutputFormat.JsonSchema schema = heldTo(request.format(), target, family);

        out.beginObject();
        system(turns.system(), schema == null ? request.format() : null, blocks, out, loss);
        messages(turns, blocks, out);
        Section config = new Section("inferenceConfig", out);
        settings.config(config);
        config.end();
        tools.write(blocks, out);
        Section fields = new Section("additionalModelRequestFields", out);
        thinking.write(fields);
        tools.writeOwn(fields);
        settings.own(fields);
        fields.end();
        responsePaths(request, target, out);
        if (schema != null) {
            outputConfig(schema, out);
        }
        settings.top(out);
        out.endObject();
    }

    /** The bound that the client set; 0 where it set none. */
    private static long outputTokensMax(ChatRequest request) {
        RawJson asked = request.setting(Option.OUTPUT_TOKENS_MAX);
        return asked == null ? 0 : Math.max(0, asked.toCount());
    }

    /** The schema that the model can be held to; null where that is none. */
    private static OutputFormat.@Nullable JsonSchema heldTo(
            @Nullable OutputFormat format, ModelTarget target, ModelFamily family) {
        boolean canBeHeld = family.hasFormat() && !target.has(Trait.NO_JSON_SCHEMA);
        return canBeHeld && format instanceof OutputFormat.JsonSchema schema ? schema : null;
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
        if (!system.isEmpty()) {
            out.name("system");
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
            out.beginObject().name("role").string(turn.isUser() ? "user" : "assistant");
            out.name("content");
            blocks.write(turn.blocks());
            out.endObject();
        }
        out.endArray();
    }

    /** Which text ended the output, Claude tells those who ask. */
    private static void responsePaths(ChatRequest request, ModelTarget target, JsonWriter out) {
        if (!request.stops().isEmpty() && ModelFamily.isClaude(target.model())) {
            out.name("additionalModelResponseFieldPaths").beginArray();
            out.string(request.isStream() ? "/delta/stop_sequence" : "/stop_sequence");
            out.endArray();
        }
    }

    /** The schema stands in a string here. */
    private static void outputConfig(OutputFormat.JsonSchema schema, JsonWriter out) {
        out.name("outputConfig").beginObject().name("textFormat").beginObject();
        out.name("type").string("json_schema");
        out.name("structure").beginObject().name("jsonSchema").beginObject();
        out.name("schema").beginString().part(schema.schema()).endString();
        EscapedText name = schema.name();
        EscapedText description = schema.description();
        if (name != null) {
            out.name("name").text(name);
        }
        if (description != null) {
            out.name("description").text(description);
        }
        out.endObject().endObject().endObject().endObject();
    }
}
