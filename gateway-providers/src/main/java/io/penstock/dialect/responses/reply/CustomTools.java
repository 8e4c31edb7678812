package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.ChatRequest;
import io.penstock.dialect.ChatRequest.Tool;
import io.penstock.dialect.Part;

/**
 * Custom tools, whose input is free text. To other dialects they are functions of one string; the client that has such a tool gets its calls
 * as calls of what it is.
 */
public final class CustomTools {
    /** The schema of such a function. A tool that has this very object is a custom one. */
    public static final RawJson SCHEMA = RawJson.of(
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}");

    private static final JsonKey INPUT = JsonKey.of("input");

    private CustomTools() {}

    /** Whether the request has a custom tool of that name. */
    @SuppressWarnings("ReferenceEquality") // a client may write such a schema for a function of its own
    static boolean isCustom(ChatRequest request, EscapedText name) {
        for (Tool tool : request.tools()) {
            if (tool.schema() == SCHEMA && tool.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The arguments of a call with that input. */
    public static RawJson arguments(EscapedText input) {
        ByteBuf json = Unpooled.buffer(input.length() + 16);
        ByteBufUtil.writeAscii(json, "{\"input\":\"");
        input.copyTo(json);
        ByteBufUtil.writeAscii(json, "\"}");
        return new RawJson(json, 0, json.writerIndex());
    }

    /** The input of a call with those arguments: what is no object with one is the input itself. */
    static EscapedText input(EscapedText arguments) {
        RawJson object = new Part.Arguments.Text(arguments).toObject();
        JsonCursor cursor = new JsonCursor();
        cursor.reset(object.buffer(), object.start(), object.end());
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.isKey(INPUT) && cursor.first() == '"') {
                EscapedText input = cursor.takeText();
                return input == null ? arguments : input;
            }
            cursor.skip();
        }
        return arguments;
    }

    /** JSON as the body of a string. */
    static EscapedText escaped(ByteBuf json, int start, int end) {
        ByteBuf body = Unpooled.buffer(end - start + 16);
        Unescaper.escape(json, start, end, body);
        return new EscapedText(body, 0, body.writerIndex());
    }
}
