package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import org.jspecify.annotations.Nullable;

/**
 * Citations of a text. Their positions are in the document cited, not in the text they belong to, and have no place in other dialects.
 * Written is only what has a page: the kinds that point into a document of the request need its number there.
 */
final class CitationReader {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("url"),
        JsonKey.of("source"),
        JsonKey.of("title"),
        JsonKey.of("document_title"),
        JsonKey.of("cited_text")
    };
    private static final int SOURCE = 1;
    private static final int DOCUMENT_TITLE = 3;
    private static final int QUOTE = 4;
    private static final int NOWHERE = -1;

    private CitationReader() {}

    /** Tells of every citation in the array at hand; of any other value, of none. */
    static void readAll(JsonCursor cursor, GenerationEvents out) {
        if (!cursor.enterArray()) {
            return;
        }
        while (cursor.nextElement()) {
            read(cursor, out);
        }
    }

    /** Tells of the citation at hand, which is passed; of what says nothing, not. */
    static void read(JsonCursor cursor, GenerationEvents out) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        EscapedText url = null;
        EscapedText title = null;
        EscapedText quote = null;
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            EscapedText text = member < 0 ? skipped(cursor) : cursor.takeText();
            if (text == null || text.isEmpty()) {
                continue;
            }
            if (member <= SOURCE) {
                url = text;
            } else if (member <= DOCUMENT_TITLE) {
                title = text;
            } else if (member == QUOTE) {
                quote = text;
            }
        }
        if (!cursor.isBroken() && (url != null || title != null || quote != null)) {
            out.onCitation(0, new Citation(url, title, quote, NOWHERE, NOWHERE));
        }
    }

    private static @Nullable EscapedText skipped(JsonCursor cursor) {
        cursor.skip();
        return null;
    }

    /** Writes a citation of that page. */
    static void write(EscapedText url, Citation citation, JsonWriter json) {
        EscapedText quote = citation.quote();
        json.beginObject().name("type").string("web_search_result_location");
        json.name("cited_text").text(quote == null ? EscapedText.EMPTY : quote);
        json.name("url").text(url).name("title");
        EscapedText title = citation.title();
        if (title == null) {
            json.nothing();
        } else {
            json.text(title);
        }
        json.name("encrypted_index").string("").endObject();
    }
}
