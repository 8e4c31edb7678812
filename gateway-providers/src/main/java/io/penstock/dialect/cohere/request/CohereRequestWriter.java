package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.RequestWriter;

/** Writes a chat for a provider. */
public final class CohereRequestWriter implements RequestWriter {

    @Override
    public void write(ChatRequest request, ModelTarget target, JsonWriter out, LossReport loss) {
        ModelFamily family = ModelFamily.of(target.model());
        DocumentWriter documents = new DocumentWriter(target, loss);
        PartWriter parts = new PartWriter(documents, out, loss);
        SettingWriter settings = new SettingWriter(request, target, out, loss);
        out.beginObject();
        out.name("model").string(target.model());
        new MessageWriter(family, parts, out, loss).write(request.messages());
        documents.write(out);
        boolean hasTools = new ToolWriter(request, target, out, loss).write();
        settings.format(hasTools || documents.isAny());
        settings.stops();
        settings.settings();
        settings.thinking(family);
        out.name("stream").bool(request.isStream());
        out.endObject();
    }
}
