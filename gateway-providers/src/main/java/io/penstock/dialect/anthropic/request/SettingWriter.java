package io.penstock.dialect.anthropic.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was set and has a place in the dialect; of the rest, reports what would have meant anything. */
final class SettingWriter {
    private static final double TEMPERATURE_MAX = 1;

    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    SettingWriter(ModelTarget target, JsonWriter out, LossReport loss) {
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    /** Begins a member under the provider's name for it; where the provider refuses it, reports that and says no. */
    boolean begin(String member, String lost) {
        String name = target.nameOf(member);
        if (name.isEmpty()) {
            loss.dropped(lost);
            return false;
        }
        out.name(name);
        return true;
    }

    void write(ChatRequest request, boolean isSamplingFree) {
        boolean hasTemperature = isSamplingFree && isSet(request.setting(Option.TEMPERATURE));
        boolean hasUser = isSet(request.setting(Option.USER));
        for (Setting setting : request.settings()) {
            if (setting.option() == Option.OUTPUT_TOKENS_MAX || setting.value().isNull()) {
                continue;
            }
            switch (setting.option()) {
                case TEMPERATURE -> temperature(setting, isSamplingFree);
                case TOP_P -> sampling(setting, "top_p", isSamplingFree && !hasTemperature);
                case TOP_K -> sampling(setting, "top_k", isSamplingFree);
                case USER -> user(setting);
                case SAFETY_IDENTIFIER -> {
                    if (hasUser) {
                        loss.dropped(setting.name());
                    } else {
                        user(setting);
                    }
                }
                case SERVICE_TIER -> tier(setting);
                default -> {
                    if (!isDefault(setting)) {
                        loss.dropped(setting.name());
                    }
                }
            }
        }
    }

    private static boolean isSet(@Nullable RawJson value) {
        return value != null && !value.isNull();
    }

    private void temperature(Setting setting, boolean isTaken) {
        double value = setting.value().toDouble();
        if (isTaken && value > TEMPERATURE_MAX) {
            loss.approximated(setting.name());
            if (begin("temperature", setting.name())) {
                out.number(TEMPERATURE_MAX);
            }
        } else {
            sampling(setting, "temperature", isTaken);
        }
    }

    /** What is not taken is 1 where it can be, and lost where it is not. */
    private void sampling(Setting setting, String member, boolean isTaken) {
        if (isTaken) {
            if (begin(member, setting.name())) {
                out.raw(setting.value());
            }
        } else if (member.equals("top_k") || setting.value().toDouble() != 1) {
            loss.dropped(setting.name());
        }
    }

    private void user(Setting setting) {
        if (begin("metadata", setting.name())) {
            out.beginObject().name("user_id").raw(setting.value()).endObject();
        }
    }

    private void tier(Setting setting) {
        String tier = setting.value().toString();
        String name = tier.equals("\"auto\"") ? "auto" : tier.equals("\"default\"") ? "standard_only" : "";
        if (name.isEmpty()) {
            loss.dropped(setting.name());
        } else if (begin("service_tier", setting.name())) {
            out.string(name);
        }
    }

    /** Whether a provider that knows nothing of it does the same. */
    private static boolean isDefault(Setting setting) {
        RawJson value = setting.value();
        return switch (setting.option()) {
            case CHOICES -> value.toCount() == 1;
            case FREQUENCY_PENALTY, PRESENCE_PENALTY, TOP_LOGPROBS -> value.toDouble() == 0;
            case LOGPROBS, STORE -> !value.isTrue();
            case MODALITIES -> value.toString().replaceAll("\\s", "").equals("[\"text\"]");
            case LOGIT_BIAS, METADATA -> value.toString().replaceAll("\\s", "").equals("{}");
            default -> false;
        };
    }

    /** Texts of spaces alone end nothing, and are refused. */
    void stops(List<EscapedText> stops) {
        List<EscapedText> kept = new ArrayList<>();
        for (EscapedText stop : stops) {
            if (stop.isBlank()) {
                loss.dropped("stop");
            } else {
                kept.add(stop);
            }
        }
        if (!kept.isEmpty() && begin("stop_sequences", "stop")) {
            out.beginArray();
            kept.forEach(out::text);
            out.endArray();
        }
    }
}
