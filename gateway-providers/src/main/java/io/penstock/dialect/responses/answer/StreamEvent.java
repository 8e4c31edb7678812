package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/** The data of one event, read in one pass that allocates nothing: what it says of itself, and where the rest stands. Reusable. */
final class StreamEvent {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("type"),
        JsonKey.of("delta"),
        JsonKey.of("output_index"),
        JsonKey.of("content_index"),
        JsonKey.of("summary_index"),
        JsonKey.of("item"),
        JsonKey.of("response"),
        JsonKey.of("annotation"),
        JsonKey.of("text"),
        JsonKey.of("refusal"),
        JsonKey.of("arguments"),
        JsonKey.of("input"),
        JsonKey.of("error")
    };
    private static final int TYPE = 0;
    private static final int DELTA = 1;
    private static final int OUTPUT_INDEX = 2;
    private static final int CONTENT_INDEX = 3;
    private static final int SUMMARY_INDEX = 4;
    private static final int ITEM = 5;
    private static final int RESPONSE = 6;
    private static final int ANNOTATION = 7;
    private static final int TEXT = 8;
    private static final int INPUT = 11;
    private static final int ERROR = 12;

    /** The value of an index that the event does not have. */
    static final int UNSAID = -1;

    private final JsonCursor cursor = new JsonCursor();

    private @Nullable EventType type;
    private int outputIndex;
    private int partIndex;
    private int textStart;
    private int textEnd;
    private int valueStart;
    private int valueEnd;
    private boolean hasType;
    private boolean hasError;

    /** Reads the JSON in the range and says whether it is an object, all of it. Borrows {@code buffer} for the call. */
    boolean read(ByteBuf buffer, int start, int end) {
        type = null;
        hasType = false;
        hasError = false;
        outputIndex = UNSAID;
        partIndex = 0;
        textStart = UNSAID;
        textEnd = UNSAID;
        valueStart = UNSAID;
        cursor.reset(buffer, start, end);
        boolean isObject = cursor.enterObject();
        while (isObject && cursor.nextMember()) {
            onMember();
        }
        boolean isGood = isObject && !cursor.isBroken() && cursor.index() == end;
        cursor.clear();
        return isGood;
    }

    private void onMember() {
        int member = cursor.keyIn(MEMBERS);
        switch (member) {
            case TYPE -> {
                hasType = true;
                type = EventType.read(cursor);
            }
            case DELTA -> onText();
            case OUTPUT_INDEX -> outputIndex = index(cursor.readCount());
            case CONTENT_INDEX, SUMMARY_INDEX -> partIndex = Math.max(0, index(cursor.readCount()));
            case ITEM, RESPONSE, ANNOTATION -> onValue();
            case ERROR -> hasError |= cursor.skipIsFilled();
            default -> {
                // What a fragment's end repeats may stand beside a fragment of compatible servers, which counts.
                if (member >= TEXT && member <= INPUT && textStart == UNSAID) {
                    onText();
                } else {
                    cursor.skip();
                }
            }
        }
    }

    private void onText() {
        if (cursor.readText()) {
            textStart = cursor.textStart();
            textEnd = cursor.textEnd();
        }
    }

    private void onValue() {
        int start = cursor.index();
        boolean isObject = cursor.first() == '{';
        cursor.skip();
        if (isObject) {
            valueStart = start;
            valueEnd = cursor.index();
        }
    }

    private static int index(long count) {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /** Null where it is none that is known. */
    @Nullable
    EventType type() {
        return type;
    }

    /** Whether it says its type, known or not. */
    boolean hasType() {
        return hasType;
    }

    /** Whether it has an error that says anything. */
    boolean hasError() {
        return hasError;
    }

    /** Which item it belongs to; {@link #UNSAID} where it does not say. */
    int outputIndex() {
        return outputIndex;
    }

    /** Which part of the item. */
    int partIndex() {
        return partIndex;
    }

    /** Whether it has a fragment, or the whole of what fragments made up. */
    boolean hasText() {
        return textStart >= 0;
    }

    int textStart() {
        return textStart;
    }

    int textEnd() {
        return textEnd;
    }

    /** That text; of an event that has one. */
    EscapedText text(ByteBuf buffer) {
        return new EscapedText(buffer, textStart, textEnd);
    }

    /** The object that it carries: an item, an annotation or a response; null where it has none. */
    @Nullable
    RawJson value(ByteBuf buffer) {
        return valueStart < 0 ? null : new RawJson(buffer, valueStart, valueEnd);
    }
}
