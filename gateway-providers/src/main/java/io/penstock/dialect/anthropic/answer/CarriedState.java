package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.StateLabel;
import org.jspecify.annotations.Nullable;

/**
 * State that waits to be written: a copy of what was told. The dialect's own goes out as it is. Another's goes, labelled, into the
 * signature of a block of reasoning, with a mark in front where it belongs to the text before that block or the call behind it; or, best,
 * behind the id of its call, which every client sends back.
 *
 * @param dialect that made it
 * @param kind what that dialect calls it
 */
public record CarriedState(String dialect, String kind, EscapedText data) {
    /** The mark of state that belongs to the text before. */
    public static final String OF_TEXT = "text";
    /** The mark of state that belongs to the call behind. */
    public static final String OF_CALL = "call";

    /** A copy of what was told. Borrows {@code buffer}. */
    static CarriedState of(String dialect, String kind, ByteBuf buffer, int start, int end) {
        return new CarriedState(dialect, kind, copy(new EscapedText(buffer, start, end)));
    }

    /** The text, in memory of its own. */
    static EscapedText copy(EscapedText text) {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(text.buffer(), text.start(), text.length()));
        return new EscapedText(bytes, 0, text.length());
    }

    /** Whether the dialect itself made it. */
    boolean isNative() {
        return dialect.equals(BlockReader.DIALECT);
    }

    /** Whether it is a block that the dialect has for it. */
    boolean isRedacted() {
        return isNative() && kind.equals(BlockReader.REDACTED_STATE);
    }

    /** What goes into a signature; null where it is too long. */
    @Nullable
    EscapedText signature(String mark, ModelTarget maker) {
        if (isNative()) {
            return data;
        }
        return StateLabel.inField(EscapedText.of(mark), dialect, maker, kind, data.buffer(), data.start(), data.end());
    }

    /** The id with the state behind it; null where that is too long. */
    @Nullable
    EscapedText behind(EscapedText id, ModelTarget maker) {
        return StateLabel.label(id, dialect, maker, kind, data.buffer(), data.start(), data.end());
    }
}
