package io.penstock.dialect.bedrock;

import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonPaths;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.LabelledElements;

/**
 * Looks for blocks that must be seen in {@code messages}: in the content of each, and in that of its tool results; and for labels of state
 * behind the ids of calls and in the signatures of reasoning.
 */
final class MessageSearch extends JsonPaths.Walk {
    private static final JsonPaths PATHS = JsonPaths.of(
            new String[] {
                "[].image",
                "[].video",
                "[].content[].image",
                "[].content[].video",
                "[].content[].toolResult.content[].image",
                "[].content[].toolResult.content[].video"
            },
            new String[] {"[].content[].toolUse.toolUseId", "[].content[].toolResult.toolUseId"},
            new String[] {"[].content[].reasoningContent.reasoningText.signature"},
            new String[] {"[].content[]"},
            new String[] {"[].content"});
    private static final int IMAGE = 0;
    private static final int ID = 1;
    private static final int SIGNATURE = 2;
    private static final int BLOCK = 3;
    private static final int CONTENT = 4;
    /** A message says something. */
    private static final String SOMETHING = "{\"text\":\".\"}";

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
        switch (code()) {
            case IMAGE -> hasImages |= kind == JsonKind.OBJECT;
            case BLOCK -> labels.onElementStart(offset);
            case CONTENT -> {
                if (kind == JsonKind.ARRAY) {
                    labels.onListStart();
                }
            }
            default -> {}
        }
        return isWanted && code() != IMAGE;
    }

    /** A value has ended before that byte. */
    void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        onEnd(depth);
        switch (code()) {
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
