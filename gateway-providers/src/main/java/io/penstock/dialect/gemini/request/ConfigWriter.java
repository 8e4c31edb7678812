package io.penstock.dialect.gemini.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes {@code generationConfig}, where there is anything to say in it. */
final class ConfigWriter {
    private static final int STOPS_MAX = 5;
    private static final String SCHEMA = "response_format.schema";

    private static final Map<Option, String> NAMES = new EnumMap<>(Map.of(
            Option.OUTPUT_TOKENS_MAX, "maxOutputTokens",
            Option.TEMPERATURE, "temperature",
            Option.TOP_P, "topP",
            Option.TOP_K, "topK",
            Option.SEED, "seed",
            Option.FREQUENCY_PENALTY, "frequencyPenalty",
            Option.PRESENCE_PENALTY, "presencePenalty",
            Option.LOGPROBS, "responseLogprobs",
            Option.TOP_LOGPROBS, "logprobs",
            Option.CHOICES, "candidateCount"));

    private final ChatRequest request;
    private final ModelTarget target;
    private final ModelFamily family;
    private final JsonWriter json;
    private final LossReport loss;
    private boolean isBegun;

    ConfigWriter(ChatRequest request, ModelTarget target, ModelFamily family, JsonWriter json, LossReport loss) {
        this.request = request;
        this.target = target;
        this.family = family;
        this.json = json;
        this.loss = loss;
    }

    void write() {
        for (Setting setting : request.settings()) {
            if (setting.option() == Option.MODALITIES) {
                writeModalities(setting);
            } else {
                writeSetting(setting);
            }
        }
        writeStops(request.stops());
        writeFormat();
        writeThinking();
        if (isBegun) {
            json.endObject();
        }
    }

    /** The member of that name, under the provider's name for it; false where the provider refuses it. */
    private boolean name(String member) {
        String name = target.nameOf(member);
        if (name.isEmpty()) {
            return false;
        }
        if (!isBegun) {
            json.name("generationConfig").beginObject();
            isBegun = true;
        }
        json.name(name);
        return true;
    }

    private void writeSetting(Setting setting) {
        String member = NAMES.get(setting.option());
        if (setting.value().isNull()) {
            return;
        }
        if (member != null && !request.isIdle(setting) && name(member)) {
            json.raw(setting.value());
        } else {
            loss.dropped(setting.name());
        }
    }

    private void writeModalities(Setting setting) {
        if (!name("responseModalities")) {
            loss.dropped(setting.name());
            return;
        }
        json.beginArray();
        for (RawJson each : Values.elements(setting.value())) {
            json.string(Values.text(each, setting.name()).decode().toUpperCase(Locale.ROOT));
        }
        json.endArray();
    }

    private void writeStops(List<EscapedText> stops) {
        if (stops.isEmpty()) {
            return;
        }
        if (!name("stopSequences")) {
            loss.dropped("stop");
            return;
        }
        if (stops.size() > STOPS_MAX) {
            loss.approximated("stop");
        }
        json.beginArray();
        stops.stream().limit(STOPS_MAX).forEach(json::text);
        json.endArray();
    }

    private void writeFormat() {
        OutputFormat format = request.format();
        if (format == null) {
            return;
        }
        if (!name("responseMimeType")) {
            loss.dropped("response_format");
            return;
        }
        json.string("application/json");
        if (format instanceof OutputFormat.JsonSchema schema) {
            writeSchema(schema);
        }
    }

    /** A schema within itself has no place in the dialect's subset, but newer models take JSON Schema as it is. */
    private void writeSchema(OutputFormat.JsonSchema format) {
        boolean hasPlace = !family.takesLinks() || SchemaCleaner.hasPlace(format.schema());
        ObjectNode cleaned = hasPlace ? new SchemaCleaner(SCHEMA, loss).clean(format.schema(), "the output") : null;
        if (!name(cleaned == null ? "responseJsonSchema" : "responseSchema")) {
            loss.dropped(SCHEMA);
        } else if (cleaned == null) {
            json.raw(format.schema());
        } else {
            EscapedText description = format.description();
            if (description != null && !cleaned.has("description")) {
                cleaned.put("description", description.decode());
            }
            json.raw(RawJson.of(cleaned.toString()));
        }
    }

    private void writeThinking() {
        Effort effort = request.effort();
        if (effort == null) {
            return;
        }
        ModelFamily.Thinking thinking = family.thinking();
        if (!thinking.isKnown() || !name("thinkingConfig")) {
            loss.dropped("reasoning_effort");
        } else if (!thinking.write(effort, json)) {
            loss.approximated("reasoning_effort");
        }
    }
}
