package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.ReasoningState;
import io.penstock.dialect.StateLabel;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning state of another dialect on its way through clients of this one. They send the ids of tool calls back, all of them, and few
 * else of what they do not know; and a turn that calls no tool needs no state in the next. So each state goes behind the id of a call,
 * with a mark that says to what of the answer it belongs.
 */
public final class CarriedState {
    private CarriedState() {}

    /** To what of an answer a state belongs. */
    public enum Owner {
        /** The call itself. */
        CALL(""),
        /** Reasoning before it. */
        REASONING("block."),
        /** Text before it. */
        TEXT("text.");

        private final String mark;

        Owner(String mark) {
            this.mark = mark;
        }

        private static Owner of(String kind) {
            if (kind.startsWith(REASONING.mark)) {
                return REASONING;
            }
            return kind.startsWith(TEXT.mark) ? TEXT : CALL;
        }
    }

    /**
     * What an id carried.
     *
     * @param id as the provider gave it
     * @param state null where it carried none
     * @param owner to what the state belongs
     */
    public record Carried(EscapedText id, @Nullable ReasoningState state, Owner owner) {}

    /** Takes the state off an id that a client has sent back. */
    public static Carried read(EscapedText id) {
        StateLabel.Labelled labelled = StateLabel.read(id);
        ReasoningState state = labelled.state();
        if (state == null) {
            return new Carried(labelled.id(), null, Owner.CALL);
        }
        Owner owner = Owner.of(state.kind());
        String kind = state.kind().substring(owner.mark.length());
        return new Carried(labelled.id(), new ReasoningState(state.maker(), kind, state.data()), owner);
    }

    /** A state that waits for a call to carry it: a copy of what was told. */
    record Waiting(Owner owner, String dialect, String kind, ByteBuf data) {

        /** A copy of that range. */
        static Waiting of(Owner owner, String dialect, String kind, ByteBuf buffer, int start, int end) {
            ByteBuf copy = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(buffer, start, end - start));
            return new Waiting(owner, dialect, kind, copy);
        }

        /** The same, of something else. */
        Waiting of(Owner other) {
            return new Waiting(other, dialect, kind, data);
        }

        /** The id with the state behind it; null where that is too long for an id. */
        @Nullable
        EscapedText behind(EscapedText id, String provider) {
            return StateLabel.label(id, dialect, provider, owner.mark + kind, data, 0, data.writerIndex());
        }
    }
}
