package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.Part.Media;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes images, sounds, films and documents as {@code inlineData} or {@code fileData}, of which each needs a type. */
final class MediaWriter {
    /** How the base64 of well-known formats begins. */
    private static final Map<String, String> MARKS = Map.of(
            "iVBORw", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp",
            "JVBERi", "application/pdf");

    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp4", "video/mp4"));

    private static final int MARK_CHARACTERS = 8;

    private final ModelTarget target;
    private final ModelFamily family;
    private final JsonWriter json;
    private final LossReport loss;

    MediaWriter(ModelTarget target, ModelFamily family, JsonWriter json, LossReport loss) {
        this.target = target;
        this.family = family;
        this.json = json;
        this.loss = loss;
    }

    /** Writes the part. */
    void write(Media media) {
        if (media.detail() != null) {
            loss.dropped("detail");
        }
        if (media.name() != null) {
            loss.dropped("filename");
        }
        Media.Source source = media.source();
        json.beginObject();
        if (source instanceof Media.Source.Inline inline) {
            json.name("inlineData").beginObject();
            json.name("mimeType").string(type(media, MARKS, start(inline.base64())));
            json.name("data").text(inline.base64()).endObject();
        } else if (source instanceof Media.Source.Plain plain) {
            json.name("text").text(plain.text());
        } else if (source instanceof Media.Source.Link link) {
            writeLink(media, link.url());
        } else if (source instanceof Media.Source.Stored stored) {
            writeStored(media, stored.fileId());
        }
        json.endObject();
    }

    private static String start(EscapedText base64) {
        int length = Math.min(base64.length(), MARK_CHARACTERS);
        return new EscapedText(base64.buffer(), base64.start(), base64.start() + length).decode();
    }

    private void writeLink(Media media, EscapedText url) {
        boolean isTaken = family.takesLinks() && !target.has(ModelTarget.Trait.NO_IMAGE_LINKS);
        if (!isTaken) {
            throw Values.invalid("messages", "a link to a file (expected: the file itself, for this model)");
        }
        writeFile(media, url);
    }

    private void writeStored(Media media, EscapedText id) {
        if (!MediaReader.isStored(id.decode())) {
            throw Values.invalid("messages", "a file that another provider keeps (expected: the file itself)");
        }
        writeFile(media, id);
    }

    private void writeFile(Media media, EscapedText uri) {
        String text = uri.decode();
        int query = text.indexOf('?');
        String path = query < 0 ? text : text.substring(0, query);
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        json.name("fileData").beginObject();
        json.name("mimeType").string(type(media, EXTENSIONS, extension));
        json.name("fileUri").text(uri).endObject();
    }

    /** The type that is told, or else what the beginning or the name of the file says, or the commonest of its kind. */
    private String type(Media media, Map<String, String> known, String hint) {
        EscapedText told = media.mimeType();
        if (told != null && !told.isEmpty()) {
            String type = told.decode();
            return type.equalsIgnoreCase("image/jpg") ? "image/jpeg" : type;
        }
        String guessed = guess(known, hint);
        if (guessed != null) {
            return guessed;
        }
        loss.defaulted("mimeType");
        return switch (media.kind()) {
            case IMAGE -> "image/jpeg";
            case AUDIO -> "audio/wav";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> "application/pdf";
        };
    }

    private static @Nullable String guess(Map<String, String> known, String hint) {
        for (Map.Entry<String, String> each : known.entrySet()) {
            if (hint.startsWith(each.getKey())) {
                return each.getValue();
            }
        }
        return null;
    }
}
