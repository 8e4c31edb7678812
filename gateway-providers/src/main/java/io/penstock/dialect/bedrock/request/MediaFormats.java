package io.penstock.dialect.bedrock.request;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.Part.Media.Kind;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What this dialect calls a format, what everybody else calls it, and how base64 of it begins; the first row that fits counts. */
final class MediaFormats {
    private record Row(Kind kind, String format, String mimeType, String magic) {}

    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    private static final List<Row> ROWS = List.of(
            new Row(Kind.IMAGE, "png", "image/png", "iVBO"),
            new Row(Kind.IMAGE, "jpeg", "image/jpeg", "/9j/"),
            new Row(Kind.IMAGE, "jpeg", "image/jpg", ""),
            new Row(Kind.IMAGE, "gif", "image/gif", "R0lG"),
            new Row(Kind.IMAGE, "webp", "image/webp", "UklG"),
            new Row(Kind.DOCUMENT, "pdf", "application/pdf", "JVBE"),
            new Row(Kind.DOCUMENT, "txt", "text/plain", ""),
            new Row(Kind.DOCUMENT, "md", "text/markdown", ""),
            new Row(Kind.DOCUMENT, "html", "text/html", ""),
            new Row(Kind.DOCUMENT, "csv", "text/csv", ""),
            new Row(Kind.DOCUMENT, "doc", "application/msword", ""),
            new Row(Kind.DOCUMENT, "docx", OFFICE + "wordprocessingml.document", ""),
            new Row(Kind.DOCUMENT, "xls", "application/vnd.ms-excel", ""),
            new Row(Kind.DOCUMENT, "xlsx", OFFICE + "spreadsheetml.sheet", ""),
            new Row(Kind.VIDEO, "mp4", "video/mp4", ""),
            new Row(Kind.VIDEO, "mov", "video/quicktime", ""),
            new Row(Kind.VIDEO, "mkv", "video/x-matroska", ""),
            new Row(Kind.VIDEO, "webm", "video/webm", ""),
            new Row(Kind.VIDEO, "flv", "video/x-flv", ""),
            new Row(Kind.VIDEO, "mpeg", "video/mpeg", ""),
            new Row(Kind.VIDEO, "mpg", "video/mpg", ""),
            new Row(Kind.VIDEO, "wmv", "video/x-ms-wmv", ""),
            new Row(Kind.VIDEO, "three_gp", "video/3gpp", ""),
            new Row(Kind.AUDIO, "mp3", "audio/mpeg", ""),
            new Row(Kind.AUDIO, "wav", "audio/wav", ""),
            new Row(Kind.AUDIO, "wav", "audio/x-wav", ""),
            new Row(Kind.AUDIO, "flac", "audio/flac", ""),
            new Row(Kind.AUDIO, "ogg", "audio/ogg", ""),
            new Row(Kind.AUDIO, "opus", "audio/opus", ""),
            new Row(Kind.AUDIO, "aac", "audio/aac", ""),
            new Row(Kind.AUDIO, "m4a", "audio/x-m4a", ""),
            new Row(Kind.AUDIO, "mp4", "audio/mp4", ""),
            new Row(Kind.AUDIO, "webm", "audio/webm", ""));

    private static final int MAGIC_CHARACTERS = 4;

    private MediaFormats() {}

    /** What everybody calls that format; null for one that nobody knows. */
    static @Nullable EscapedText mimeType(Kind kind, String format) {
        for (Row row : ROWS) {
            if (row.kind() == kind && row.format().equals(format)) {
                return EscapedText.of(row.mimeType());
            }
        }
        return null;
    }

    /** The format of that type, whatever parameters it has; null where there is none. */
    static @Nullable String ofType(Kind kind, String mimeType) {
        int parameters = mimeType.indexOf(';');
        String bare = (parameters < 0 ? mimeType : mimeType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        for (Row row : ROWS) {
            if (row.kind() == kind && row.mimeType().equals(bare)) {
                return row.format();
            }
        }
        // A format may be known by its own name alone.
        return kind == Kind.AUDIO ? ofName(kind, bare.substring(bare.indexOf('/') + 1)) : null;
    }

    /** The format that the name of a file ends with; null where there is none. */
    static @Nullable String ofName(Kind kind, String fileName) {
        String extension = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        for (Row row : ROWS) {
            if (row.kind() == kind && row.format().equals(extension)) {
                return row.format();
            }
        }
        return null;
    }

    /** The format that the bytes begin like; null where they begin like none. */
    static @Nullable String ofBytes(Kind kind, EscapedText base64) {
        if (base64.length() < MAGIC_CHARACTERS) {
            return null;
        }
        String head = new EscapedText(base64.buffer(), base64.start(), base64.start() + MAGIC_CHARACTERS).decode();
        for (Row row : ROWS) {
            if (row.kind() == kind && row.magic().equals(head)) {
                return row.format();
            }
        }
        return null;
    }

    /** All formats of a kind, for a refusal. */
    static String expected(Kind kind) {
        return String.join(
                ", ",
                ROWS.stream()
                        .filter(row -> row.kind() == kind)
                        .map(Row::format)
                        .distinct()
                        .toList());
    }
}
