package io.penstock.dialect.cohere;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;

/** Looks for image parts in {@code messages} or {@code inputs}: in the content of each of their items. */
final class ImageSearch {
    private static final JsonKey TYPE = JsonKey.of("type");
    private static final JsonKey IMAGE_URL = JsonKey.of("image_url");
    private static final JsonKey[] NAMES = {JsonKey.of("content"), TYPE, IMAGE_URL};
    private static final int CONTENT = 0;
    private static final int TYPE_INDEX = 1;
    private static final int IMAGE_URL_INDEX = 2;
    private static final int NONE = -1;

    /** The list, an item, its content, a part of it: what lies deeper is no part. */
    private static final int DEPTH_MAX = 4;

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
        if (!isElement && name == IMAGE_URL_INDEX) {
            isFound |= kind != JsonKind.NULL;
            return false;
        }
        if (!isElement && name == TYPE_INDEX) {
            return kind == JsonKind.STRING;
        }
        boolean isContainer = kind == JsonKind.ARRAY || kind == JsonKind.OBJECT;
        if (!isContainer || depth > DEPTH_MAX || isFound || (!isElement && name != CONTENT)) {
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
        isFound |= name == TYPE_INDEX && text.is(IMAGE_URL);
    }
}
