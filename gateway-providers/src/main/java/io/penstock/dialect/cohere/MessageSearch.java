package io.penstock.dialect.cohere;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.LabelledIds;

/**
 * Looks for image parts in {@code messages} or {@code inputs}: in the content of each of their items; and for labels of state behind the
 * ids of calls.
 */
final class MessageSearch extends JsonPaths.Walk {
    private static final JsonPaths PATHS = JsonPaths.of(
            new String[] {"[].type", "[].content[].type"},
            new String[] {"[].image_url", "[].content[].image_url"},
            new String[] {"[].tool_calls[].id", "[].tool_call_id"});
    private static final int TYPE = 0;
    private static final int IMAGE_URL = 1;
    private static final int ID = 2;
    private static final JsonKey IMAGE = JsonKey.of("image_url");

    private final LabelledIds labels = new LabelledIds();
    private long start;
    private boolean hasImages;

    MessageSearch() {
        super(PATHS);
    }

    boolean hasImages() {
        return hasImages;
    }

    /** What the labels of state that were found change. */
    LabelledIds labels() {
        return labels;
    }

    /** A value starts at that depth, the list itself at 0. Says whether its inside, or its text, is wanted. */
    boolean onStart(int depth, JsonKind kind, long offset) {
        boolean isWanted = onStart(depth, kind);
        start = offset;
        if (code() == IMAGE_URL) {
            hasImages |= kind != JsonKind.NULL;
            return false;
        }
        return isWanted;
    }

    /** A value has ended before that byte. */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        onEnd(depth);
        if (kind == JsonKind.STRING && code() == TYPE) {
            hasImages |= text.is(IMAGE);
        } else if (kind == JsonKind.STRING && code() == ID) {
            labels.onId(text, start, offset);
        }
    }
}
