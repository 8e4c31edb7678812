package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/** The top level of an answer that is no stream, whose members come in any order. */
final class WholeAnswer {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("id"),
        JsonKey.of("model"),
        JsonKey.of("content"),
        JsonKey.of("usage"),
        JsonKey.of("error"),
        JsonKey.of("type")
    };
    private static final int ID = 0;
    private static final int MODEL = 1;
    private static final int CONTENT = 2;
    private static final int USAGE = 3;
    private static final int ERROR = 4;
    private static final int TYPE = 5;
    private static final JsonKey[] ERROR_TYPE = {JsonKey.of("error")};

    private final UsageCounts usage;
    private final EndReader end;
    private @Nullable EscapedText id;
    private @Nullable EscapedText model;
    private @Nullable RawJson content;

    /** An answer whose usage and end are read by these. */
    WholeAnswer(UsageCounts usage, EndReader end) {
        this.usage = usage;
        this.end = end;
    }

    /** Reads the answer at hand; false where an error stands in its place. */
    boolean read(JsonCursor cursor) {
        boolean isError = false;
        cursor.enterObject();
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case ID -> id = cursor.takeText();
                case MODEL -> model = cursor.takeText();
                case CONTENT -> {
                    boolean isArray = cursor.first() == '[';
                    RawJson value = cursor.takeRaw();
                    content = isArray ? value : null;
                }
                case USAGE -> usage.read(cursor);
                case ERROR -> isError |= cursor.skipIsTruthy();
                case TYPE -> isError |= cursor.readOneOf(ERROR_TYPE) == 0;
                default -> end.onMember(cursor.keyIn(EndReader.MEMBERS), cursor);
            }
        }
        return !isError;
    }

    /** The answer's id. */
    @Nullable
    EscapedText id() {
        return id;
    }

    /** The model that made it. */
    @Nullable
    EscapedText model() {
        return model;
    }

    /** Its blocks; null where it has none. */
    @Nullable
    RawJson content() {
        return content;
    }
}
