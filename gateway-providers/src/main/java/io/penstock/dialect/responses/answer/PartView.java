package io.penstock.dialect.responses.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an item's content or summary.
 *
 * @param text what it says, empty where it says nothing
 * @param annotations of the text, an array
 */
record PartView(
        EscapedText text, boolean isRefusal, @Nullable RawJson annotations) {
    private static final JsonKey[] MEMBERS = {JsonKey.of("text"), JsonKey.of("refusal"), JsonKey.of("annotations")};

    /** The parts of that array. What is no object has nothing to say. */
    static List<PartView> all(@Nullable RawJson array) {
        List<PartView> parts = new ArrayList<>();
        JsonCursor cursor = new JsonCursor();
        if (array == null) {
            return parts;
        }
        cursor.reset(array.buffer(), array.start(), array.end());
        if (!cursor.enterArray()) {
            return parts;
        }
        while (cursor.nextElement()) {
            parts.add(next(cursor));
        }
        return parts;
    }

    private static PartView next(JsonCursor cursor) {
        EscapedText text = null;
        EscapedText refusal = null;
        RawJson annotations = null;
        if (!cursor.enterObject()) {
            cursor.skip();
            return new PartView(EscapedText.EMPTY, false, null);
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> text = cursor.takeText();
                case 1 -> refusal = cursor.takeText();
                case 2 -> annotations = cursor.takeRaw();
                default -> cursor.skip();
            }
        }
        boolean isRefusal = text == null && refusal != null;
        EscapedText said = isRefusal ? refusal : text;
        return new PartView(said == null ? EscapedText.EMPTY : said, isRefusal, annotations);
    }
}
