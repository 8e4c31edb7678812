package io.penstock.dialect.cohere.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;

/** Reads what a message holds: a text, or an array of parts of any kind. */
final class ContentReader {
    /** The name of this dialect. */
    static final String DIALECT = "cohere";

    private final LossReport loss;

    ContentReader(LossReport loss) {
        this.loss = loss;
    }

    /** The parts of that member of a message; none where it has none. */
    List<Part> read(Members message, String name) {
        List<Part> parts = new ArrayList<>();
        RawJson content = message.take(name);
        String path = message.path(name);
        if (content == null) {
            return parts;
        }
        switch (content.first()) {
            case '"' -> parts.add(new Part.Text(Members.text(content, path)));
            case '[' -> {
                List<RawJson> elements = Members.elements(content, path, "an array");
                for (int i = 0; i < elements.size(); i++) {
                    parts.add(part(elements.get(i), path + "[" + i + "]"));
                }
            }
            default -> throw Refusal.of(path, content, "a string or an array of parts");
        }
        return parts;
    }

    private Part part(RawJson element, String path) {
        Members part = Members.of(element, path);
        String type = part.requiredText("type").decode();
        Part read = switch (type) {
            case "text" -> new Part.Text(part.requiredText("text"));
            case "thinking" -> new Part.Reasoning(part.requiredText("thinking"), null);
            case "image_url" -> image(part);
            case "document" -> document(part.requiredObject("document"));
            default -> {
                part.ignore(part.names().toArray(String[]::new));
                yield new Part.Opaque(DIALECT, type, element);
            }
        };
        part.reportRest(loss);
        return read;
    }

    private Part image(Members part) {
        RawJson value = part.required("image_url", "an object with a url");
        if (value.first() == '"') {
            return DataUrl.image(Members.text(value, part.path("image_url")), null, part.path("image_url"));
        }
        Members image = Members.of(value, part.path("image_url"));
        EscapedText detail = image.text("detail");
        Media read = DataUrl.image(image.requiredText("url"), detail, image.path("url"));
        image.reportRest(loss);
        return read;
    }

    /** What a tool found: its data, as a text where they are one. */
    private Part document(Members document) {
        RawJson data = document.required("data", "an object");
        Part read = data.first() == '"'
                ? new Part.Text(Members.text(data, document.path("data")))
                : new Part.Structured(data);
        document.reportRest(loss);
        return read;
    }
}
