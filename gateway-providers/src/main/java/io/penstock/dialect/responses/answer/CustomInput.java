package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.Unescaper;
import io.penstock.dialect.GenerationEvents;

/** A custom tool's input as the one member of an object, for no other dialect has such tools. */
final class CustomInput {
    private static final ByteBuf HEAD = escaped("{\"input\":\"");
    private static final ByteBuf TAIL = escaped("\"}");
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private ByteBuf scratch = Unpooled.EMPTY_BUFFER;

    private static ByteBuf escaped(String text) {
        EscapedText body = EscapedText.of(text);
        return Unpooled.unreleasableBuffer(Unpooled.copiedBuffer(body.buffer().slice(body.start(), body.length())));
    }

    void begin(int call, GenerationEvents out) {
        out.onToolCallArguments(0, call, HEAD, 0, HEAD.writerIndex());
    }

    /** The input is the body of a string already; within the string that the arguments are it is escaped once more. */
    void fragment(int call, ByteBuf buffer, int start, int end, GenerationEvents out) {
        if (scratch.capacity() == 0 || scratch.capacity() > KEPT_BYTES_MAX) {
            scratch = Unpooled.buffer();
        }
        scratch.clear();
        Unescaper.escape(buffer, start, end, scratch);
        out.onToolCallArguments(0, call, scratch, 0, scratch.writerIndex());
    }

    void end(int call, GenerationEvents out) {
        out.onToolCallArguments(0, call, TAIL, 0, TAIL.writerIndex());
    }
}
