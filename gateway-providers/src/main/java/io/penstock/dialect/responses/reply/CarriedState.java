package io.penstock.dialect.responses.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning state on its way through clients of this dialect. They send reasoning items back as they got them, so each state goes into the
 * {@code encrypted_content} of one: this dialect's own as it is, another's with a label. State that belongs to no reasoning gets an item
 * without a text, and its kind says what it belongs to: the text before that item, or the call behind it.
 *
 * @param state whose it is, and what
 * @param owner what it belongs to
 */
public record CarriedState(ReasoningState state, Owner owner) {
    private static final String DIALECT = "responses";
    private static final String ENCRYPTED = "encrypted_content";

    /** What a state belongs to. */
    public enum Owner {
        /** The reasoning that stands in the same item. */
        REASONING(""),
        /** The last text before. */
        TEXT("text."),
        /** The next call of a tool. */
        CALL("call.");

        private final String prefix;

        Owner(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Reads the {@code encrypted_content} that a client has sent back. */
    public static CarriedState read(EscapedText field) {
        ReasoningState state = StateLabel.read(field).state();
        if (state == null) {
            return new CarriedState(new ReasoningState(DIALECT, ENCRYPTED, field), Owner.REASONING);
        }
        for (Owner owner : new Owner[] {Owner.TEXT, Owner.CALL}) {
            if (state.kind().startsWith(owner.prefix)) {
                String kind = state.kind().substring(owner.prefix.length());
                return new CarriedState(state.called(kind), owner);
            }
        }
        return new CarriedState(state, Owner.REASONING);
    }

    /** What goes into the field; null where that would be too long for any. */
    static @Nullable EscapedText write(
            Owner owner, String dialect, ModelTarget maker, String kind, ByteBuf buffer, int start, int end) {
        if (dialect.equals(DIALECT) && kind.equals(ENCRYPTED)) {
            return copy(buffer, start, end);
        }
        return StateLabel.inField(EscapedText.EMPTY, dialect, maker, owner.prefix + kind, buffer, start, end);
    }

    /** What was told is lent; this is kept. */
    static EscapedText copy(ByteBuf buffer, int start, int end) {
        byte[] bytes = ByteBufUtil.getBytes(buffer, start, end - start);
        return new EscapedText(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    }
}
