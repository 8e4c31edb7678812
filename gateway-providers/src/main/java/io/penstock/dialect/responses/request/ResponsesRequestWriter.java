package io.penstock.dialect.responses.request;

import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Option;
import io.penstock.dialect.ChatRequest.OutputFormat;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ModelTarget.Trait;
import io.penstock.dialect.RequestWriter;
import org.jspecify.annotations.Nullable;

/** Writes a request for a response that nobody keeps: all that was said before goes along, and encrypted reasoning comes back. */
public final class ResponsesRequestWriter implements RequestWriter {

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        ModelFamily family = ModelFamily.of(target.model());
        ItemWriter items = new ItemWriter(request, target, out, loss);
        out.beginObject().name("model").string(target.model());
        items.write(toldSchema(request.format(), target));
        new ToolWriter(request, target, out, loss).write();
        SettingWriter settings = new SettingWriter(request, target, out, loss);
        settings.text();
        settings.effort(family);
        settings.settings();
        store(request, target, out);
        if ((family.hasStates() || items.hasStates())
                && !target.nameOf("include").isEmpty()) {
            out.name(target.nameOf("include")).beginArray();
            out.string("reasoning.encrypted_content").endArray();
        }
        if (!request.stops().isEmpty()) {
            loss.dropped("stop");
        }
        if (request.isStream()) {
            out.name("stream").bool(true);
        }
        out.endObject();
    }

    /** A provider keeps what it answers unless it is told not to. */
    private static void store(ChatRequest request, ModelTarget target, JsonWriter out) {
        RawJson store = request.setting(Option.STORE);
        String name = target.nameOf("store");
        if (!name.isEmpty()) {
            out.name(name).bool(store != null && store.isTrue());
        }
    }

    /** The schema that stands in a message, since it cannot stand where it belongs. */
    private static @Nullable RawJson toldSchema(@Nullable OutputFormat format, ModelTarget target) {
        return format instanceof OutputFormat.JsonSchema schema && target.has(Trait.NO_JSON_SCHEMA)
                ? schema.schema()
                : null;
    }
}
