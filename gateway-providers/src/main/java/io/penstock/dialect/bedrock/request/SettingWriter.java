package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.bedrock.request.ModelFamily.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes what is set. How a model samples is not the client's to say while it thinks. */
final class SettingWriter {
    private static final double TEMPERATURE_MAX = 1;
    private static final Set<String> TIERS = Set.of("\"default\"", "\"priority\"", "\"flex\"", "\"reserved\"");
    private static final Pattern METADATA = Pattern.compile("[a-zA-Z0-9\\s:_@$#=/+,.-]{0,256}");

    private final ChatRequest request;
    private final ModelTarget target;
    private final ModelFamily family;
    private final LossReport loss;
    private final boolean isSampling;

    /**
     * A writer for one request.
     *
     * @param isThinking whether the model thinks, and so samples as it must
     */
    SettingWriter(ChatRequest request, ModelTarget target, ModelFamily family, boolean isThinking, LossReport loss) {
        this.request = request;
        this.target = target;
        this.family = family;
        this.loss = loss;
        this.isSampling = !isThinking && family.sampling() != Sampling.NONE;
    }

    /** Writes the options that all models have. */
    void config(Section config) {
        boolean hasTemperature = isSampling && request.setting(Option.TEMPERATURE) != null;
        boolean isNucleusFree = isSampling && !(hasTemperature && family.sampling() == Sampling.ONE);
        for (Setting setting : request.settings()) {
            switch (setting.option()) {
                case OUTPUT_TOKENS_MAX -> number(setting, "maxTokens", true, config);
                case TEMPERATURE -> temperature(setting, config);
                case TOP_P -> number(setting, "topP", isNucleusFree, config);
                default -> {}
            }
        }
        stops(config);
    }

    private void temperature(Setting setting, Section config) {
        if (isSampling && setting.value().toDouble() > TEMPERATURE_MAX && takes("temperature")) {
            loss.approximated(setting.name());
            config.name("temperature").number(TEMPERATURE_MAX);
        } else {
            number(setting, "temperature", isSampling, config);
        }
    }

    /** What is not taken is 1 where it can be, and lost where it is not. */
    private void number(Setting setting, String member, boolean isTaken, Section section) {
        if (isTaken && takes(member)) {
            section.name(member).raw(setting.value());
        } else if (setting.value().toDouble() != 1) {
            loss.dropped(setting.name());
        }
    }

    private boolean takes(String member) {
        return !target.nameOf(member).isEmpty();
    }

    /** Texts of spaces alone end nothing, and are refused. */
    private void stops(Section config) {
        List<EscapedText> kept = new ArrayList<>();
        for (EscapedText stop : request.stops()) {
            if (stop.isBlank()) {
                loss.dropped("stop");
            } else {
                kept.add(stop);
            }
        }
        if (kept.isEmpty()) {
            return;
        }
        if (!takes("stopSequences")) {
            loss.dropped("stop");
            return;
        }
        JsonWriter out = config.name("stopSequences").beginArray();
        kept.forEach(out::text);
        out.endArray();
    }

    /** Writes what the model's own API is told. */
    void own(Section fields) {
        for (Setting setting : request.settings()) {
            if (setting.option() == Option.TOP_K) {
                topK(setting, fields);
            }
        }
    }

    private void topK(Setting setting, Section fields) {
        String member = family.topK();
        if (!isSampling || member.isEmpty()) {
            loss.dropped(setting.name());
        } else if (member.equals("topK")) {
            JsonWriter out = fields.name("inferenceConfig").beginObject();
            out.name(member).raw(setting.value()).endObject();
        } else {
            fields.name(member).raw(setting.value());
        }
    }

    /** Writes what stands at the top of a request, and reports what has no place in it. */
    void top(JsonWriter out) {
        for (Setting setting : request.settings()) {
            switch (setting.option()) {
                case OUTPUT_TOKENS_MAX, TEMPERATURE, TOP_P, TOP_K -> {}
                case METADATA -> metadata(setting, out);
                case SERVICE_TIER -> tier(setting, out);
                default -> {
                    if (!isDefault(setting)) {
                        loss.dropped(setting.name());
                    }
                }
            }
        }
    }

    private void tier(Setting setting, JsonWriter out) {
        String tier = setting.value().toString();
        if (TIERS.contains(tier)) {
            out.name("serviceTier")
                    .beginObject()
                    .name("type")
                    .raw(setting.value())
                    .endObject();
        } else if (!tier.equals("\"auto\"")) {
            loss.dropped(setting.name());
        }
    }

    /** Notes are strings of some characters here; others are left out. */
    private void metadata(Setting setting, JsonWriter out) {
        Section metadata = new Section("requestMetadata", out);
        RawJson value = setting.value();
        JsonCursor cursor = new JsonCursor();
        cursor.reset(value.buffer(), value.start(), value.end());
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                String name = cursor.keyName();
                EscapedText note = cursor.takeText();
                if (note == null || !isNote(name) || name.isEmpty() || !isNote(note.decode())) {
                    loss.dropped(setting.name());
                } else {
                    metadata.name(name).text(note);
                }
            }
        }
        metadata.end();
    }

    private static boolean isNote(String text) {
        return METADATA.matcher(text).matches() && text.chars().noneMatch(c -> c < ' ');
    }

    /** Whether a provider that knows nothing of it does the same. */
    private static boolean isDefault(Setting setting) {
        RawJson value = setting.value();
        return switch (setting.option()) {
            case CHOICES -> value.toCount() == 1;
            case FREQUENCY_PENALTY, PRESENCE_PENALTY, TOP_LOGPROBS -> value.toDouble() == 0;
            case LOGPROBS, STORE -> !value.isTrue();
            case MODALITIES -> value.toString().replaceAll("\\s", "").equals("[\"text\"]");
            case LOGIT_BIAS -> value.toString().replaceAll("\\s", "").equals("{}");
            default -> false;
        };
    }
}
