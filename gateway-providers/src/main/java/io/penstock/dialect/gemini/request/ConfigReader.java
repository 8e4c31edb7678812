package io.penstock.dialect.gemini.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig}. */
final class ConfigReader {
    private static final String PATH = "generationConfig";
    /** Those that a setting stands for come first, in the order of {@link #OPTIONS}. */
    private static final JsonKey[] MEMBERS = Names.of(
            "maxOutputTokens",
            "temperature",
            "topP",
            "topK",
            "seed",
            "frequencyPenalty",
            "presencePenalty",
            "responseLogprobs",
            "logprobs",
            "candidateCount",
            "stopSequences",
            "responseMimeType",
            "responseSchema",
            "responseJsonSchema",
            "responseModalities",
            "thinkingConfig");

    private static final Option[] OPTIONS = {
        Option.OUTPUT_TOKENS_MAX,
        Option.TEMPERATURE,
        Option.TOP_P,
        Option.TOP_K,
        Option.SEED,
        Option.FREQUENCY_PENALTY,
        Option.PRESENCE_PENALTY,
        Option.LOGPROBS,
        Option.TOP_LOGPROBS,
        Option.CHOICES
    };
    private static final JsonKey[] THINKING = Names.of("thinkingLevel", "thinkingBudget", "includeThoughts");

    private final LossReport loss;
    private final List<Setting> settings = new ArrayList<>();
    private final List<EscapedText> stops = new ArrayList<>();
    private @Nullable OutputFormat format;
    private @Nullable Effort effort;

    ConfigReader(LossReport loss) {
        this.loss = loss;
    }

    /** Reads the object. */
    void read(RawJson config) {
        @Nullable RawJson[] values = Values.members(config, MEMBERS, PATH, loss);
        for (int i = 0; i < OPTIONS.length; i++) {
            RawJson value = values[i];
            if (value != null) {
                String name = PATH + "." + MEMBERS[2 * i];
                boolean isFlag = OPTIONS[i] == Option.LOGPROBS;
                add(OPTIONS[i], name, isFlag ? value : Values.number(value, name));
            }
        }
        readStops(values[10]);
        readFormat(values[11], values[12], values[13]);
        readModalities(values[14]);
        readThinking(values[15]);
    }

    /** Adds a setting. */
    void add(Option option, String name, RawJson value) {
        settings.add(new Setting(option, name, value));
    }

    private void readStops(@Nullable RawJson sequences) {
        if (sequences != null) {
            for (RawJson each : Values.elements(sequences)) {
                stops.add(Values.text(each, PATH + ".stopSequences"));
            }
        }
    }

    private void readFormat(@Nullable RawJson type, @Nullable RawJson schema, @Nullable RawJson jsonSchema) {
        EscapedText mime = Values.textOrNull(type, PATH + ".responseMimeType");
        boolean isJson = mime != null && mime.is("application/json");
        if (jsonSchema != null) {
            format = new OutputFormat.JsonSchema(null, null, jsonSchema, null);
        } else if (schema != null && isJson) {
            format = new OutputFormat.JsonSchema(
                    null, null, SchemaReader.toJsonSchema(schema, PATH + ".responseSchema"), null);
        } else if (isJson) {
            format = new OutputFormat.JsonObject();
        } else if (mime != null && !mime.is("text/plain")) {
            loss.dropped(PATH + ".responseMimeType");
        }
        if (schema != null && (jsonSchema != null || !isJson)) {
            loss.dropped(PATH + ".responseSchema");
        }
    }

    private void readModalities(@Nullable RawJson modalities) {
        if (modalities == null) {
            return;
        }
        ByteBuf out = Unpooled.buffer();
        JsonWriter json = JsonWriter.into(out).beginArray();
        for (RawJson each : Values.elements(modalities)) {
            json.string(Values.text(each, PATH + ".responseModalities").decode().toLowerCase(Locale.ROOT));
        }
        json.endArray();
        add(Option.MODALITIES, PATH + ".responseModalities", new RawJson(out, 0, out.writerIndex()));
    }

    private void readThinking(@Nullable RawJson thinking) {
        if (thinking == null) {
            return;
        }
        String path = PATH + ".thinkingConfig";
        @Nullable RawJson[] values = Values.members(thinking, THINKING, path, loss);
        effort = GeminiRequestReader.effort(values[0], values[1]);
        if (effort == null && values[0] != null) {
            loss.dropped(path + ".thinkingLevel");
        }
        if (values[2] != null && !values[2].isTrue()) {
            // What the model thinks is told wherever its provider tells it.
            loss.dropped(path + ".includeThoughts");
        }
    }

    List<Setting> settings() {
        return settings;
    }

    List<EscapedText> stops() {
        return stops;
    }

    @Nullable
    OutputFormat format() {
        return format;
    }

    @Nullable
    Effort effort() {
        return effort;
    }
}
