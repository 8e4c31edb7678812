package io.penstock.dialect.responses.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import io.penstock.dialect.Part.Media.Kind;
import io.penstock.dialect.Part.Media.Source;
import io.penstock.dialect.request.Members;
import io.penstock.dialect.request.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what an item holds: a text, or an array of parts of any kind. */
final class ContentReader {
    private static final String TEXT = "text";
    private static final String FILE_ID = "file_id";
    private static final String IMAGE_URL = "image_url";

    private final LossReport loss;

    ContentReader(LossReport loss) {
        this.loss = loss;
    }

    /** The parts of that member; none where it is absent. */
    List<Part> read(Members item, String member) {
        List<Part> parts = new ArrayList<>();
        RawJson content = item.take(member);
        if (content == null) {
            return parts;
        }
        if (content.first() == '"') {
            parts.add(new Part.Text(Members.text(content, item.path(member))));
            return parts;
        }
        if (content.first() != '[') {
            throw Refusal.of(item.path(member), content, "a string or an array of parts");
        }
        for (Members part : Members.all(content, item.path(member))) {
            parts.add(part(part));
            part.reportRest(loss);
        }
        return parts;
    }

    private Part part(Members part) {
        String type = part.requiredText("type").decode();
        return switch (type) {
            case "input_text", "output_text", TEXT, "summary_text", "reasoning_text" ->
                new Part.Text(part.requiredText(TEXT));
            case "refusal" -> new Part.Refusal(part.requiredText("refusal"));
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> audio(part.requiredObject("input_audio"));
            default -> {
                Part opaque = new Part.Opaque(Turns.DIALECT, type, part.raw());
                part.ignore(part.names().toArray(String[]::new));
                yield opaque;
            }
        };
    }

    private static Media image(Members part) {
        EscapedText told = part.textIfAny("detail");
        EscapedText detail = told != null && told.is("auto") ? null : told;
        EscapedText id = part.textIfAny(FILE_ID);
        if (id != null) {
            return new Media(Kind.IMAGE, null, new Source.Stored(id), null, detail);
        }
        if (!part.has(IMAGE_URL)) {
            throw Refusal.missing(part.path(IMAGE_URL), "image_url or file_id");
        }
        // Chat completions have an object there, and so do some clients.
        EscapedText url = part.textIfAny(IMAGE_URL);
        if (url == null) {
            url = part.requiredObject(IMAGE_URL).requiredText("url");
        }
        DataUrl read = DataUrl.read(url, part.path(IMAGE_URL));
        return new Media(Kind.IMAGE, read.mimeType(), read.source(), null, detail);
    }

    private static Media file(Members part) {
        EscapedText name = part.textIfAny("filename");
        EscapedText data = part.textIfAny("file_data");
        EscapedText id = part.textIfAny(FILE_ID);
        EscapedText url = part.textIfAny("file_url");
        if (data != null) {
            DataUrl read = DataUrl.read(data, part.path("file_data"));
            boolean isBare = read.source() instanceof Source.Link;
            Source source = isBare ? new Source.Inline(data) : read.source();
            return new Media(kind(read.mimeType()), read.mimeType(), source, name, null);
        }
        if (id == null && url == null) {
            throw Refusal.missing(part.path("file_data"), "file_data, file_id or file_url");
        }
        Source source = id == null ? new Source.Link(url == null ? EscapedText.EMPTY : url) : new Source.Stored(id);
        return new Media(Kind.DOCUMENT, null, source, name, null);
    }

    private Media audio(Members audio) {
        EscapedText data = audio.requiredText("data");
        EscapedText format = audio.textIfAny("format");
        audio.reportRest(loss);
        EscapedText type = format == null ? null : audioType(format.decode());
        return new Media(Kind.AUDIO, type, new Source.Inline(data), null, null);
    }

    private static @Nullable EscapedText audioType(String format) {
        return DataUrl.mimeType("audio/" + (format.equalsIgnoreCase("mp3") ? "mpeg" : format));
    }

    private static Kind kind(@Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode().toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return Kind.IMAGE;
        }
        if (type.startsWith("audio/")) {
            return Kind.AUDIO;
        }
        return type.startsWith("video/") ? Kind.VIDEO : Kind.DOCUMENT;
    }
}
