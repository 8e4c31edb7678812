package io.penstock.dialect.responses;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.LabelledElements;

/**
 * Looks for images in {@code input}: among its items, in an item's {@code content} or {@code output}, and the parts of those; and for
 * labels of state: items that carry another dialect's come off, since what a provider of this dialect did not encrypt, it refuses. A part
 * is an image by its {@code type}, or by having an {@code image_url}, whichever comes first or at all.
 */
final class InputSearch extends JsonPaths.Walk {
    private static final JsonPaths PATHS = JsonPaths.of(
            new String[] {"[].type", "[].content[].type", "[].output[].type"},
            new String[] {"[].image_url", "[].content[].image_url", "[].output[].image_url"},
            new String[] {"[].call_id"},
            new String[] {"[].encrypted_content"},
            new String[] {"[]"},
            new String[] {""});
    private static final int TYPE = 0;
    private static final int IMAGE_URL = 1;
    private static final int ID = 2;
    private static final int STATE = 3;
    private static final int ITEM = 4;
    private static final int INPUT = 5;
    private static final JsonKey[] IMAGE_TYPES = {JsonKey.of("input_image"), JsonKey.of("computer_screenshot")};

    private final LabelledElements labels = new LabelledElements();
    private long start;
    private boolean hasImages;

    InputSearch() {
        super(PATHS);
    }

    boolean hasImages() {
        return hasImages;
    }

    /** What the labels of state that were found change. */
    LabelledElements labels() {
        return labels;
    }

    /** A value starts at that depth, the list itself at 0. Says whether its inside, or its text, is wanted. */
    boolean onStart(int depth, JsonKind kind, long offset) {
        boolean isWanted = onStart(depth, kind);
        start = offset;
        switch (code()) {
            case IMAGE_URL -> hasImages |= kind != JsonKind.NULL;
            case ITEM -> labels.onElementStart(offset);
            default -> {}
        }
        return isWanted && code() != IMAGE_URL;
    }

    /** A value has ended before that byte. */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        onEnd(depth);
        switch (code()) {
            case TYPE -> hasImages |= kind == JsonKind.STRING && text.indexIn(IMAGE_TYPES) >= 0;
            case ID -> {
                if (kind == JsonKind.STRING) {
                    labels.onId(text, start, offset);
                }
            }
            case STATE -> labels.onState(text);
            case ITEM -> labels.onElementEnd(offset);
            case INPUT -> labels.onListEnd("");
            default -> {}
        }
    }
}
