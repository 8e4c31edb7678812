package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.RawJson;
import io.penstock.dialect.LossReport;

/** Members of another dialect's answer that wait for their place: this dialect's clients pass over what they do not know. */
final class Extras {
    private static final int BYTES_MAX = 64 * 1024;

    private final ByteBuf members = Unpooled.buffer(0, Integer.MAX_VALUE);

    /** Keeps one; reports it where that would be too much. Borrows {@code buffer}. */
    void add(String name, ByteBuf buffer, int start, int end, LossReport loss) {
        if (members.readableBytes() + name.length() + end - start > BYTES_MAX) {
            loss.dropped(name);
            return;
        }
        ByteBufUtil.writeAscii(members, ",\"" + name + "\":");
        RawJson.copyLine(buffer, start, end, members);
    }

    boolean isEmpty() {
        return !members.isReadable();
    }

    /** Moves them, a comma before each, behind what {@code out} holds, which it borrows. */
    void moveTo(ByteBuf out) {
        out.writeBytes(members);
        members.clear();
    }
}
