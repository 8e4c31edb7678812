package io.penstock.dialect.openai.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.RequestWriter;
import org.jspecify.annotations.Nullable;

/** Writes a chat completion for OpenAI, or for one of the many that speak its dialect with an accent. */
public final class OpenAiRequestWriter implements RequestWriter {

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        MemberNames names = new MemberNames(target);
        SettingWriter settings = new SettingWriter(names, out, loss);
        OutputFormat format = request.format();
        out.beginObject().name("model").string(target.model());
        new MessageWriter(request, names, out, loss).write(toldSchema(format, target));
        new ToolWriter(request, names, out, loss).write();
        if (format != null) {
            settings.format(format, target.has(Trait.NO_JSON_SCHEMA));
        }
        settings.effort(request.effort());
        stops(request, names, out, loss);
        settings.settings(request);
        stream(request, names, out);
        out.endObject();
    }

    /** The schema that stands in a message, since it cannot stand where it belongs. */
    private static @Nullable RawJson toldSchema(@Nullable OutputFormat format, ModelTarget target) {
        return format instanceof OutputFormat.JsonSchema schema && target.has(Trait.NO_JSON_SCHEMA)
                ? schema.schema()
                : null;
    }

    private static void stops(ChatRequest request, MemberNames names, JsonWriter out, LossReport loss) {
        if (request.stops().isEmpty()) {
            return;
        }
        if (!names.takes("stop")) {
            loss.dropped("stop");
            return;
        }
        out.name(names.of("stop")).beginArray();
        for (EscapedText stop : request.stops()) {
            out.text(stop);
        }
        out.endArray();
    }

    /** The usage of a stream is asked for whatever the client wants: it is metered. */
    private static void stream(ChatRequest request, MemberNames names, JsonWriter out) {
        if (!request.isStream()) {
            return;
        }
        out.name("stream").bool(true);
        if (names.takes("stream_options")) {
            out.name("stream_options").beginObject();
            out.name("include_usage").bool(true).endObject();
        }
    }
}
