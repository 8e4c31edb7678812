package io.penstock.dialect.openai.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;

/** Reads one choice of a chunk, or of a whole completion, where the cursor stands. */
final class ChoiceReader {
    /** Above any number of calls that a model makes at once. */
    static final int CALLS_MAX = 1024;

    private static final JsonKey[] CHOICE = {
        JsonKey.of("delta"),
        JsonKey.of("message"),
        JsonKey.of("index"),
        JsonKey.of("finish_reason"),
        JsonKey.of("usage"),
        JsonKey.of("text")
    };
    private static final int INDEX = 2;
    private static final int FINISH_REASON = 3;
    private static final int USAGE = 4;
    private static final int TEXT = 5;

    private static final JsonKey[] DELTA = {
        JsonKey.of("content"),
        JsonKey.of("reasoning_content"),
        JsonKey.of("reasoning"),
        JsonKey.of("tool_calls"),
        JsonKey.of("refusal"),
        JsonKey.of("function_call"),
        JsonKey.of("annotations"),
        JsonKey.of("images"),
        JsonKey.of("audio"),
        JsonKey.of("reasoning_details")
    };
    private static final int CONTENT = 0;
    private static final int REASONING_CONTENT = 1;
    private static final int REASONING = 2;
    private static final int TOOL_CALLS = 3;
    private static final int REFUSAL = 4;
    private static final int FUNCTION_CALL = 5;
    private static final int ANNOTATIONS = 6;
    private static final int IMAGES = 7;
    private static final int AUDIO = 8;
    private static final int REASONING_DETAILS = 9;

    private static final JsonKey[] PART = {JsonKey.of("text"), JsonKey.of("thinking")};

    private final JsonCursor cursor;
    private final UsageCounts usage;
    private final CallReader calls;
    private boolean isBroken;

    ChoiceReader(JsonCursor cursor, UsageCounts usage) {
        this.cursor = cursor;
        this.usage = usage;
        this.calls = new CallReader(cursor);
    }

    void reset() {
        isBroken = false;
        calls.reset();
    }

    /** Whether something was met that cannot be: an index above any bound, arguments that are no JSON. */
    boolean isBroken() {
        return isBroken || calls.isBroken();
    }

    void read(ChoiceDelta choice) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CHOICE)) {
                case 0, 1 -> onDelta(choice);
                case INDEX -> onIndex(choice);
                case FINISH_REASON -> FinishReasons.read(cursor, choice);
                // Moonshot's older streams report here.
                case USAGE -> usage.read(cursor);
                case TEXT -> onText(choice.texts);
                default -> cursor.skip();
            }
        }
    }

    private void onIndex(ChoiceDelta choice) {
        long index = cursor.readCount();
        if (index >= ChunkReader.CHOICES_MAX) {
            isBroken = true;
        } else if (index >= 0) {
            choice.index = (int) index;
        }
    }

    private void onDelta(ChoiceDelta choice) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(DELTA)) {
                case CONTENT -> onContent(choice);
                case REASONING_CONTENT -> onText(choice.reasoningContents);
                case REASONING -> onText(choice.reasonings);
                case TOOL_CALLS -> calls.readAll(choice);
                case REFUSAL -> onText(choice.refusals);
                case FUNCTION_CALL -> calls.readLegacy(choice);
                case ANNOTATIONS -> onRaw(choice.annotations);
                case IMAGES -> onRaw(choice.images);
                case AUDIO -> onRaw(choice.audios);
                case REASONING_DETAILS -> onRaw(choice.details);
                default -> cursor.skip();
            }
        }
    }

    private void onText(Ranges into) {
        if (cursor.readText()) {
            into.add(cursor.textStart(), cursor.textEnd());
        }
    }

    private void onRaw(Ranges into) {
        int start = cursor.index();
        if (cursor.skipIsFilled()) {
            into.add(start, cursor.index());
        }
    }

    /** Text, or parts of it: Mistral's reasoning models think in parts of their own. */
    private void onContent(ChoiceDelta choice) {
        if (!cursor.enterArray()) {
            onText(choice.texts);
            return;
        }
        while (cursor.nextElement()) {
            onParts(choice, choice.texts);
        }
    }

    private void onParts(ChoiceDelta choice, Ranges into) {
        if (!cursor.enterObject()) {
            onText(into);
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(PART)) {
                case 0 -> onText(into);
                case 1 -> onThinking(choice);
                default -> cursor.skip();
            }
        }
    }

    private void onThinking(ChoiceDelta choice) {
        if (!cursor.enterArray()) {
            onText(choice.thoughts);
            return;
        }
        while (cursor.nextElement()) {
            if (!cursor.enterObject()) {
                onText(choice.thoughts);
                continue;
            }
            while (cursor.nextMember()) {
                if (cursor.isKey(PART[0])) {
                    onText(choice.thoughts);
                } else {
                    cursor.skip();
                }
            }
        }
    }
}
