package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * The members of an output item, as far as they mean something here. The item was found to be JSON before.
 *
 * @param type what it calls itself; empty where it does not
 * @param arguments of a function's call: a string, or an object where a server has it as one
 * @param input of a custom tool's call
 * @param summary parts of reasoning, an array
 * @param content parts of a message or of reasoning, an array
 * @param encrypted reasoning that only its maker can read
 * @param result an image in base64
 * @param format of the image
 */
record ItemView(
        RawJson json,
        String type,
        @Nullable EscapedText callId,
        @Nullable EscapedText name,
        @Nullable RawJson arguments,
        @Nullable EscapedText input,
        @Nullable RawJson summary,
        @Nullable RawJson content,
        @Nullable EscapedText encrypted,
        @Nullable EscapedText result,
        @Nullable EscapedText format) {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("type"),
        JsonKey.of("call_id"),
        JsonKey.of("name"),
        JsonKey.of("arguments"),
        JsonKey.of("input"),
        JsonKey.of("summary"),
        JsonKey.of("content"),
        JsonKey.of("encrypted_content"),
        JsonKey.of("result"),
        JsonKey.of("output_format")
    };
    private static final int TYPE_CHARACTERS_MAX = 64;

    static ItemView of(RawJson item) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(item.buffer(), item.start(), item.end());
        @Nullable RawJson[] values = new RawJson[MEMBERS.length];
        boolean isObject = cursor.enterObject();
        while (isObject && cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            RawJson value = cursor.takeRaw();
            if (member >= 0) {
                values[member] = value;
            }
        }
        EscapedText type = text(values[0]);
        return new ItemView(
                item,
                type == null || type.length() > TYPE_CHARACTERS_MAX ? "" : type.decode(),
                text(values[1]),
                text(values[2]),
                values[3],
                text(values[4]),
                values[5],
                values[6],
                text(values[7]),
                text(values[8]),
                text(values[9]));
    }

    /** The body of the string that a value is; null where it is none. */
    static @Nullable EscapedText text(@Nullable RawJson value) {
        return value == null || value.first() != '"'
                ? null
                : new EscapedText(value.buffer(), value.start() + 1, value.end() - 1);
    }

    ByteBuf buffer() {
        return json.buffer();
    }
}
