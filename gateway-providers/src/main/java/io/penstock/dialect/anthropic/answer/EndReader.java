package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;
import org.jspecify.annotations.Nullable;

/** Reads why an answer ended: the same members stand in a whole answer and in the delta of a {@code message_delta}. */
final class EndReader {
    /** Members that this reads, for whoever steps through an object with others in it. */
    static final JsonKey[] MEMBERS = {
        JsonKey.of("stop_reason"),
        JsonKey.of("stop_sequence"),
        JsonKey.of("stop_details"),
        JsonKey.of("container"),
        JsonKey.of("context_management")
    };

    private static final int STOP_REASON = 0;
    private static final int STOP_SEQUENCE = 1;
    private static final int STOP_DETAILS = 2;
    private static final int CONTAINER = 3;
    private static final JsonKey EXPLANATION = JsonKey.of("explanation");

    private final JsonCursor inside = new JsonCursor();
    private @Nullable FinishReason reason;
    private @Nullable EscapedText sequence;
    private @Nullable RawJson details;
    private @Nullable RawJson container;
    private @Nullable RawJson contextManagement;

    /** Reads the object at hand; false where it is broken. */
    boolean read(JsonCursor cursor) {
        clear();
        reason = null;
        cursor.enterObject();
        while (cursor.nextMember()) {
            onMember(cursor.keyIn(MEMBERS), cursor);
        }
        return !cursor.isBroken();
    }

    /** Reads one member's value: the index of its name, or -1 for one that is passed. */
    void onMember(int member, JsonCursor cursor) {
        switch (member) {
            case STOP_REASON -> reason = StopReasons.read(cursor);
            case STOP_SEQUENCE -> sequence = cursor.takeText();
            case STOP_DETAILS -> details = cursor.takeRaw();
            case CONTAINER -> container = cursor.takeRaw();
            case -1 -> cursor.skip();
            default -> contextManagement = cursor.takeRaw();
        }
    }

    /** Why it ended; null where it did not. */
    @Nullable
    FinishReason reason() {
        return reason;
    }

    /** Tells the end, and what came with it. */
    void tell(FinishReason told, GenerationEvents out) {
        RawJson explained = details;
        if (explained != null) {
            tellExplanation(explained, out);
        }
        tellExtra("stop_details", explained, out);
        tellExtra("container", container, out);
        tellExtra("context_management", contextManagement, out);
        out.onFinish(0, told, sequence);
        clear();
    }

    private void clear() {
        sequence = null;
        details = null;
        container = null;
        contextManagement = null;
    }

    private void tellExplanation(RawJson explained, GenerationEvents out) {
        inside.reset(explained.buffer(), explained.start(), explained.end());
        if (inside.enterObject()) {
            while (inside.nextMember()) {
                EscapedText text = inside.isKey(EXPLANATION) ? inside.takeText() : skipped();
                if (text != null && !text.isEmpty()) {
                    out.onRefusal(0, text.buffer(), text.start(), text.end());
                }
            }
        }
        inside.clear();
    }

    private @Nullable EscapedText skipped() {
        inside.skip();
        return null;
    }

    /** Tells of a member that has no place elsewhere, where it says anything. */
    static void tellExtra(String name, @Nullable RawJson value, GenerationEvents out) {
        if (value != null && !value.isNull() && JsonScanner.isValue(value.buffer(), value.start(), value.end())) {
            out.onExtra(-1, name, value.buffer(), value.start(), value.end());
        }
    }
}
