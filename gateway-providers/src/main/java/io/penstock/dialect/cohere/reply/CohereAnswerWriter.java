package io.penstock.dialect.cohere.reply;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.CallStates;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer of chat, as events or as one document. It has one choice; others are lost. What the model thinks is content of the
 * kind {@code thinking}, whoever made it.
 *
 * <p>Blocks come one behind the other, so there is one open block at most:
 * <pre>
 *   none --text--> TEXT --reasoning--> THINKING --call--> CALL --call--> CALL, and the second one waits
 *   none <--onBlockEnd-- any        CALL --anything else--> the calls that wait are written out
 * </pre>
 */
public final class CohereAnswerWriter implements AnswerWriter {
    private static final int NONE = 0;
    private static final int TEXT = 1;
    private static final int THINKING = 2;
    private static final int CALL = 3;

    private final AnswerContext context;
    private final MessageOut out;
    private final LossReport loss = new LossReport();
    private final CallQueue calls;
    private final CallStates states;

    private int block = NONE;
    private boolean isRefused;
    private FinishReason finish = FinishReason.STOP;
    private Usage usage = Usage.NONE;

    /** A writer of one answer. */
    public CohereAnswerWriter(AnswerContext context) {
        this.context = context;
        this.out = context.isStream() ? new EventOut() : new DocumentOut();
        this.calls = new CallQueue(out, loss);
        this.states = new CallStates(context, loss);
    }

    /** The text, in memory of its own. */
    static EscapedText copy(EscapedText text) {
        ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(text.buffer(), text.start(), text.length()));
        return new EscapedText(bytes, 0, text.length());
    }

    @Override
    public void to(ByteBuf buffer) {
        out.to(buffer);
    }

    @Override
    public String contentType() {
        return out.contentType();
    }

    @Override
    public void onStart(@Nullable EscapedText id, @Nullable EscapedText model, long createdSeconds) {
        out.begin(id == null || id.isEmpty() ? EscapedText.of(context.id()) : id);
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            if (block != TEXT) {
                endBlock();
                block = TEXT;
                states.onBlock(true);
                out.beginText();
            }
            out.fragment(buffer, start, end);
        }
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            if (block != THINKING) {
                endBlock();
                block = THINKING;
                states.onBlock(false);
                out.beginThinking();
            }
            out.fragment(buffer, start, end);
        }
    }

    /** The dialect's models refuse in their text. */
    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        if (start < end) {
            isRefused = true;
            loss.approximated("refusal");
            onText(choice, buffer, start, end);
        }
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        if (!isTold(choice)) {
            return;
        }
        if (block != CALL) {
            endBlock();
        }
        block = CALL;
        EscapedText known = id == null || id.isEmpty() ? EscapedText.of("call_" + context.id() + "_" + call) : copy(id);
        calls.start(call, states.behind(known), copy(name));
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            calls.fragment(call, buffer, start, end);
        }
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        if (isTold(choice)) {
            calls.input(call, buffer, start, end);
        }
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        loss.dropped("media");
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        if (isTold(choice)) {
            out.citation(citation);
        }
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        if (!isTold(choice) || start >= end) {
            return;
        }
        if (block == TEXT || block == THINKING) {
            states.ofBlock(block == TEXT, dialect, kind, buffer, start, end);
        } else {
            states.outside(dialect, kind, buffer, start, end);
        }
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        loss.dropped(name);
    }

    @Override
    public void onBlockEnd(int choice) {
        if (choice == 0) {
            states.onBlockEnd();
            if (block != CALL || !calls.hasWaiting()) {
                endBlock();
            }
        }
    }

    private void endBlock() {
        switch (block) {
            case TEXT, THINKING -> out.endContent();
            case CALL -> calls.end();
            default -> {}
        }
        block = NONE;
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText stopSequence) {
        if (choice != 0) {
            return;
        }
        endBlock();
        states.onFinish();
        finish = reason;
        if (stopSequence != null) {
            loss.dropped("stop_sequence");
        }
    }

    @Override
    public void onUsage(Usage used) {
        usage = used;
    }

    @Override
    public void onEnd() {
        endBlock();
        out.end(finishReason(), usage);
    }

    /**
     * A model that was told which tool to call stops like any other in some dialects; the clients of this one wait for the word. A refusal
     * that was told is an answer; what a filter has cut is none.
     */
    private String finishReason() {
        FinishReason reason = finish;
        if (reason == FinishReason.STOP && calls.isAny()) {
            reason = FinishReason.TOOL_CALLS;
        } else if (reason == FinishReason.CONTENT_FILTER || reason == FinishReason.PAUSE) {
            loss.approximated("finish_reason");
            reason = isRefused ? FinishReason.STOP : reason;
        }
        return Pieces.finishReason(reason);
    }

    @Override
    public void onError(GatewayFault fault) {
        out.error(fault, context.id());
    }

    @Override
    public LossReport loss() {
        return loss;
    }

    @Override
    public void close() {
        out.close();
    }

    private boolean isTold(int choice) {
        if (choice != 0) {
            loss.dropped("choices");
        }
        return choice == 0;
    }
}
