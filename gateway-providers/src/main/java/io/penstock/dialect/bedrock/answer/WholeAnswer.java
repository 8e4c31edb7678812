package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/** The top level of an answer that is no stream, whose members come in any order. */
final class WholeAnswer {
    private static final JsonKey OUTPUT = JsonKey.of("output");
    private static final JsonKey MESSAGE = JsonKey.of("message");
    private static final JsonKey CONTENT = JsonKey.of("content");
    private static final JsonKey[] ERRORS = {MESSAGE, JsonKey.of("Message"), JsonKey.of("__type")};

    private final EndReader end;
    private boolean isError;

    /** An answer whose end is read by that. */
    WholeAnswer(EndReader end) {
        this.end = end;
    }

    /** Whether what was read is an error in place of an answer. */
    boolean isError() {
        return isError;
    }

    /** Reads the answer at hand and gives its blocks, an array; null where it has none. */
    @Nullable
    RawJson read(JsonCursor cursor) {
        RawJson content = null;
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.isKey(OUTPUT)) {
                content = content(cursor);
            } else if (cursor.keyIn(ERRORS) >= 0) {
                isError = true;
                cursor.skip();
            } else {
                end.onMember(cursor);
            }
        }
        return content;
    }

    private static @Nullable RawJson content(JsonCursor cursor) {
        RawJson content = null;
        if (!cursor.enterObject()) {
            cursor.skip();
            return null;
        }
        while (cursor.nextMember()) {
            if (!cursor.isKey(MESSAGE) || !cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextMember()) {
                boolean isArray = cursor.isKey(CONTENT) && cursor.first() == '[';
                RawJson value = cursor.takeRaw();
                content = isArray ? value : content;
            }
        }
        return content;
    }
}
