package io.penstock.dialect.gemini.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * A function call as an answer has it: mostly whole; where its arguments are streamed, its name, then values, then nothing.
 *
 * @param id null where it has none
 * @param name null where it goes on with the call before
 * @param args an object; null where it has none
 * @param partialArgs an array of values; null where it has none
 * @param continues whether more of it follows
 */
record FunctionCall(
        @Nullable EscapedText id,
        @Nullable EscapedText name,
        @Nullable RawJson args,
        @Nullable RawJson partialArgs,
        boolean continues) {
    private static final JsonKey[] NAMES = {
        JsonKey.of("id"), JsonKey.of("name"), JsonKey.of("args"), JsonKey.of("partialArgs"), JsonKey.of("willContinue")
    };
    private static final int ID = 0;
    private static final int NAME = 1;
    private static final int ARGS = 2;
    private static final int PARTIAL = 3;
    private static final int CONTINUES = 4;

    /** Reads the object at which the cursor stands. */
    static FunctionCall read(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            throw Broken.because("functionCall: no object");
        }
        EscapedText id = null;
        EscapedText name = null;
        RawJson args = null;
        RawJson partial = null;
        boolean continues = false;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(NAMES)) {
                case ID -> id = filled(cursor.takeText());
                case NAME -> name = filled(cursor.takeText());
                case ARGS -> args = value(cursor.takeRaw());
                case PARTIAL -> partial = value(cursor.takeRaw());
                case CONTINUES -> continues = cursor.skipIsTruthy();
                default -> cursor.skip();
            }
        }
        if (cursor.isBroken()) {
            throw Broken.because("functionCall: malformed");
        }
        if (args != null && !(args.isObject() && JsonScanner.isValue(args.buffer(), args.start(), args.end()))) {
            throw Broken.because("functionCall.args: no object");
        }
        return new FunctionCall(id, name, args, partial, continues);
    }

    private static @Nullable EscapedText filled(@Nullable EscapedText text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable RawJson value(@Nullable RawJson json) {
        return json == null || json.isNull() ? null : json;
    }

    /** Whether it says nothing at all: the end of a call whose arguments were streamed. */
    boolean isEmpty() {
        return name == null && args == null && partialArgs == null;
    }
}
