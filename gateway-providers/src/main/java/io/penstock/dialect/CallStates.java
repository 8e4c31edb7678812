package io.penstock.dialect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning state on its way through clients of a dialect that has no field for any: one choice of one answer. What they send back without
 * fail is the id of a call, and a turn that calls no tool needs no state in the next: so each state goes behind the id of the next call, with
 * a mark where it belongs to a block before it. An id may carry several, one label behind the other, as far as they fit.
 */
public final class CallStates {
    /** More than a model makes before it calls; what is above it is lost, and reported. */
    private static final int WAITING_MAX = 16;

    private static final String OF_REASONING = "block.";
    private static final String OF_TEXT = "text.";

    private final AnswerContext context;
    private final LossReport loss;
    private final Deque<Waiting> ofBlocks = new ArrayDeque<>(2);
    /** Came outside of any block: the call's, unless the block ends at once. */
    private @Nullable Waiting ofCall;

    private record Waiting(String dialect, String kind, ByteBuf data) {}

    /** Waits for the first state. */
    public CallStates(AnswerContext context, LossReport loss) {
        this.context = context;
        this.loss = loss;
    }

    /**
     * What an id carried.
     *
     * @param id as the provider gave it
     * @param ofCall null where it carried none of the call's own
     * @param ofReasoning that of reasoning before it, in order
     * @param ofText null where it carried none of a text before it
     */
    public record Carried(
            EscapedText id,
            @Nullable ReasoningState ofCall,
            List<ReasoningState> ofReasoning,
            @Nullable ReasoningState ofText) {}

    /** Takes the states off an id that a client has sent back. */
    public static Carried read(EscapedText id) {
        StateLabel.Labelled labelled = StateLabel.read(id);
        ReasoningState ofCall = null;
        ReasoningState ofText = null;
        List<ReasoningState> ofReasoning = new ArrayList<>();
        int taken = 0;
        for (ReasoningState state = labelled.state(); state != null && taken < WAITING_MAX; state = labelled.state()) {
            taken++;
            if (state.kind().startsWith(OF_REASONING)) {
                ofReasoning.add(0, marked(state, OF_REASONING));
            } else if (state.kind().startsWith(OF_TEXT)) {
                ofText = marked(state, OF_TEXT);
            } else {
                ofCall = state;
            }
            labelled = StateLabel.read(labelled.id());
        }
        return new Carried(labelled.id(), ofCall, ofReasoning, ofText);
    }

    private static ReasoningState marked(ReasoningState state, String mark) {
        return state.called(state.kind().substring(mark.length()));
    }

    /** State of a block that is open. Borrows {@code buffer}. */
    public void ofBlock(boolean isText, String dialect, String kind, ByteBuf buffer, int start, int end) {
        add(waiting(dialect, mark(isText) + kind, buffer, start, end));
    }

    /** State that came outside of any block. Borrows {@code buffer}. */
    public void outside(String dialect, String kind, ByteBuf buffer, int start, int end) {
        onBlockEnd();
        ofCall = waiting(dialect, kind, buffer, start, end);
    }

    /** A block begins: what came ahead of it belongs to it. */
    public void onBlock(boolean isText) {
        Waiting ahead = ofCall;
        ofCall = null;
        if (ahead != null) {
            add(new Waiting(ahead.dialect(), mark(isText) + ahead.kind(), ahead.data()));
        }
    }

    /** A block is over: what came outside of any was one of reasoning that nobody can read. */
    public void onBlockEnd() {
        onBlock(false);
    }

    private static String mark(boolean isText) {
        return isText ? OF_TEXT : OF_REASONING;
    }

    private static Waiting waiting(String dialect, String kind, ByteBuf buffer, int start, int end) {
        return new Waiting(dialect, kind, Unpooled.wrappedBuffer(ByteBufUtil.getBytes(buffer, start, end - start)));
    }

    private void add(Waiting state) {
        if (ofBlocks.size() < WAITING_MAX) {
            ofBlocks.add(state);
        } else {
            reportLoss();
        }
    }

    /** The id of a call that begins, with the states behind it that wait for one: the call's own first. */
    public EscapedText behind(EscapedText id) {
        if (ofCall != null) {
            ofBlocks.addFirst(ofCall);
            ofCall = null;
        }
        EscapedText carrier = id;
        boolean hasRoom = true;
        boolean isCarrier = false;
        while (hasRoom && !ofBlocks.isEmpty()) {
            EscapedText labelled = labelled(carrier, ofBlocks.element());
            // What does not fit behind others may fit behind the next id; what fits behind none is lost.
            hasRoom = labelled != null || !isCarrier;
            if (labelled != null) {
                carrier = labelled;
                isCarrier = true;
            } else if (hasRoom) {
                reportLoss();
            }
            if (hasRoom) {
                ofBlocks.remove();
            }
        }
        return carrier;
    }

    private @Nullable EscapedText labelled(EscapedText id, Waiting state) {
        ByteBuf data = state.data();
        return StateLabel.label(id, state.dialect(), context.target(), state.kind(), data, 0, data.writerIndex());
    }

    /** The answer is over: no call will carry what still waits. */
    public void onFinish() {
        if (ofCall != null || !ofBlocks.isEmpty()) {
            reportLoss();
        }
    }

    private void reportLoss() {
        loss.dropped(ReasoningState.LOST);
    }
}
