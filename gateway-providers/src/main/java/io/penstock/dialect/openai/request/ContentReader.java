package io.penstock.dialect.openai.request;

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

/** Reads what a message holds: a text, or an array of parts of any kind. */
final class ContentReader {
    private static final String CACHE_CONTROL = "cache_control";
    private static final String MIME_TYPE = "mime_type";

    private final LossReport loss;

    ContentReader(LossReport loss) {
        this.loss = loss;
    }

    /** The parts of a message's {@code content}; none where it has none. */
    List<Part> read(Members message) {
        List<Part> parts = new ArrayList<>();
        RawJson content = message.take("content");
        if (content != null && content.first() == '"') {
            parts.add(new Part.Text(Members.text(content, message.path("content"))));
        } else if (content != null && content.first() == '[') {
            for (Members part : Members.all(content, message.path("content"))) {
                onPart(part, parts);
                part.reportRest(loss);
            }
        } else if (content != null) {
            throw Refusal.of(message.path("content"), content, "a string or an array of parts");
        }
        addCachePoint(message, parts);
        return parts;
    }

    /** The prompt is to be cached up to the end of what {@code owner} is; a member that OpenAI does not have, and others do. */
    static Part.@Nullable CachePoint cachePoint(Members owner) {
        Members control = owner.has(CACHE_CONTROL) ? owner.object(CACHE_CONTROL) : null;
        if (control == null) {
            return null;
        }
        control.ignore("type");
        return new Part.CachePoint(control.textIfAny("ttl"));
    }

    private static void addCachePoint(Members owner, List<Part> parts) {
        Part.CachePoint point = cachePoint(owner);
        if (point != null) {
            parts.add(point);
        }
    }

    private void onPart(Members part, List<Part> parts) {
        String type = type(part);
        switch (type) {
            case "text" -> parts.add(new Part.Text(part.requiredText("text")));
            case "refusal" -> parts.add(new Part.Refusal(part.requiredText("refusal")));
            case "thinking" -> onThinking(part, parts);
            case "image_url" -> parts.add(link(part, "image_url", Kind.IMAGE));
            case "video_url" -> parts.add(link(part, "video_url", Kind.VIDEO));
            case "input_audio" -> parts.add(audio(part.requiredObject("input_audio")));
            case "file" -> parts.add(file(part.requiredObject("file")));
            default -> {
                parts.add(new Part.Opaque(MessageReader.DIALECT, type, part.raw()));
                part.ignore(part.names().toArray(String[]::new));
            }
        }
        addCachePoint(part, parts);
    }

    /** Some clients leave the type out where the part has a member of that name. */
    private static String type(Members part) {
        EscapedText type = part.text("type");
        if (type != null) {
            return type.decode();
        }
        for (String known : List.of("text", "image_url", "input_audio", "file")) {
            if (part.has(known)) {
                return known;
            }
        }
        throw Refusal.missing(part.path("type"), "the kind of the part");
    }

    /** Reasoning as it stands in the content of some providers (Mistral). */
    private static void onThinking(Members part, List<Part> parts) {
        part.ignore("closed");
        for (Members piece : part.objects("thinking")) {
            EscapedText text = piece.textIfAny("text");
            if (text != null) {
                parts.add(new Part.Reasoning(text, null));
            }
        }
    }

    private Media link(Members part, String name, Kind kind) {
        RawJson value = part.take(name);
        if (value == null) {
            throw Refusal.missing(part.path(name), "an object with a url");
        }
        if (value.first() == '"') {
            return media(kind, Members.text(value, part.path(name)), part.path(name), null);
        }
        Members object = Members.of(value, part.path(name));
        EscapedText detail = object.textIfAny("detail");
        Media media = media(kind, object.requiredText("url"), object.path("url"), detail);
        object.reportRest(loss);
        return media;
    }

    private static Media media(Kind kind, EscapedText url, String path, @Nullable EscapedText detail) {
        DataUrl read = DataUrl.read(url, path);
        return new Media(kind, read.mimeType(), read.source(), null, detail);
    }

    private Media audio(Members audio) {
        EscapedText data = audio.requiredText("data");
        EscapedText format = audio.textIfAny("format");
        DataUrl url = DataUrl.read(data, audio.path("data"));
        audio.reportRest(loss);
        if (url.source() instanceof Source.Inline) {
            return new Media(Kind.AUDIO, url.mimeType(), url.source(), null, null);
        }
        EscapedText mimeType = format == null ? null : audioType(format.decode());
        return new Media(Kind.AUDIO, mimeType, new Source.Inline(data), null, null);
    }

    private static @Nullable EscapedText audioType(String format) {
        return DataUrl.mimeType("audio/" + (format.equalsIgnoreCase("mp3") ? "mpeg" : format));
    }

    private Media file(Members file) {
        EscapedText name = file.textIfAny("filename");
        EscapedText told = file.textIfAny(MIME_TYPE);
        EscapedText mimeType = told == null ? null : DataUrl.mimeType(told.decode());
        Source source = null;
        EscapedText id = file.textIfAny("file_id");
        EscapedText url = file.textIfAny("file_url");
        EscapedText data = file.textIfAny("file_data");
        if (data != null) {
            DataUrl read = DataUrl.read(data, file.path("file_data"));
            boolean isBare = read.source() instanceof Source.Link;
            source = isBare ? new Source.Inline(data) : read.source();
            mimeType = read.mimeType() == null ? mimeType : read.mimeType();
        } else if (id != null) {
            source = new Source.Stored(id);
        } else if (url != null) {
            source = new Source.Link(url);
        }
        if (source == null) {
            throw Refusal.missing(file.path("file_data"), "file_data, file_id or file_url");
        }
        file.reportRest(loss);
        return new Media(kind(mimeType), mimeType, source, name, null);
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
