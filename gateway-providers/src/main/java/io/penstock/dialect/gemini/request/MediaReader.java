package io.penstock.dialect.gemini.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Part;
import io.penstock.dialect.Part.Media;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code inlineData} and {@code fileData}: images, sounds, films and documents. */
final class MediaReader {
    private static final JsonKey[] MEMBERS = Names.of("mimeType", "data", "fileUri", "displayName");

    private MediaReader() {}

    /** Reads the object at hand, which has its bytes in it. */
    static Part inline(JsonCursor cursor, String path, LossReport loss) {
        return read(cursor, path, loss, true);
    }

    /** Reads the object at hand, which says where its bytes are. */
    static Part file(JsonCursor cursor, String path, LossReport loss) {
        return read(cursor, path, loss, false);
    }

    private static Part read(JsonCursor cursor, String path, LossReport loss, boolean isInline) {
        if (!cursor.enterObject()) {
            throw Values.wrong(path, "an object");
        }
        @Nullable EscapedText[] values = new @Nullable EscapedText[MEMBERS.length / 2];
        while (cursor.nextMember()) {
            int member = Names.in(cursor, MEMBERS);
            String name = member < 0 ? cursor.keyName() : MEMBERS[2 * member].toString();
            EscapedText text = cursor.takeText();
            if (member < 0) {
                loss.dropped("contents.parts." + (isInline ? "inlineData." : "fileData.") + name);
            } else if (text != null) {
                values[member] = text;
            } else {
                throw Values.wrong(path + "." + name, "a string");
            }
        }
        EscapedText bytes = isInline ? values[1] : values[2];
        if (bytes == null) {
            throw Values.invalid(path + (isInline ? ".data" : ".fileUri"), "missing (expected: a string)");
        }
        Media.Source source = isInline ? new Media.Source.Inline(bytes) : source(bytes);
        return new Media(kind(values[0]), values[0], source, values[3], null);
    }

    /** What only Google can fetch is stored there; anything else is a link that others can follow. */
    private static Media.Source source(EscapedText uri) {
        return isStored(uri.decode()) ? new Media.Source.Stored(uri) : new Media.Source.Link(uri);
    }

    /** Whether a file is in Google's own storage. */
    static boolean isStored(String uri) {
        return uri.startsWith("gs://") || uri.startsWith("https://generativelanguage.googleapis.com/");
    }

    private static Media.Kind kind(@Nullable EscapedText mimeType) {
        String type = mimeType == null ? "" : mimeType.decode().toLowerCase(Locale.ROOT);
        if (type.startsWith("audio/")) {
            return Media.Kind.AUDIO;
        }
        if (type.startsWith("video/")) {
            return Media.Kind.VIDEO;
        }
        return type.isEmpty() || type.startsWith("image/") ? Media.Kind.IMAGE : Media.Kind.DOCUMENT;
    }
}
