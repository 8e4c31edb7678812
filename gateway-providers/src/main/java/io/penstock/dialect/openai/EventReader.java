package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.openai.answer.UsageCounts;

/**
 * Reads the data of one event: what its top level, its choices and their deltas hold, in whatever order, in one pass that allocates
 * nothing. What is inside of strings is never looked at.
 */
final class EventReader {
    private static final JsonKey TYPE = JsonKey.of("type");
    private static final JsonKey USAGE = JsonKey.of("usage");
    private static final JsonKey ERROR = JsonKey.of("error");
    private static final JsonKey OBJECT = JsonKey.of("object");
    private static final JsonKey X_GROQ = JsonKey.of("x_groq");
    private static final JsonKey CHOICES = JsonKey.of("choices");
    private static final JsonKey RESPONSE = JsonKey.of("response");
    private static final JsonKey CITATIONS = JsonKey.of("citations");
    private static final JsonKey TEXT = JsonKey.of("text");
    private static final JsonKey DELTA = JsonKey.of("delta");
    private static final JsonKey MESSAGE = JsonKey.of("message");
    private static final JsonKey FINISH_REASON = JsonKey.of("finish_reason");
    private static final JsonKey ROLE = JsonKey.of("role");

    /** What the {@code object} of an event can be that means something: Perplexity's last one, Mistral's error. */
    private static final JsonKey[] OBJECTS = {JsonKey.of("chat.completion.done"), ERROR};

    private static final int OBJECT_DONE = 0;
    private static final int OBJECT_ERROR = 1;

    private final JsonCursor cursor = new JsonCursor();
    private final UsageCounts usage;
    private final EventShape shape;
    private final boolean isTyped;

    private boolean hasType;
    private Verdict typeVerdict = Verdict.OUTPUT;
    private boolean hasError;
    private boolean hasUsage;
    private boolean hasChoice;
    private boolean hasOutput;
    private boolean isDone;
    private boolean isFinished;
    /** Reading the event left something behind: counts, or that a choice has finished. */
    private boolean hasEffect;

    /**
     * A reader of the events of one stream.
     *
     * @param shape told of the strings that are passed
     * @param isTyped whether an event says what it is in {@code type}, and not by what its choices hold
     */
    EventReader(UsageCounts usage, EventShape shape, boolean isTyped) {
        this.usage = usage;
        this.shape = shape;
        this.isTyped = isTyped;
    }

    /** Whether a choice has given its reason to finish, in any event so far. */
    boolean isFinished() {
        return isFinished;
    }

    /** Reads the JSON in the range and says what the event is. Borrows {@code buffer} for the call. */
    Verdict read(ByteBuf buffer, int start, int end) {
        hasType = false;
        hasError = false;
        hasUsage = false;
        hasChoice = false;
        hasOutput = false;
        isDone = false;
        hasEffect = false;
        shape.clear();
        cursor.reset(buffer, start, end);
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                onMember();
            }
        }
        cursor.clear();
        return verdict();
    }

    /** Whether an event like the one last read, but for what its passed strings say, can be taken for output unread. */
    boolean isRepeatable() {
        return !hasEffect && hasOutput && verdict() == Verdict.OUTPUT;
    }

    /** Whether the event last read said in {@code type} what it is. */
    boolean hasType() {
        return hasType;
    }

    private Verdict verdict() {
        if (hasError) {
            return Verdict.ERROR;
        }
        if (isTyped && hasType) {
            return typeVerdict;
        }
        if (isDone) {
            return Verdict.END;
        }
        if (hasOutput) {
            return Verdict.OUTPUT;
        }
        return hasUsage && !hasChoice ? Verdict.USAGE : Verdict.PREAMBLE;
    }

    /** The lengths of names first: most members are none of ours, and a length is compared for nothing. */
    private void onMember() {
        switch (cursor.keyLength()) {
            case 4 -> onType();
            case 5 -> onUsageOrError();
            case 6 -> onObjectOrGroq();
            case 7 -> onChoices();
            case 8 -> onResponse();
            case 9 -> {
                // xAI's usage event may carry these, and is then more than usage.
                boolean isCitations = cursor.isKey(CITATIONS);
                hasOutput |= cursor.skipIsFilled() && isCitations;
            }
            default -> skipText();
        }
    }

    /** Passes the value at hand. What differs from event to event stands behind the output (padding), and names before it. */
    private void skipText() {
        boolean isText = hasOutput && cursor.first() == '"';
        int start = cursor.index();
        cursor.skip();
        if (isText) {
            shape.gap(start, cursor.index());
        }
    }

    /** Passes the value at hand, of which all that matters is whether it says anything. */
    private boolean skipOutput() {
        boolean isText = cursor.first() == '"';
        int start = cursor.index();
        boolean isFilled = cursor.skipIsFilled();
        if (isText) {
            shape.gap(start, cursor.index());
        }
        return isFilled;
    }

    private void onType() {
        if (isTyped && cursor.isKey(TYPE) && cursor.first() == '"') {
            hasType = true;
            typeVerdict = EventType.verdict(cursor);
        } else {
            cursor.skip();
        }
    }

    private void onUsageOrError() {
        if (cursor.isKey(USAGE)) {
            onUsage();
        } else if (cursor.isKey(ERROR)) {
            hasError |= cursor.skipIsTruthy();
        } else {
            cursor.skip();
        }
    }

    private void onObjectOrGroq() {
        if (cursor.isKey(OBJECT)) {
            int object = cursor.readOneOf(OBJECTS);
            isDone |= object == OBJECT_DONE;
            hasError |= object == OBJECT_ERROR;
        } else if (cursor.isKey(X_GROQ)) {
            onInnerUsage();
        } else {
            cursor.skip();
        }
    }

    /** The response object of a Responses event; the piece of text that Workers AI puts in a member of that name. */
    private void onResponse() {
        if (!cursor.isKey(RESPONSE)) {
            cursor.skip();
        } else if (cursor.first() == '{') {
            onInnerUsage();
        } else {
            hasOutput |= cursor.skipIsFilled();
        }
    }

    private void onInnerUsage() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (cursor.isKey(USAGE)) {
                readUsage();
            } else {
                cursor.skip();
            }
        }
    }

    private void onUsage() {
        hasUsage |= cursor.first() == '{';
        readUsage();
    }

    private void readUsage() {
        hasEffect |= cursor.first() == '{';
        usage.read(cursor);
    }

    private void onChoices() {
        if (!cursor.isKey(CHOICES) || !cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            hasChoice = true;
            if (cursor.enterObject()) {
                while (cursor.nextMember()) {
                    onChoiceMember();
                }
            } else {
                cursor.skip();
            }
        }
    }

    private void onChoiceMember() {
        if (cursor.isKey(DELTA)) {
            onDelta();
        } else if (cursor.isKey(FINISH_REASON)) {
            boolean isFilled = cursor.skipIsFilled();
            isFinished |= isFilled;
            hasEffect |= isFilled;
            hasOutput |= isFilled;
        } else if (cursor.isKey(TEXT) || cursor.isKey(MESSAGE)) {
            hasOutput |= skipOutput();
        } else if (cursor.isKey(USAGE)) {
            // Moonshot's older streams report here.
            readUsage();
        } else {
            cursor.skip();
        }
    }

    private void onDelta() {
        if (!cursor.enterObject()) {
            hasOutput |= cursor.skipIsFilled();
            return;
        }
        while (cursor.nextMember()) {
            if (hasOutput || cursor.isKey(ROLE)) {
                cursor.skip();
            } else {
                hasOutput = skipOutput();
            }
        }
    }
}
