package io.penstock.dialect.openai.reply;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.openai.reply.CarriedState.Owner;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a writer must remember of one choice: its calls, those without arguments, and the state that waits for a call to carry it. */
final class ChoiceState {
    /** More than a model makes in one turn; what is above it is lost, and reported. */
    private static final int WAITING_MAX = 16;

    private static final int NO_CALL = -1;

    private final int choice;
    private final AnswerContext context;
    private final LossReport loss;
    private final BitSet hasArguments = new BitSet();
    private final Deque<CarriedState.Waiting> ofBlocks = new ArrayDeque<>(2);
    private CarriedState.@Nullable Waiting ofCall;
    private @Nullable Owner block;
    private int openCall = NO_CALL;
    private int calls;

    ChoiceState(int choice, AnswerContext context, LossReport loss) {
        this.choice = choice;
        this.context = context;
        this.loss = loss;
    }

    /** A fragment of text or reasoning, to which a state that follows belongs. */
    void onFragment(Owner kind) {
        block = kind;
        openCall = NO_CALL;
    }

    /** The block is over. Gives the call that it was, where that has come to no arguments; else -1. */
    int onBlockEnd() {
        int ended = openCall >= 0 && !hasArguments.get(openCall) ? openCall : NO_CALL;
        if (ended >= 0) {
            hasArguments.set(ended);
        }
        if (ofCall != null) {
            // Reasoning of which nothing but its state can be told.
            enqueue(ofCall.of(Owner.REASONING));
            ofCall = null;
        }
        block = null;
        openCall = NO_CALL;
        return ended;
    }

    /** A state, which belongs to the block at hand; outside of any to the call that follows, or to {@link #onBlockEnd}. */
    void onState(String dialect, String kind, ByteBuf buffer, int start, int end) {
        Owner owner = block == null ? Owner.CALL : block;
        CarriedState.Waiting waiting = CarriedState.Waiting.of(owner, dialect, kind, buffer, start, end);
        if (owner == Owner.CALL) {
            enqueue(ofCall);
            ofCall = waiting;
        } else {
            enqueue(waiting);
        }
    }

    private void enqueue(CarriedState.@Nullable Waiting waiting) {
        if (waiting == null) {
            return;
        }
        if (ofBlocks.size() < WAITING_MAX) {
            ofBlocks.add(waiting);
        } else {
            reportState();
        }
    }

    /** A call begins: its id, with the state behind it that waited for one. */
    EscapedText onCall(int call, @Nullable EscapedText given) {
        block = null;
        openCall = call;
        calls = Math.max(calls, call + 1);
        EscapedText id = given == null || given.isEmpty() ? madeUp(call) : given;
        CarriedState.Waiting waiting = ofCall == null ? ofBlocks.poll() : ofCall;
        ofCall = null;
        if (waiting == null) {
            return id;
        }
        EscapedText labelled = waiting.behind(id, context.provider());
        if (labelled == null) {
            reportState();
            return id;
        }
        return labelled;
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
        if (ofCall != null || !ofBlocks.isEmpty()) {
            reportState();
        }
    }

    private void reportState() {
        loss.dropped("reasoning state");
    }
}
