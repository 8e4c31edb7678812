package io.penstock.dialect.responses;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;

/**
 * Looks for images in {@code input}: among its items, in an item's {@code content} or {@code output}, and the parts of those. A part is
 * an image by its {@code type}, or by having an {@code image_url}, whichever comes first or at all.
 */
final class ImageSearch {
    private static final JsonKey[] NAMES = {
        JsonKey.of("content"), JsonKey.of("output"), JsonKey.of("type"), JsonKey.of("image_url")
    };
    private static final JsonKey[] IMAGE_TYPES = {JsonKey.of("input_image"), JsonKey.of("computer_screenshot")};
    private static final int LAST_INSIDE = 1;
    private static final int TYPE = 2;
    private static final int IMAGE_URL = 3;
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
        if (!isElement && name == IMAGE_URL) {
            isFound |= kind != JsonKind.NULL;
            return false;
        }
        if (!isElement && name == TYPE) {
            return kind == JsonKind.STRING;
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
        isFound |= name == TYPE && text.indexIn(IMAGE_TYPES) >= 0;
    }
}
