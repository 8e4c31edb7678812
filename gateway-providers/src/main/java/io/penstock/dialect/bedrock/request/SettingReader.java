package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what is set in {@code inferenceConfig}, in the model's own fields and at the top of a request. */
final class SettingReader {
    private final List<Setting> settings = new ArrayList<>();

    /** All that was read, in order. */
    List<Setting> settings() {
        return settings;
    }

    /** Reads the options that all models have, and gives the texts that end their output. */
    List<EscapedText> config(@Nullable Members config) {
        List<EscapedText> stops = new ArrayList<>();
        if (config == null) {
            return stops;
        }
        number(config, "maxTokens", Option.OUTPUT_TOKENS_MAX);
        number(config, "temperature", Option.TEMPERATURE);
        number(config, "topP", Option.TOP_P);
        RawJson told = config.take("stopSequences");
        if (told != null) {
            String path = config.path("stopSequences");
            for (RawJson stop : Members.elements(told, path, "an array of strings")) {
                stops.add(Members.text(stop, path));
            }
        }
        return stops;
    }

    /** Reads a number. */
    void number(Members owner, String name, Option option) {
        RawJson value = owner.take(name);
        if (value == null) {
            return;
        }
        if (Double.isNaN(value.toDouble())) {
            throw Refusal.of(owner.path(name), value, "a number");
        }
        settings.add(new Setting(option, owner.field(name), value));
    }

    /** Reads what stands at the top of a request. */
    void top(Members request) {
        RawJson metadata = request.take("requestMetadata");
        if (metadata != null) {
            if (!metadata.isObject()) {
                throw Refusal.of("requestMetadata", metadata, "an object of strings");
            }
            settings.add(new Setting(Option.METADATA, "requestMetadata", metadata));
        }
        Members tier = request.object("serviceTier");
        RawJson type = tier == null ? null : tier.take("type");
        if (type != null) {
            settings.add(new Setting(Option.SERVICE_TIER, "serviceTier", type));
        }
    }
}
