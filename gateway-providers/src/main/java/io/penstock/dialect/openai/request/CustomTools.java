package io.penstock.dialect.openai.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;

/** Custom tools, whose input is free text, as functions of one string: no other dialect has them. */
final class CustomTools {
    /** The schema of such a function. */
    static final RawJson SCHEMA = RawJson.of(
            "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]}");

    private CustomTools() {}

    /** The arguments of a call with that input. */
    static RawJson input(EscapedText text) {
        ByteBuf json = Unpooled.buffer(text.length() + 16);
        ByteBufUtil.writeAscii(json, "{\"input\":\"");
        text.copyTo(json);
        ByteBufUtil.writeAscii(json, "\"}");
        return new RawJson(json, 0, json.writerIndex());
    }
}
