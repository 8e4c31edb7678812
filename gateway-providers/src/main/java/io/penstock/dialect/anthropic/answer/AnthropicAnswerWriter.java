package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ToolIds;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/** Writes an answer of the Messages API, as events or as one document. It has one choice, of texts, reasoning and calls; others are lost. */
public final class AnthropicAnswerWriter implements AnswerWriter {
    private static final String ID_PREFIX = "msg_";
    private static final int REFUSAL_BYTES_MAX = 64 * 1024;

    private final AnswerContext context;
    private final MessageOut out;
    private final LossReport loss = new LossReport();
    private final AnswerBlocks blocks;

    private @Nullable ByteBuf refusal;
    private @Nullable EscapedText stopSequence;
    private FinishReason finish = FinishReason.STOP;
    private Usage usage = Usage.NONE;

    /** A writer of one answer. */
    public AnthropicAnswerWriter(AnswerContext context) {
        this.context = context;
        this.out = context.isStream() ? new EventOut() : new DocumentOut();
        this.blocks = new AnswerBlocks(out, loss, context.target());
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
        EscapedText known = model == null || model.isEmpty()
                ? EscapedText.of(context.target().model())
                : model;
        out.begin(id(id), known);
    }

    private EscapedText id(@Nullable EscapedText given) {
        if (given == null || given.isEmpty()) {
            return EscapedText.of(ID_PREFIX + context.id());
        }
        String text = given.decode();
        return text.startsWith(ID_PREFIX) ? given : EscapedText.of(ID_PREFIX + text);
    }

    @Override
    public void onText(int choice, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            if (blocks.open() != AnswerBlocks.TEXT) {
                blocks.begin(AnswerBlocks.TEXT);
            }
            out.fragment(buffer, start, end);
        }
    }

    @Override
    public void onReasoning(int choice, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            if (blocks.open() != AnswerBlocks.THINKING) {
                blocks.begin(AnswerBlocks.THINKING);
            }
            out.fragment(buffer, start, end);
        }
    }

    @Override
    public void onRefusal(int choice, ByteBuf buffer, int start, int end) {
        if (!isTold(choice) || start >= end) {
            return;
        }
        ByteBuf said = refusal;
        if (said == null) {
            said = Unpooled.buffer(end - start);
            refusal = said;
        }
        if (said.writerIndex() + end - start > REFUSAL_BYTES_MAX) {
            loss.dropped("refusal");
        } else {
            said.writeBytes(buffer, start, end - start);
        }
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        if (isTold(choice)) {
            blocks.beginCall(call, id == null || id.isEmpty() ? callId(call) : ToolIds.plain(id), name);
        }
    }

    private EscapedText callId(int call) {
        return EscapedText.of("toolu_" + context.id() + "_" + call);
    }

    @Override
    public void onToolCallArguments(int choice, int call, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            blocks.calls().fragment(call, buffer, start, end);
        }
    }

    @Override
    public void onToolCallInput(int choice, int call, ByteBuf buffer, int start, int end) {
        if (isTold(choice)) {
            blocks.calls().input(call, buffer, start, end);
        }
    }

    @Override
    public void onMedia(int choice, EscapedText mimeType, ByteBuf buffer, int start, int end) {
        loss.dropped("media");
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        EscapedText url = citation.url();
        if (choice == 0 && blocks.open() == AnswerBlocks.TEXT && url != null) {
            out.citation(url, citation);
        } else {
            loss.dropped("citation");
        }
    }

    @Override
    public void onReasoningState(int choice, String dialect, String kind, ByteBuf buffer, int start, int end) {
        if (isTold(choice) && start < end) {
            blocks.onState(CarriedState.of(dialect, kind, buffer, start, end));
        }
    }

    @Override
    public void onExtra(int choice, String name, ByteBuf buffer, int start, int end) {
        loss.dropped(name);
    }

    @Override
    public void onBlockEnd(int choice) {
        if (choice == 0) {
            blocks.onEnd();
        }
    }

    @Override
    public void onFinish(int choice, FinishReason reason, @Nullable EscapedText sequence) {
        if (choice == 0) {
            blocks.endAll();
            finish = reason;
            stopSequence = sequence == null ? null : CarriedState.copy(sequence);
        }
    }

    @Override
    public void onUsage(Usage used) {
        usage = used;
    }

    /** A model that was told which tool to call stops like any other in some dialects; the clients of this one wait for the word. */
    @Override
    public void onEnd() {
        blocks.endAll();
        ByteBuf said = refusal;
        FinishReason reason = finish;
        if (reason == FinishReason.STOP) {
            reason = said != null
                    ? FinishReason.CONTENT_FILTER
                    : blocks.calls().isEmpty() ? reason : FinishReason.TOOL_CALLS;
        }
        EscapedText explanation = said == null ? null : new EscapedText(said, 0, said.writerIndex());
        out.end(new MessageOut.Ending(StopReasons.name(reason), stopSequence, explanation, usage));
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
