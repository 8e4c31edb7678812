package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonWriter;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import org.jspecify.annotations.Nullable;

/** Citations of a text. Their positions are in the document cited, not in the text they belong to, and have no place in other dialects. */
final class CitationReader {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("title"), JsonKey.of("source"), JsonKey.of("sourceContent"), JsonKey.of("location")
    };
    private static final int TITLE = 0;
    private static final int SOURCE = 1;
    private static final int SOURCE_CONTENT = 2;
    private static final JsonKey TEXT = JsonKey.of("text");
    private static final JsonKey WEB = JsonKey.of("web");
    private static final JsonKey URL = JsonKey.of("url");
    private static final int NOWHERE = -1;

    private CitationReader() {}

    /** Tells of the citation at hand, which is passed; of what says nothing, not. */
    static void read(JsonCursor cursor, GenerationEvents out) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        EscapedText title = null;
        EscapedText source = null;
        EscapedText quote = null;
        EscapedText url = null;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case TITLE -> title = filled(cursor.takeText());
                case SOURCE -> source = filled(cursor.takeText());
                case SOURCE_CONTENT -> quote = filled(quote(cursor));
                case NOWHERE -> cursor.skip();
                default -> url = filled(url(cursor));
            }
        }
        // The source of a search result is a page as a rule.
        EscapedText page = url == null ? source : url;
        if (!cursor.isBroken() && (page != null || title != null || quote != null)) {
            out.onCitation(0, new Citation(page, title, quote, NOWHERE, NOWHERE));
        }
    }

    private static @Nullable EscapedText filled(@Nullable EscapedText text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** The first text of the array at hand. */
    private static @Nullable EscapedText quote(JsonCursor cursor) {
        if (!cursor.enterArray()) {
            cursor.skip();
            return null;
        }
        EscapedText first = null;
        while (cursor.nextElement()) {
            EscapedText text = member(cursor, TEXT);
            first = first == null ? text : first;
        }
        return first;
    }

    private static @Nullable EscapedText url(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return null;
        }
        EscapedText url = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(WEB)) {
                url = member(cursor, URL);
            } else {
                cursor.skip();
            }
        }
        return url;
    }

    private static @Nullable EscapedText member(JsonCursor cursor, JsonKey name) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return null;
        }
        EscapedText text = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(name)) {
                text = cursor.takeText();
            } else {
                cursor.skip();
            }
        }
        return text;
    }

    /** Writes a citation. Borrows {@code out}. */
    static void write(Citation citation, ByteBuf out) {
        JsonWriter json = JsonWriter.into(out).beginObject();
        EscapedText title = citation.title();
        EscapedText quote = citation.quote();
        EscapedText url = citation.url();
        if (title != null) {
            json.name("title").text(title);
        }
        if (quote != null) {
            json.name("sourceContent").beginArray().beginObject();
            json.name("text").text(quote).endObject().endArray();
        }
        if (url != null) {
            json.name("location").beginObject().name("web").beginObject();
            json.name("url").text(url).endObject().endObject();
        }
        json.endObject();
    }
}
