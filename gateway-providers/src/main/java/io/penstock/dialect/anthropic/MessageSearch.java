package io.penstock.dialect.anthropic;

import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.LabelledElements;

/**
 * Looks for image blocks in {@code messages}: in the content of each, and in the content of its tool results and documents; and for labels
 * of state behind the ids of calls and in the signatures of blocks.
 */
final class MessageSearch extends JsonPaths.Walk {
    private static final JsonPaths PATHS = JsonPaths.of(
            new String[] {
                "[].content[].type",
                "[].content[].content[].type",
                "[].content[].source.content[].type",
                "[].content[].content[].source.content[].type"
            },
            new String[] {"[].content[].id", "[].content[].tool_use_id"},
            new String[] {"[].content[].signature"},
            new String[] {"[].content[]"},
            new String[] {"[].content"});
    private static final int TYPE = 0;
    private static final int ID = 1;
    private static final int SIGNATURE = 2;
    private static final int BLOCK = 3;
    private static final int CONTENT = 4;
    private static final JsonKey IMAGE = JsonKey.of("image");
    /** A message says something. */
    private static final String SOMETHING = "{\"type\":\"text\",\"text\":\".\"}";

    private final LabelledElements labels = new LabelledElements();
    private long start;
    private boolean hasImages;

    MessageSearch() {
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
        if (code() == BLOCK) {
            labels.onElementStart(offset);
        } else if (code() == CONTENT && kind == JsonKind.ARRAY) {
            labels.onListStart();
        }
        return isWanted;
    }

    /** A value has ended before that byte. */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        onEnd(depth);
        switch (code()) {
            case TYPE -> hasImages |= kind == JsonKind.STRING && text.is(IMAGE);
            case ID -> {
                if (kind == JsonKind.STRING) {
                    labels.onId(text, start, offset);
                }
            }
            case SIGNATURE -> labels.onState(text);
            case BLOCK -> labels.onElementEnd(offset);
            case CONTENT -> labels.onListEnd(SOMETHING);
            default -> {}
        }
    }
}
