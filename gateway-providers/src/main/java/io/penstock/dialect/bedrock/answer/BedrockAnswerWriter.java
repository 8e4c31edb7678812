package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.dialect.AnswerContext;
import io.penstock.dialect.AnswerWriter;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.LossReport;
import io.penstock.dialect.ToolIds;
import io.penstock.dialect.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer of Converse, as frames or as one document. It has one choice, of texts, reasoning, calls and images; others are lost. A
 * refusal is told as a text: the reason to stop says what it is.
 */
public final class BedrockAnswerWriter implements AnswerWriter {
    private static final String IMAGE = "image/";

    private final AnswerContext context;
    private final MessageOut out;
    private final LossReport loss = new LossReport();
    private final AnswerBlocks blocks;

    private boolean isRefused;
    private @Nullable EscapedText stopSequence;
    private FinishReason finish = FinishReason.STOP;
    private Usage usage = Usage.NONE;

    /** A writer of one answer. */
    public BedrockAnswerWriter(AnswerContext context) {
        this.context = context;
        this.out = context.isStream() ? new FrameOut() : new DocumentOut();
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
        out.begin();
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
        isRefused |= choice == 0;
        onText(choice, buffer, start, end);
    }

    @Override
    public void onToolCallStart(int choice, int call, @Nullable EscapedText id, EscapedText name) {
        if (isTold(choice)) {
            blocks.beginCall(call, id == null || id.isEmpty() ? callId(call) : ToolIds.plain(id), name);
        }
    }

    private EscapedText callId(int call) {
        return ToolIds.plain(EscapedText.of("tooluse_" + context.id() + "_" + call));
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
        String type = mimeType.decode();
        if (!isTold(choice)) {
            return;
        }
        if (!type.matches("image/(png|jpe?g|gif|webp)")) {
            loss.dropped("media");
            return;
        }
        blocks.endAll();
        String format = type.substring(IMAGE.length());
        out.image(format.equals("jpg") ? "jpeg" : format, buffer, start, end);
    }

    @Override
    public void onCitation(int choice, Citation citation) {
        if (choice == 0 && blocks.open() == AnswerBlocks.TEXT) {
            out.citation(citation);
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
            if (reason == FinishReason.PAUSE) {
                loss.approximated("pause");
            }
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
        FinishReason reason = finish;
        if (reason == FinishReason.STOP) {
            reason = isRefused
                    ? FinishReason.CONTENT_FILTER
                    : blocks.calls().isEmpty() ? reason : FinishReason.TOOL_CALLS;
        }
        out.end(new MessageOut.Ending(StopReasons.name(reason), stopSequence, usage));
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
