package io.penstock.dialect.gemini;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.gemini.request.Names;
import java.util.Locale;

/**
 * Looks for what must be seen in {@code contents}: {@code inlineData} or {@code fileData} in a part of theirs, or of what a tool said,
 * whose type is an image's, a film's, or not told.
 */
final class MediaSearch {
    private static final JsonKey[] NAMES = Names.of("parts", "functionResponse", "inlineData", "fileData", "mimeType");
    private static final int FUNCTION_RESPONSE = 1;
    private static final int INLINE = 2;
    private static final int FILE = 3;
    private static final int MIME_TYPE = 4;
    private static final int NONE = -1;

    /** The list, a content, its parts, one of them, what a tool said, its parts, one of them, data, type: what lies deeper is no part. */
    private static final int DEPTH_MAX = 8;

    /** One bit per depth whose values are elements of an array. */
    private int elements;

    private int name = NONE;
    /** Depth of the data that is being read. */
    private int dataDepth = NONE;

    private boolean isSeen;
    private boolean isFound;

    boolean isFound() {
        return isFound;
    }

    /** A value starts at that depth, {@code contents} itself at 0. Says whether its inside, or its text, is wanted. */
    boolean onStart(int depth, JsonKind kind) {
        if (dataDepth != NONE) {
            return depth == dataDepth + 1 && name == MIME_TYPE && kind == JsonKind.STRING;
        }
        boolean isElement = depth == 0 || (elements & (1 << depth)) != 0;
        if (!isElement && (name == INLINE || name == FILE) && kind == JsonKind.OBJECT) {
            dataDepth = depth;
            isSeen = true;
            return true;
        }
        boolean isContainer = kind == JsonKind.ARRAY || kind == JsonKind.OBJECT;
        if (!isContainer
                || depth >= DEPTH_MAX
                || isFound
                || (!isElement && (name == NONE || name > FUNCTION_RESPONSE))) {
            return false;
        }
        int bit = 1 << (depth + 1);
        elements = kind == JsonKind.ARRAY ? elements | bit : elements & ~bit;
        return true;
    }

    void onKey(JsonText key) {
        name = Names.in(key, NAMES);
    }

    /** A value has ended. */
    void onEnd(int depth, JsonKind kind, JsonText text) {
        if (depth == dataDepth) {
            dataDepth = NONE;
            isFound |= isSeen;
        } else if (dataDepth != NONE && name == MIME_TYPE && kind == JsonKind.STRING) {
            String type = text.toString().toLowerCase(Locale.ROOT);
            isSeen = !type.startsWith("audio/") && !type.startsWith("text/") && !type.startsWith("application/");
        }
    }
}
