package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Effort;
import io.penstock.dialect.ChatRequest.Effort.Level;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.ChatRequest.Setting;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import java.util.List;

/** Writes everything of a request that is no message and no tool. */
final class SettingWriter {
    private static final int STOPS_MAX = 5;
    private static final String FORMAT = "response_format";
    private static final String EFFORT = "reasoning_effort";

    private final ChatRequest request;
    private final ModelTarget target;
    private final JsonWriter out;
    private final LossReport loss;

    SettingWriter(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        this.request = request;
        this.target = target;
        this.out = out;
        this.loss = loss;
    }

    /**
     * Writes the form of the output.
     *
     * @param isRefused whether the request has tools or documents: with these the dialect takes no form
     */
    void format(boolean isRefused) {
        OutputFormat format = request.format();
        if (format == null) {
            return;
        }
        String name = target.nameOf(FORMAT);
        if (isRefused || name.isEmpty()) {
            loss.dropped(FORMAT);
            return;
        }
        out.name(name).beginObject().name("type").string("json_object");
        if (format instanceof OutputFormat.JsonSchema schema) {
            out.name("json_schema").raw(schema.schema());
            if (schema.description() != null) {
                loss.dropped("response_format.description");
            }
        }
        out.endObject();
    }

    void stops() {
        List<EscapedText> stops = request.stops();
        if (stops.isEmpty()) {
            return;
        }
        String name = target.nameOf("stop_sequences");
        if (name.isEmpty()) {
            loss.dropped("stop");
            return;
        }
        if (stops.size() > STOPS_MAX) {
            loss.approximated("stop");
        }
        out.name(name).beginArray();
        stops.stream().limit(STOPS_MAX).forEach(out::text);
        out.endArray();
    }

    void settings() {
        for (Setting setting : request.settings()) {
            Member member = Member.ofOption(setting.option());
            String name = member == null ? "" : target.nameOf(member.key());
            if (member == null || name.isEmpty() || !member.takes(setting.value())) {
                loss.dropped(setting.name());
            } else {
                out.name(name);
                write(member, setting);
            }
        }
    }

    private void write(Member member, Setting setting) {
        double value = setting.value().toDouble();
        double clamped = member.clamped(value);
        if (Double.isNaN(value) || clamped == value) {
            out.raw(setting.value());
        } else {
            loss.approximated(setting.name());
            out.number(clamped);
        }
    }

    /** Writes how much to think. The dialect knows budgets only; what is left of the output must hold an answer. */
    void thinking(ModelFamily family) {
        Effort effort = request.effort();
        if (effort == null) {
            return;
        }
        long budget = effort.toBudget();
        boolean isNone = effort.level() == Level.NONE || budget == 0;
        String name = target.nameOf("thinking");
        if (family == ModelFamily.PLANNING || name.isEmpty()) {
            if (!isNone) {
                loss.dropped(EFFORT);
            }
            return;
        }
        out.name(name).beginObject();
        out.name("type").string(isNone ? "disabled" : "enabled");
        if (!isNone) {
            long capped = capped(budget);
            if (effort.level() != null || capped < budget) {
                loss.approximated(EFFORT);
            }
            out.name("token_budget").number(capped);
        }
        out.endObject();
    }

    private long capped(long budget) {
        RawJson max = request.setting(Option.OUTPUT_TOKENS_MAX);
        long tokens = max == null ? -1 : max.toCount();
        return tokens > 1 ? Math.min(budget, tokens - 1) : budget;
    }
}
