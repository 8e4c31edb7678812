package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import org.jspecify.annotations.Nullable;

/** Reads where an answer comes from, and tells what is good of it. */
final class CitationReader {
    private static final JsonKey URL_CITATION = JsonKey.of("url_citation");
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("url"),
        JsonKey.of("title"),
        JsonKey.of("start_index"),
        JsonKey.of("end_index"),
        JsonKey.of("content")
    };

    private CitationReader() {}

    /** Annotations of a message: each a {@code url_citation}. */
    static void tellAnnotations(int choice, Ranges annotations, ByteBuf buffer, GenerationEvents out) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, annotations.start(0), annotations.end(0));
        if (!cursor.enterArray()) {
            return;
        }
        while (cursor.nextElement()) {
            if (!cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextMember()) {
                if (cursor.isKey(URL_CITATION)) {
                    tell(choice, citation(cursor), out);
                } else {
                    cursor.skip();
                }
            }
        }
    }

    /** Links beside the answer: an array of URLs, or of objects with a title. */
    static void tellLinks(int choice, Ranges links, ByteBuf buffer, GenerationEvents out) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(buffer, links.start(0), links.end(0));
        if (!cursor.enterArray()) {
            return;
        }
        while (cursor.nextElement()) {
            if (cursor.first() == '{') {
                tell(choice, citation(cursor), out);
            } else {
                EscapedText url = cursor.takeText();
                tell(choice, url == null ? null : new Citation(url, null, null, -1, -1), out);
            }
        }
    }

    private static @Nullable Citation citation(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return null;
        }
        EscapedText url = null;
        EscapedText title = null;
        EscapedText quote = null;
        long start = -1;
        long end = -1;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> url = cursor.takeText();
                case 1 -> title = cursor.takeText();
                case 2 -> start = cursor.readCount();
                case 3 -> end = cursor.readCount();
                case 4 -> quote = cursor.takeText();
                default -> cursor.skip();
            }
        }
        return url == null ? null : new Citation(url, title, quote, start, end);
    }

    private static void tell(int choice, @Nullable Citation citation, GenerationEvents out) {
        if (citation != null) {
            out.onCitation(choice, citation);
        }
    }
}
