package io.penstock.dialect.gemini.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;

/** Copies of what is lent for a call only and needed for longer. */
final class Kept {
    private Kept() {}

    /** That text in memory of its own. */
    static EscapedText text(EscapedText text) {
        return text(text.buffer(), text.start(), text.end());
    }

    /** The text in that range in memory of its own. */
    static EscapedText text(ByteBuf buffer, int start, int end) {
        ByteBuf copy = Unpooled.buffer(end - start);
        copy.writeBytes(buffer, start, end - start);
        return new EscapedText(copy, 0, copy.writerIndex());
    }
}
