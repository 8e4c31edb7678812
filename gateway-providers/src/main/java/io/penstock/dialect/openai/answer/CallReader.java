package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.RawJson;

/** Reads what an event says of calls of tools, where the cursor stands. */
final class CallReader {
    private static final JsonKey[] CALL = {
        JsonKey.of("index"),
        JsonKey.of("id"),
        JsonKey.of("function"),
        JsonKey.of("name"),
        JsonKey.of("arguments"),
        JsonKey.of("extra_content")
    };
    private static final int INDEX = 0;
    private static final int ID = 1;
    private static final int FUNCTION = 2;
    private static final int NAME = 3;
    private static final int ARGUMENTS = 4;
    private static final int EXTRA_CONTENT = 5;

    private static final JsonKey GOOGLE = JsonKey.of("google");
    private static final JsonKey THOUGHT_SIGNATURE = JsonKey.of("thought_signature");

    private final JsonCursor cursor;
    private boolean isBroken;

    CallReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    void reset() {
        isBroken = false;
    }

    boolean isBroken() {
        return isBroken;
    }

    void readAll(ChoiceDelta choice) {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            if (cursor.first() != '{') {
                cursor.skip();
            } else if (choice.callCount() == ChoiceReader.CALLS_MAX) {
                isBroken = true;
                cursor.skip();
            } else {
                readMembers(choice.addCall());
            }
        }
    }

    /** The one call there could be before there were tools. */
    void readLegacy(ChoiceDelta choice) {
        if (cursor.first() == '{') {
            CallDelta call = choice.addCall();
            call.index = 0;
            readMembers(call);
        } else {
            cursor.skip();
        }
    }

    /** Members of a call and of the function in it alike: Workers AI has them on one level. */
    private void readMembers(CallDelta call) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CALL)) {
                case INDEX -> onIndex(call);
                case ID -> onId(call);
                case FUNCTION -> readFunction(call);
                case NAME -> onName(call);
                case ARGUMENTS -> onArguments(call);
                case EXTRA_CONTENT -> onExtraContent(call);
                default -> cursor.skip();
            }
        }
    }

    private void readFunction(CallDelta call) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CALL)) {
                case NAME -> onName(call);
                case ARGUMENTS -> onArguments(call);
                default -> cursor.skip();
            }
        }
    }

    private void onIndex(CallDelta call) {
        call.index = cursor.readCount();
        isBroken |= call.index >= ChoiceReader.CALLS_MAX;
    }

    private void onId(CallDelta call) {
        if (cursor.readText()) {
            call.idStart = cursor.textStart();
            call.idEnd = cursor.textEnd();
        }
    }

    private void onName(CallDelta call) {
        if (cursor.readText()) {
            call.nameStart = cursor.textStart();
            call.nameEnd = cursor.textEnd();
        }
    }

    private void onArguments(CallDelta call) {
        if (cursor.first() != '{') {
            if (cursor.readText()) {
                call.argumentsStart = cursor.textStart();
                call.argumentsEnd = cursor.textEnd();
            }
            return;
        }
        RawJson input = cursor.takeRaw();
        if (input != null) {
            ByteBuf buffer = input.buffer();
            isBroken |= !JsonScanner.isValue(buffer, input.start(), input.end());
            call.inputStart = input.start();
            call.inputEnd = input.end();
        }
    }

    private void onExtraContent(CallDelta call) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (!cursor.isKey(GOOGLE) || !cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextMember()) {
                if (cursor.isKey(THOUGHT_SIGNATURE)) {
                    if (cursor.readText()) {
                        call.stateStart = cursor.textStart();
                        call.stateEnd = cursor.textEnd();
                    }
                } else {
                    cursor.skip();
                }
            }
        }
    }
}
