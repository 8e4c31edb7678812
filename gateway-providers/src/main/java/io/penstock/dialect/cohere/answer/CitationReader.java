package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.GenerationEvents.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads citations: one object, or an array of them. One that has several sources becomes as many. Of a source, its document's (or its
 * tool output's) {@code url} and {@code title} are told, and its id where it has neither.
 */
final class CitationReader {
    /** What the model wrote is cited by its place in the text; what it thought or planned has none there. */
    private static final JsonKey[] TEXT_KINDS = {JsonKey.of("TEXT_CONTENT")};

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("start"),
        JsonKey.of("end"),
        JsonKey.of("text"),
        JsonKey.of("sources"),
        JsonKey.of("type"),
        JsonKey.of("content_index")
    };
    private static final JsonKey[] SOURCE = {JsonKey.of("id"), JsonKey.of("document"), JsonKey.of("tool_output")};
    private static final JsonKey[] PAGE = {JsonKey.of("url"), JsonKey.of("title")};

    private final JsonCursor cursor = new JsonCursor();
    private final List<Cited> all = new ArrayList<>();

    private long start;
    private long end;
    private long block;
    private @Nullable EscapedText quote;

    /**
     * A citation and where it belongs.
     *
     * @param block which block of the content, from 0; -1 where that is not said
     */
    record Cited(long block, Citation citation) {}

    private record Source(
            @Nullable EscapedText url, @Nullable EscapedText title) {}

    private CitationReader() {}

    /** What the range says; null where it is no JSON. Borrows {@code buffer}. */
    static @Nullable List<Cited> read(ByteBuf buffer, int start, int end) {
        CitationReader reader = new CitationReader();
        JsonCursor cursor = reader.cursor;
        cursor.reset(buffer, start, end);
        if (cursor.enterArray()) {
            while (cursor.nextElement()) {
                reader.onCitation();
            }
        } else {
            reader.onCitation();
        }
        return cursor.isBroken() ? null : reader.all;
    }

    private void onCitation() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        start = -1;
        end = -1;
        block = -1;
        quote = null;
        boolean isOfText = true;
        List<Source> sources = new ArrayList<>();
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> start = cursor.readCount();
                case 1 -> end = cursor.readCount();
                case 2 -> quote = cursor.takeText();
                case 3 -> onSources(sources);
                case 4 -> {
                    boolean isNamed = cursor.first() == '"';
                    isOfText = cursor.readOneOf(TEXT_KINDS) == 0 || !isNamed;
                }
                case 5 -> block = cursor.readCount();
                default -> cursor.skip();
            }
        }
        if (!isOfText || end < start) {
            start = -1;
            end = -1;
        }
        if (sources.isEmpty()) {
            sources.add(new Source(null, null));
        }
        for (Source source : sources) {
            all.add(new Cited(block, new Citation(source.url(), source.title(), quote, start, end)));
        }
    }

    private void onSources(List<Source> sources) {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            sources.add(source());
        }
    }

    private Source source() {
        EscapedText id = null;
        Source page = new Source(null, null);
        if (!cursor.enterObject()) {
            cursor.skip();
            return page;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(SOURCE)) {
                case 0 -> id = cursor.takeText();
                case 1, 2 -> page = page();
                default -> cursor.skip();
            }
        }
        return page.url() == null && page.title() == null ? new Source(null, id) : page;
    }

    private Source page() {
        EscapedText url = null;
        EscapedText title = null;
        if (!cursor.enterObject()) {
            cursor.skip();
            return new Source(null, null);
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(PAGE)) {
                case 0 -> url = cursor.takeText();
                case 1 -> title = cursor.takeText();
                default -> cursor.skip();
            }
        }
        return new Source(url, title);
    }
}
