package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.FinishReason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code delta} of an event, of any kind: where its texts stand, and how the answer ended. Reusable, allocates nothing.
 *
 * <pre>
 *   {"message":{"content":{"type","text","thinking"}, "tool_plan", "citations":{...},
 *               "tool_calls":{"id","function":{"name","arguments"}}},
 *    "finish_reason", "usage":{...}, "error"}
 * </pre>
 */
final class DeltaReader {
    /** A text of the delta. */
    static final int TEXT = 0;
    /** A text of the delta. */
    static final int THINKING = 1;
    /** A text of the delta. */
    static final int PLAN = 2;
    /** A text of the delta. */
    static final int CALL_ID = 3;
    /** A text of the delta. */
    static final int CALL_NAME = 4;
    /** A text of the delta. */
    static final int ARGUMENTS = 5;
    /** A text of the delta. */
    static final int ERROR = 6;
    /** Not a text, but citations as they stand. */
    static final int CITATIONS = 7;

    private static final int RANGES = 8;

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("message"), JsonKey.of("finish_reason"), JsonKey.of("usage"), JsonKey.of("error")
    };
    private static final JsonKey[] MESSAGE = {
        JsonKey.of("content"), JsonKey.of("tool_plan"), JsonKey.of("tool_calls"), JsonKey.of("citations")
    };
    private static final JsonKey[] CONTENT = {JsonKey.of("text"), JsonKey.of("thinking")};
    private static final JsonKey[] CALL = {JsonKey.of("function"), JsonKey.of("id")};
    private static final JsonKey[] FUNCTION = {JsonKey.of("name"), JsonKey.of("arguments")};

    private final JsonCursor cursor = new JsonCursor();
    private final UsageCounts usage;
    private final int[] starts = new int[RANGES];
    private final int[] ends = new int[RANGES];
    private int finish;

    /** A reader of one answer's deltas. */
    DeltaReader(UsageCounts usage) {
        this.usage = usage;
    }

    /** Reads the range; false where it is no JSON, or holds a string that is none. Borrows {@code buffer} for the call. */
    boolean read(ByteBuf buffer, int start, int end) {
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        finish = FinishReasons.NONE;
        if (start == end) {
            return true;
        }
        cursor.reset(buffer, start, end);
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                switch (cursor.keyIn(MEMBERS)) {
                    case 0 -> onMessage();
                    case 1 -> finish = FinishReasons.read(cursor);
                    case 2 -> usage.read(cursor);
                    case 3 -> onText(ERROR);
                    default -> cursor.skip();
                }
            }
        }
        boolean isGood = !cursor.isBroken();
        cursor.clear();
        return isGood;
    }

    /** Whether it has that text, or the citations, and it says anything. */
    boolean has(int text) {
        return starts[text] < ends[text];
    }

    int start(int text) {
        return starts[text];
    }

    int end(int text) {
        return ends[text];
    }

    /** That text in {@code buffer}, which was read; null where it has none. */
    @Nullable
    EscapedText text(int text, ByteBuf buffer) {
        return has(text) ? new EscapedText(buffer, starts[text], ends[text]) : null;
    }

    /** Whether the answer ended in an error. */
    boolean isFailed() {
        return FinishReasons.isFailure(finish) || has(ERROR);
    }

    /** Whether that was for want of time. */
    boolean isTimeout() {
        return FinishReasons.isTimeout(finish);
    }

    /** Why it ended, where it did not fail. */
    FinishReason finish() {
        return FinishReasons.reason(finish);
    }

    private void onMessage() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MESSAGE)) {
                case 0 -> onContent();
                case 1 -> onText(PLAN);
                case 2 -> onCall();
                case 3 -> onCitations();
                default -> cursor.skip();
            }
        }
    }

    private void onContent() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int text = cursor.keyIn(CONTENT);
            if (text < 0) {
                cursor.skip();
            } else {
                onText(text);
            }
        }
    }

    /** One object, not an array of them: what is there at the start of a message is an empty array. */
    private void onCall() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CALL)) {
                case 0 -> onFunction();
                case 1 -> onText(CALL_ID);
                default -> cursor.skip();
            }
        }
    }

    private void onFunction() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(FUNCTION);
            if (member < 0) {
                cursor.skip();
            } else {
                onText(CALL_NAME + member);
            }
        }
    }

    private void onCitations() {
        int start = cursor.index();
        if (cursor.skipIsFilled()) {
            starts[CITATIONS] = start;
            ends[CITATIONS] = cursor.index();
        }
    }

    private void onText(int text) {
        if (cursor.readText()) {
            starts[text] = cursor.textStart();
            ends[text] = cursor.textEnd();
        }
    }
}
