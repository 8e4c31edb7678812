package io.penstock.dialect.bedrock.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.GenerationEvents;
import org.jspecify.annotations.Nullable;

/** Reads a call, whole or the start of one whose arguments follow. A call that names its type is the provider's own to answer. */
final class ToolUseReader {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("toolUseId"), JsonKey.of("name"), JsonKey.of("input"), JsonKey.of("type")
    };
    private static final int ID = 0;
    private static final int NAME = 1;
    private static final int INPUT = 2;
    private static final int TYPE = 3;

    private @Nullable EscapedText id;
    private @Nullable EscapedText name;
    private @Nullable RawJson input;
    private boolean isClients;

    /** Reads the call at hand, which is passed. Says what is wrong with it; null where nothing is. */
    @Nullable
    String read(JsonCursor cursor) {
        id = null;
        name = null;
        input = null;
        isClients = true;
        if (!cursor.enterObject()) {
            cursor.skip();
            return "toolUse: not an object";
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case ID -> id = cursor.takeText();
                case NAME -> name = cursor.takeText();
                case INPUT -> input = cursor.takeRaw();
                case TYPE -> isClients = !cursor.skipIsFilled();
                default -> cursor.skip();
            }
        }
        if (cursor.isBroken()) {
            return "toolUse: no JSON";
        }
        return name == null || name.isEmpty() ? "toolUse: no name" : null;
    }

    /** Whether the client is to answer it. */
    boolean isClients() {
        return isClients;
    }

    /**
     * Tells of the call, if the client is to answer it.
     *
     * @param call the calls before it
     * @param isWhole whether its arguments do not follow
     */
    void tell(int call, boolean isWhole, GenerationEvents out) {
        EscapedText called = name;
        if (called == null || !isClients) {
            return;
        }
        EscapedText given = id;
        out.onToolCallStart(0, call, given == null || given.isEmpty() ? null : given, called);
        RawJson arguments = input;
        if (isWhole && arguments != null && arguments.isObject()) {
            out.onToolCallInput(0, call, arguments.buffer(), arguments.start(), arguments.end());
        }
    }
}
