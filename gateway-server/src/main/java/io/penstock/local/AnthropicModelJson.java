package io.penstock.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * Writes models as Anthropic's API has them, for a caller that sends {@code anthropic-version}. All of them stand on one page: there is
 * never more.
 */
final class AnthropicModelJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AnthropicModelJson() {}

    /** A list. */
    static byte[] list(List<ListedModel> models) {
        return write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (ListedModel model : models) {
                write(json, model);
            }
            json.writeEndArray();
            json.writeBooleanField("has_more", false);
            json.writeStringField(
                    "first_id", models.isEmpty() ? null : models.get(0).name());
            json.writeStringField(
                    "last_id",
                    models.isEmpty() ? null : models.get(models.size() - 1).name());
            json.writeEndObject();
        });
    }

    /** One model. */
    static byte[] model(ListedModel model) {
        return write(json -> write(json, model));
    }

    private static void write(JsonGenerator json, ListedModel listed) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "model");
        json.writeStringField("id", listed.name());
        json.writeStringField("display_name", listed.model().id());
        json.writeStringField(
                "created_at", Instant.ofEpochSecond(listed.model().created()).toString());
        json.writeEndObject();
    }

    private interface Text {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Text text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            text.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
