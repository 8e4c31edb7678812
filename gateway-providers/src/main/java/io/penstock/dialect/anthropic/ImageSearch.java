package io.penstock.dialect.anthropic;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;

/** Looks for image blocks in {@code messages}: in the content of each, and in the content of its tool results and documents. */
final class ImageSearch {
    private static final JsonKey[] NAMES = {JsonKey.of("content"), JsonKey.of("source"), JsonKey.of("type")};
    private static final JsonKey IMAGE = JsonKey.of("image");
    private static final int LAST_INSIDE = 1;
    private static final int TYPE = 2;
    private static final int NONE = -1;

    /** Where the members of a message are: it is no block. */
    private static final int MESSAGE_DEPTH = 3;

    /** The list, a message, its content, a document, its source, the content of that, a block of it. */
    private static final int DEPTH_MAX = 7;

    /** One bit per depth whose values are elements of an array. */
    private int elements;

    private int name = NONE;
    private boolean isFound;

    boolean isFound() {
        return isFound;
    }

    /** A value starts at that depth, the list itself at 1. Says whether its inside, or its text, is wanted. */
    boolean onStart(int depth, JsonKind kind) {
        boolean isElement = depth == 1 || (elements & (1 << depth)) != 0;
        if (!isElement && name == TYPE) {
            return kind == JsonKind.STRING && depth > MESSAGE_DEPTH;
        }
        boolean isContainer = kind == JsonKind.ARRAY || kind == JsonKind.OBJECT;
        if (!isContainer || depth > DEPTH_MAX || isFound || (!isElement && (name == NONE || name > LAST_INSIDE))) {
            return false;
        }
        int bit = 1 << (depth + 1);
        elements = kind == JsonKind.ARRAY ? elements | bit : elements & ~bit;
        return true;
    }

    void onKey(JsonText key) {
        name = key.indexIn(NAMES);
    }

    /** A text that was wanted has been read. */
    void onText(JsonText text) {
        isFound |= name == TYPE && text.is(IMAGE);
    }
}
