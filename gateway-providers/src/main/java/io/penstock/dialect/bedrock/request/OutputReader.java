package io.penstock.dialect.bedrock.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads how the output must look and how much the model is to think, which each family of models has a field of its own for. */
final class OutputReader {
    private static final String EFFORTS = "low, medium, high or max";

    private final LossReport loss;

    OutputReader(LossReport loss) {
        this.loss = loss;
    }

    /**
     * The form of the output.
     *
     * @param model what Claude's own API is told of its output; null where that is nothing
     */
    @Nullable
    OutputFormat format(@Nullable Members config, @Nullable Members model) {
        Members own = model == null ? null : model.object("format");
        RawJson ownSchema = own == null ? null : own.take("schema");
        if (ownSchema != null && ownSchema.isObject()) {
            return new OutputFormat.JsonSchema(null, null, ownSchema, null);
        }
        Members text = config == null ? null : config.object("textFormat");
        if (text == null) {
            return null;
        }
        text.ignore("type");
        Members structure = text.requiredObject("structure");
        Members schema = structure.requiredObject("jsonSchema");
        OutputFormat format = new OutputFormat.JsonSchema(
                schema.text("name"),
                schema.text("description"),
                json(schema.requiredText("schema"), schema.path("schema")),
                null);
        schema.reportRest(loss);
        structure.reportRest(loss);
        text.reportRest(loss);
        return format;
    }

    /** The schema, which stands in a string here. */
    private static RawJson json(EscapedText text, String path) {
        ByteBuf plain = Unpooled.buffer(text.length());
        Unescaper unescaper = new Unescaper();
        unescaper.copy(text.buffer(), text.start(), text.end(), plain);
        unescaper.end(plain);
        int start = 0;
        while (start < plain.writerIndex() && plain.getByte(start) <= ' ') {
            start++;
        }
        RawJson json = new RawJson(plain, start, plain.writerIndex());
        if (!json.isObject() || !JsonScanner.isValue(plain, json.start(), json.end())) {
            throw Refusal.of(path, "no JSON object", "a JSON Schema, an object, in a string");
        }
        return json;
    }

    /**
     * How much the model is to think: Claude's {@code thinking} and {@code output_config}, gpt-oss' {@code reasoning_effort}, Nova's
     * {@code reasoningConfig}.
     */
    @Nullable
    Effort effort(@Nullable Members fields, @Nullable Members output) {
        if (fields == null) {
            return null;
        }
        EscapedText told = output == null ? null : output.text("effort");
        Effort level = level(told, "additionalModelRequestFields.output_config.effort");
        Members thinking = fields.object("thinking");
        if (thinking != null) {
            Effort effort = effort(thinking, "budget_tokens", level);
            thinking.reportRest(loss);
            return effort;
        }
        EscapedText openAi = fields.text("reasoning_effort");
        if (openAi != null) {
            return level(openAi, fields.path("reasoning_effort"));
        }
        Members nova = fields.object("reasoningConfig");
        if (nova != null) {
            Effort own = level(nova.text("maxReasoningEffort"), nova.path("maxReasoningEffort"));
            Effort effort = effort(nova, "budgetTokens", own);
            nova.reportRest(loss);
            return effort;
        }
        return level;
    }

    private static @Nullable Effort effort(Members thinking, String budgetName, @Nullable Effort level) {
        EscapedText type = thinking.text("type");
        RawJson budget = thinking.take(budgetName);
        // Whether what it thought is shown: it always is, where it is told.
        thinking.ignore("display");
        if (type != null && type.is("disabled")) {
            return new Effort(Level.NONE, -1);
        }
        long tokens = budget == null ? -1 : budget.toCount();
        if (tokens >= 0) {
            return new Effort(level == null ? null : level.level(), tokens);
        }
        return level == null ? new Effort(Level.HIGH, -1) : level;
    }

    private static @Nullable Effort level(@Nullable EscapedText told, String path) {
        if (told == null) {
            return null;
        }
        for (Level each : Level.values()) {
            if (told.is(each.name().toLowerCase(Locale.ROOT))) {
                return new Effort(each, -1);
            }
        }
        throw Refusal.of(path, told.decode(), EFFORTS);
    }
}
