package io.penstock.dialect.responses.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads annotations: of a page by its URL, of a file by its name. */
final class CitationReader {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("url"),
        JsonKey.of("title"),
        JsonKey.of("filename"),
        JsonKey.of("start_index"),
        JsonKey.of("end_index"),
        JsonKey.of("quote")
    };

    private CitationReader() {}

    /** The citations of that array. */
    static List<Citation> all(@Nullable RawJson annotations) {
        List<Citation> citations = new ArrayList<>();
        if (annotations == null) {
            return citations;
        }
        JsonCursor cursor = new JsonCursor();
        cursor.reset(annotations.buffer(), annotations.start(), annotations.end());
        if (!cursor.enterArray()) {
            return citations;
        }
        while (cursor.nextElement()) {
            RawJson annotation = cursor.takeRaw();
            Citation citation = annotation == null ? null : read(annotation);
            if (citation != null) {
                citations.add(citation);
            }
        }
        return citations;
    }

    /** Null where it names no source. */
    static @Nullable Citation read(RawJson annotation) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(annotation.buffer(), annotation.start(), annotation.end());
        if (!cursor.enterObject()) {
            return null;
        }
        EscapedText url = null;
        EscapedText title = null;
        EscapedText file = null;
        EscapedText quote = null;
        long start = -1;
        long end = -1;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> url = cursor.takeText();
                case 1 -> title = cursor.takeText();
                case 2 -> file = cursor.takeText();
                case 3 -> start = cursor.readCount();
                case 4 -> end = cursor.readCount();
                case 5 -> quote = cursor.takeText();
                default -> cursor.skip();
            }
        }
        EscapedText named = title == null ? file : title;
        return url == null && named == null ? null : new Citation(url, named, quote, start, end);
    }
}
