package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.CallStates;
import io.penstock.dialect.LossReport;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What a writer must remember of one choice: its calls, those without arguments, and the state that waits for a call to carry it. */
final class ChoiceState {
    private static final int NO_CALL = -1;

    /** What may have state of its own beside a call. */
    enum Block {
        /** What is said, or refused. */
        TEXT,
        /** What is thought. */
        REASONING
    }

    private final int choice;
    private final AnswerContext context;
    private final CallStates states;
    private final BitSet hasArguments = new BitSet();
    private @Nullable Block block;
    private int openCall = NO_CALL;
    private int calls;

    ChoiceState(int choice, AnswerContext context, LossReport loss) {
        this.choice = choice;
        this.context = context;
        this.states = new CallStates(context, loss);
    }

    /** A fragment of text or reasoning, to which a state that follows belongs. */
    void onFragment(Block kind) {
        if (block != kind) {
            block = kind;
            states.onBlock(kind == Block.TEXT);
        }
        openCall = NO_CALL;
    }

    /** The block is over. Gives the call that it was, where that has come to no arguments; else -1. */
    int onBlockEnd() {
        int ended = openCall >= 0 && !hasArguments.get(openCall) ? openCall : NO_CALL;
        if (ended >= 0) {
            hasArguments.set(ended);
        }
        states.onBlockEnd();
        block = null;
        openCall = NO_CALL;
        return ended;
    }

    /** A state, which belongs to the block at hand; outside of any to the call that follows, or to {@link #onBlockEnd}. */
    void onState(String dialect, String kind, ByteBuf buffer, int start, int end) {
        if (block == null) {
            states.outside(dialect, kind, buffer, start, end);
        } else {
            states.ofBlock(block == Block.TEXT, dialect, kind, buffer, start, end);
        }
    }

    /** A call begins: its id, with the state behind it that waited for one. */
    EscapedText onCall(int call, @Nullable EscapedText given) {
        block = null;
        openCall = call;
        calls = Math.max(calls, call + 1);
        EscapedText id = given == null || given.isEmpty() ? madeUp(call) : given;
        return states.behind(id);
    }

    private EscapedText madeUp(int call) {
        return EscapedText.of("call_" + context.id() + "_" + (choice == 0 ? "" : choice + "_") + call);
    }

    void onArguments(int call) {
        hasArguments.set(call);
    }

    /** The first call from there on that has come to no arguments; -1 where there is none. */
    int nextWithoutArguments(int from) {
        int call = hasArguments.nextClearBit(from);
        return call < calls ? call : NO_CALL;
    }

    /** The choice is over: no call will carry what still waits. */
    void onFinish() {
        states.onFinish();
    }
}
