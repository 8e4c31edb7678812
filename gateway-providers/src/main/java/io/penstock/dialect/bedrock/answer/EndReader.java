package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GenerationEvents;
import org.jspecify.annotations.Nullable;

/**
 * Reads how an answer ended and what was used: in a stream the payloads of {@code messageStop} and {@code metadata}, in either order; of a
 * whole answer the members that are no output. The text that ended it stands where the model's own API has it.
 */
final class EndReader {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("stopReason"),
        JsonKey.of("usage"),
        JsonKey.of("additionalModelResponseFields"),
        JsonKey.of("trace"),
        JsonKey.of("serviceTier")
    };
    private static final int STOP_REASON = 0;
    private static final int USAGE = 1;
    private static final int ADDITIONAL = 2;
    private static final int TRACE = 3;
    private static final int SERVICE_TIER = 4;

    private static final JsonKey[] STOP_SEQUENCE = {JsonKey.of("stop_sequence"), JsonKey.of("delta")};

    private final UsageCounts usage;
    private final JsonCursor inside = new JsonCursor();
    private final @Nullable RawJson[] extras = new @Nullable RawJson[MEMBERS.length];
    private FinishReason reason = FinishReason.STOP;
    private @Nullable EscapedText sequence;

    /** A reader that adds up what was used there. */
    EndReader(UsageCounts usage) {
        this.usage = usage;
    }

    /** Reads the object at hand; false where it is broken. */
    boolean read(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            return false;
        }
        while (cursor.nextMember()) {
            onMember(cursor);
        }
        return !cursor.isBroken();
    }

    /** Reads the value of one member; of one that is none of its own, nothing. */
    void onMember(JsonCursor cursor) {
        int member = cursor.keyIn(MEMBERS);
        switch (member) {
            case STOP_REASON -> reason = StopReasons.read(cursor);
            case USAGE -> usage.read(cursor);
            case ADDITIONAL, TRACE, SERVICE_TIER -> extras[member] = cursor.takeRaw();
            default -> cursor.skip();
        }
        RawJson additional = extras[ADDITIONAL];
        if (member == ADDITIONAL && additional != null) {
            inside.reset(additional.buffer(), additional.start(), additional.end());
            if (readSequence()) {
                extras[ADDITIONAL] = null;
            }
            inside.clear();
        }
    }

    /** Looks for the text that ended the answer, and says whether there was nothing else. */
    private boolean readSequence() {
        boolean isAlone = inside.enterObject();
        while (isAlone && inside.nextMember()) {
            switch (inside.keyIn(STOP_SEQUENCE)) {
                case 0 -> {
                    EscapedText text = inside.takeText();
                    sequence = text == null ? null : CarriedState.copy(text);
                }
                case 1 -> isAlone = readSequence();
                default -> isAlone = false;
            }
        }
        return isAlone && !inside.isBroken();
    }

    /** Why the model stopped, as far as that was read. */
    FinishReason reason() {
        return reason;
    }

    /** The text that ended the answer; null where none did. */
    @Nullable
    EscapedText sequence() {
        return sequence;
    }

    /** Tells what was read since the last time, but for the reason. */
    void tell(GenerationEvents out) {
        for (int i = ADDITIONAL; i < extras.length; i++) {
            RawJson extra = extras[i];
            extras[i] = null;
            if (extra != null && !extra.isNull() && JsonScanner.isValue(extra.buffer(), extra.start(), extra.end())) {
                out.onExtra(-1, MEMBERS[i].toString(), extra.buffer(), extra.start(), extra.end());
            }
        }
    }
}
