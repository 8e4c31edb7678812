package io.penstock.dialect.anthropic.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ModelTarget;
import io.penstock.dialect.ReasoningState;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an answer and the state that goes with them. They come one behind the other, with indices that grow by one, so there is
 * one open block at most:
 * <pre>
 *   none --text--> TEXT --reasoning--> THINKING --call--> TOOL --call--> TOOL, and the second one waits
 *   none <--end-- any               TOOL --anything else--> the calls that wait are written out
 * </pre>
 */
final class AnswerBlocks {
    /** No block is open. */
    static final int NONE = 0;
    /** A text is. */
    static final int TEXT = 1;
    /** Reasoning is. */
    static final int THINKING = 2;
    /** A call is. */
    static final int TOOL = 3;

    private final MessageOut out;
    private final AnswerCalls calls;
    private final LossReport loss;
    private final ModelTarget maker;

    private int open = NONE;
    /** State of the block that is open. */
    private @Nullable CarriedState state;
    /** State that came outside of any block. */
    private @Nullable CarriedState pending;

    AnswerBlocks(MessageOut out, LossReport loss, ModelTarget maker) {
        this.out = out;
        this.calls = new AnswerCalls(out, loss);
        this.loss = loss;
        this.maker = maker;
    }

    /** Which block is open. */
    int open() {
        return open;
    }

    /** The calls. */
    AnswerCalls calls() {
        return calls;
    }

    /** A text or reasoning begins. State that came ahead of its first fragment belongs to it. */
    void begin(int kind) {
        end();
        if (pending != null && pending.isRedacted()) {
            writeAlone();
        }
        state = pending;
        pending = null;
        open = kind;
        if (kind == TEXT) {
            out.beginText();
        } else {
            out.beginThinking();
        }
    }

    /** A call begins. State that came ahead of it goes behind its id, or, where it is too long or the dialect's own, before it. */
    void beginCall(int call, EscapedText id, EscapedText name) {
        if (pending != null && pending.isRedacted()) {
            writeAlone();
        }
        if (open != TOOL) {
            end();
        }
        CarriedState carried = pending;
        pending = null;
        EscapedText behind = carried == null || carried.isNative() ? null : carried.behind(id, maker);
        EscapedText label = carried == null || behind != null ? null : signature(carried, CarriedState.OF_CALL);
        calls.start(
                new WaitingCall(call, CarriedState.copy(behind == null ? id : behind), CarriedState.copy(name), label));
        open = TOOL;
    }

    /** State came: of the block that is open, where that can have it and has none, or of what comes next. */
    void onState(CarriedState told) {
        boolean isOfBlock = (open == TEXT || open == THINKING) && state == null && !told.isRedacted();
        if (isOfBlock) {
            state = told;
            return;
        }
        if (pending != null) {
            writeAlone();
        }
        if (open != TOOL) {
            end();
        }
        pending = told;
    }

    /** The block at hand is over. State with nothing behind it is reasoning that cannot be read. */
    void onEnd() {
        if (pending != null) {
            writeAlone();
        } else if (open != TOOL || !calls.hasWaiting()) {
            end();
        }
    }

    /** All blocks are over. */
    void endAll() {
        if (pending != null) {
            writeAlone();
        }
        end();
    }

    private void writeAlone() {
        CarriedState alone = pending;
        pending = null;
        end();
        if (alone != null && alone.isRedacted()) {
            out.redacted(alone.data());
        } else if (alone != null) {
            writeLabel(signature(alone, ""));
        }
    }

    private void writeLabel(@Nullable EscapedText label) {
        if (label != null) {
            out.beginThinking();
            out.endThinking(label);
        }
    }

    private @Nullable EscapedText signature(CarriedState carried, String mark) {
        EscapedText signature = carried.signature(mark, maker);
        if (signature == null) {
            loss.dropped(ReasoningState.LOST);
        }
        return signature;
    }

    private void end() {
        int ended = open;
        CarriedState carried = state;
        open = NONE;
        state = null;
        switch (ended) {
            case TEXT -> {
                out.endBlock();
                if (carried != null) {
                    writeLabel(signature(carried, CarriedState.OF_TEXT));
                }
            }
            case THINKING -> {
                EscapedText signature = carried == null ? null : signature(carried, "");
                out.endThinking(signature == null ? EscapedText.EMPTY : signature);
            }
            case TOOL -> calls.end();
            default -> {}
        }
    }
}
