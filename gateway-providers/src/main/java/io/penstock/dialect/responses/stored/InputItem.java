package io.penstock.dialect.responses.stored;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonStrings;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item of a request as the list of input items has it: with an id, a type and a status, and a message's content as parts. Clients may
 * leave each of these out when they ask.
 */
final class InputItem {
    private static final String CONTENT = "content";
    private static final RawJson USER = RawJson.of("\"user\"");
    private static final RawJson ASSISTANT = RawJson.of("\"assistant\"");
    private static final RawJson MESSAGE = RawJson.of("\"message\"");
    private static final RawJson COMPLETED = RawJson.of("\"completed\"");

    private InputItem() {}

    /**
     * The item that a client told.
     *
     * @param told an object, or a string where the whole input is one
     * @param name what its id ends with where it has none
     */
    static byte[] of(RawJson told, String name) {
        Map<String, RawJson> members = told.isObject() ? members(told) : new LinkedHashMap<>();
        if (!told.isObject()) {
            members.put("role", USER);
            members.put(CONTENT, told);
        }
        if (members.containsKey("role")) {
            members.putIfAbsent("type", MESSAGE);
        }
        boolean isMessage = MESSAGE.equals(members.get("type"));
        if (!members.containsKey("id")) {
            members.put("id", RawJson.of("\"" + (isMessage ? "msg_" : "item_") + name + "\""));
        }
        members.putIfAbsent("status", COMPLETED);
        return written(members, isMessage);
    }

    private static byte[] written(Map<String, RawJson> members, boolean isMessage) {
        ByteBuf out = Unpooled.buffer();
        members.forEach((name, value) -> {
            out.writeByte(out.isReadable() ? ',' : '{');
            JsonStrings.write(name, out);
            out.writeByte(':');
            if (isMessage && name.equals(CONTENT) && value.first() == '"') {
                parts(value, ASSISTANT.equals(members.get("role")), JsonWriter.into(out));
            } else {
                value.copyTo(out);
            }
        });
        return ByteBufUtil.getBytes(out.writeByte('}'));
    }

    private static void parts(RawJson text, boolean isAnswer, JsonWriter json) {
        json.beginArray().beginObject();
        json.name("type").string(isAnswer ? "output_text" : "input_text");
        json.name("text").raw(text);
        if (isAnswer) {
            json.name("annotations").beginArray().endArray();
        }
        json.endObject().endArray();
    }

    private static Map<String, RawJson> members(RawJson object) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        JsonCursor cursor = new JsonCursor();
        cursor.reset(object.buffer(), object.start(), object.end());
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                String name = cursor.keyName();
                RawJson value = cursor.takeRaw();
                if (value != null && !value.isNull()) {
                    members.put(name, value);
                }
            }
        }
        return members;
    }

    /** The id of an item; null where it has none. */
    static @Nullable String idOf(RawJson item) {
        RawJson id = item.isObject() ? members(item).get("id") : null;
        return id == null || id.first() != '"'
                ? null
                : new EscapedText(id.buffer(), id.start() + 1, id.end() - 1).decode();
    }
}
