package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonScanner;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of chat. What the model plans to do with its tools is reasoning, like what it thinks. A stream is over at its
 * {@code message-end}; a {@code [DONE]} behind that, and events that nobody knows, are passed over.
 *
 * <p>Citations may come behind the text that they belong to, so the end of a text is told when the next thing begins.
 */
public final class CohereAnswerReader implements AnswerReader {
    private static final int NO_CALL = -1;

    private final UsageCounts usage = new UsageCounts();
    private final StreamEvent event = new StreamEvent();
    private final DeltaReader delta = new DeltaReader(usage);
    private final OpenCalls open = new OpenCalls();

    private GatewayFault fault = ErrorReader.broken("it said nothing");
    private int calls;
    /** The call that the last block is, or {@link #NO_CALL}. */
    private int lastCall = NO_CALL;

    private boolean isInContent;
    private boolean isContentOver;
    private boolean isStarted;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int to, GenerationEvents out) {
        if (isEnded) {
            return Verdict.PREAMBLE;
        }
        int type = event.read(buffer, start, to);
        Verdict verdict = switch (type) {
            case StreamEvent.OTHER, StreamEvent.CITATION_END -> Verdict.PREAMBLE;
            case StreamEvent.BROKEN -> broken("an event that is no JSON");
            case StreamEvent.ERROR -> {
                fault = ErrorReader.read(0, event.data(), event.dataStart(), event.dataEnd());
                yield Verdict.ERROR;
            }
            default -> onKnown(type, out);
        };
        event.clear();
        return verdict;
    }

    private Verdict onKnown(int type, GenerationEvents out) {
        if (!delta.read(event.data(), event.start(StreamEvent.DELTA), event.end(StreamEvent.DELTA))) {
            return broken("a delta that is no JSON");
        }
        return switch (type) {
            case StreamEvent.CONTENT_DELTA, StreamEvent.TOOL_PLAN_DELTA -> onFragment(out);
            case StreamEvent.MESSAGE_START -> onMessageStart(out);
            case StreamEvent.CONTENT_START -> {
                isContentOver |= isInContent;
                yield onFragment(out);
            }
            case StreamEvent.CONTENT_END -> {
                isContentOver |= isInContent;
                yield Verdict.PREAMBLE;
            }
            case StreamEvent.TOOL_CALL_START -> onCallStart(out);
            case StreamEvent.TOOL_CALL_DELTA -> onCallDelta(out);
            case StreamEvent.TOOL_CALL_END -> onCallEnd(out);
            case StreamEvent.CITATION_START -> onCitation(out);
            default -> onMessageEnd(out);
        };
    }

    private Verdict onMessageStart(GenerationEvents out) {
        if (!isStarted) {
            begin(event.text(StreamEvent.ID), out);
        }
        return Verdict.PREAMBLE;
    }

    private void begin(@Nullable EscapedText id, GenerationEvents out) {
        isStarted = true;
        out.onStart(id, null, 0);
    }

    private Verdict onFragment(GenerationEvents out) {
        boolean hasText = delta.has(DeltaReader.TEXT);
        boolean hasThinking = delta.has(DeltaReader.THINKING);
        boolean hasPlan = delta.has(DeltaReader.PLAN);
        if (!hasText && !hasThinking && !hasPlan) {
            return Verdict.PREAMBLE;
        }
        ByteBuf data = event.data();
        beginContent(out);
        if (hasThinking) {
            out.onReasoning(0, data, delta.start(DeltaReader.THINKING), delta.end(DeltaReader.THINKING));
        }
        if (hasPlan) {
            out.onReasoning(0, data, delta.start(DeltaReader.PLAN), delta.end(DeltaReader.PLAN));
        }
        if (hasText) {
            out.onText(0, data, delta.start(DeltaReader.TEXT), delta.end(DeltaReader.TEXT));
        }
        onLogprobs(data, out);
        return Verdict.OUTPUT;
    }

    private void onLogprobs(ByteBuf data, GenerationEvents out) {
        int start = event.start(StreamEvent.LOGPROBS);
        int end = event.end(StreamEvent.LOGPROBS);
        if (start < end && data.getByte(start) == '{' && JsonScanner.isValue(data, start, end)) {
            out.onExtra(0, WholeAnswer.LOGPROBS_NAME, data, start, end);
        }
    }

    private void beginContent(GenerationEvents out) {
        if (!isStarted) {
            begin(null, out);
        }
        endContent(out);
        isInContent = true;
        lastCall = NO_CALL;
    }

    private void endContent(GenerationEvents out) {
        if (isContentOver) {
            isContentOver = false;
            isInContent = false;
            out.onBlockEnd(0);
        }
    }

    private Verdict onCallStart(GenerationEvents out) {
        EscapedText name = delta.text(DeltaReader.CALL_NAME, event.data());
        if (name == null) {
            return broken("a tool call without a name");
        }
        if (!open.open(event.index(), calls)) {
            return broken("too many tool calls at once");
        }
        if (!isStarted) {
            begin(null, out);
        }
        endContent(out);
        isInContent = false;
        lastCall = calls++;
        out.onToolCallStart(0, lastCall, delta.text(DeltaReader.CALL_ID, event.data()), name);
        tellArguments(out);
        return Verdict.OUTPUT;
    }

    private Verdict onCallDelta(GenerationEvents out) {
        if (!delta.has(DeltaReader.ARGUMENTS)) {
            return Verdict.PREAMBLE;
        }
        if (!open.isAny()) {
            return broken("arguments of a tool call that did not begin");
        }
        tellArguments(out);
        return Verdict.OUTPUT;
    }

    private void tellArguments(GenerationEvents out) {
        int start = delta.start(DeltaReader.ARGUMENTS);
        open.tell(event.index(), event.data(), start, delta.end(DeltaReader.ARGUMENTS), out);
    }

    private Verdict onCallEnd(GenerationEvents out) {
        int call = open.close(event.index(), out);
        if (call >= 0 && call == lastCall) {
            lastCall = NO_CALL;
            out.onBlockEnd(0);
        }
        return Verdict.PREAMBLE;
    }

    private Verdict onCitation(GenerationEvents out) {
        if (!delta.has(DeltaReader.CITATIONS)) {
            return Verdict.PREAMBLE;
        }
        List<CitationReader.Cited> cited =
                CitationReader.read(event.data(), delta.start(DeltaReader.CITATIONS), delta.end(DeltaReader.CITATIONS));
        if (cited == null) {
            return broken("a citation that is no JSON");
        }
        if (!isStarted) {
            begin(null, out);
        }
        cited.forEach(each -> out.onCitation(0, each.citation()));
        return Verdict.OUTPUT;
    }

    private Verdict onMessageEnd(GenerationEvents out) {
        if (delta.isFailed()) {
            fault = ErrorReader.failed(delta.isTimeout(), delta.text(DeltaReader.ERROR, event.data()));
            return Verdict.ERROR;
        }
        if (!isStarted) {
            begin(event.text(StreamEvent.ID), out);
        }
        isEnded = true;
        open.closeAll(out);
        endContent(out);
        out.onFinish(0, delta.finish(), null);
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
        out.onEnd();
        return Verdict.END;
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents out) {
        WholeAnswer whole = new WholeAnswer(usage);
        GatewayFault wrong = whole.read(buffer, start, end);
        if (wrong != null) {
            fault = wrong;
            return Verdict.ERROR;
        }
        isEnded = true;
        whole.tell(out);
        return Verdict.END;
    }

    /** Nothing is owed behind the last event, and before it the answer is not whole. */
    @Override
    public void onSourceEnd(GenerationEvents out) {}

    @Override
    public boolean isFinished() {
        return isEnded;
    }

    @Override
    public @Nullable Usage usage() {
        return usage.toUsage();
    }

    @Override
    public GatewayFault fault() {
        return fault;
    }

    @Override
    public GatewayFault fault(int status, ByteBuf buffer, int start, int end) {
        return ErrorReader.read(status, buffer, start, end);
    }

    private Verdict broken(String what) {
        fault = ErrorReader.broken(what);
        return Verdict.ERROR;
    }
}
