package io.penstock.dialect.bedrock;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;

/** Looks for blocks that must be seen in {@code messages}: in the content of each, and in that of its tool results. */
final class ImageSearch {
    private static final JsonKey[] NAMES = {
        JsonKey.of("content"), JsonKey.of("toolResult"), JsonKey.of("image"), JsonKey.of("video")
    };
    private static final int LAST_INSIDE = 1;
    private static final int NONE = -1;

    /** The list, a message, its content, a block, a tool's result, the content of that, a block of it. */
    private static final int DEPTH_MAX = 7;

    /** One bit per depth whose values are elements of an array. */
    private int elements;

    private int name = NONE;
    private boolean isFound;

    boolean isFound() {
        return isFound;
    }

    /** A value starts at that depth, the list itself at 1. Says whether its inside is wanted. */
    boolean onStart(int depth, JsonKind kind) {
        boolean isElement = depth == 1 || (elements & (1 << depth)) != 0;
        boolean isContainer = kind == JsonKind.ARRAY || kind == JsonKind.OBJECT;
        if (!isElement && name > LAST_INSIDE) {
            isFound |= kind == JsonKind.OBJECT;
            return false;
        }
        if (!isContainer || depth > DEPTH_MAX || isFound || (!isElement && name == NONE)) {
            return false;
        }
        int bit = 1 << (depth + 1);
        elements = kind == JsonKind.ARRAY ? elements | bit : elements & ~bit;
        return true;
    }

    void onKey(JsonText key) {
        name = key.indexIn(NAMES);
    }
}
