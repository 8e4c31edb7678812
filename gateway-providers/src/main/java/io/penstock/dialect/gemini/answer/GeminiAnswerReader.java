package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.RawJson;
import io.penstock.codec.sse.EventView;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.GenerationEvents.Citation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of generateContent. Each event of a stream is read and checked as a whole, then told.
 *
 * <p>The dialect has no last event. A candidate's reason to stop says that it is complete, but older models give one in every event, and
 * counts or sources may still follow; so why it stopped, and what was used, is told when the source has ended.
 */
public final class GeminiAnswerReader implements AnswerReader {
    private static final int NO_BLOCK = -1;

    private final EventView view = new EventView();
    private final UsageCounts usage = new UsageCounts();
    private final Notes notes = new Notes();
    private final ResponseReader response = new ResponseReader(notes, usage);
    /** Of each candidate the kind of the block that is open, as {@link Notes} has them, or {@link #NO_BLOCK}. */
    private final int[] blocks = new int[ResponseReader.CANDIDATES_MAX];

    private boolean isStarted;
    private boolean isEnded;
    private @Nullable GatewayFault fault;

    /** A reader of one answer. */
    public GeminiAnswerReader() {
        Arrays.fill(blocks, NO_BLOCK);
    }

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end, GenerationEvents out) {
        view.read(buffer, start, end);
        if (view.dataLines() == 0 || view.dataStart() == view.dataEnd()) {
            return Verdict.PREAMBLE;
        }
        if (view.dataLines() > 1) {
            ByteBuf joined = Unpooled.buffer(end - start);
            view.joinData(buffer, end, joined);
            return read(joined, 0, joined.writerIndex(), out);
        }
        return read(buffer, view.dataStart(), view.dataEnd(), out);
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents out) {
        Verdict verdict = read(buffer, start, end, out, true);
        if (verdict != Verdict.ERROR) {
            end(out);
            return Verdict.END;
        }
        return verdict;
    }

    @Override
    public void onSourceEnd(GenerationEvents out) {
        if (!isEnded && isFinished()) {
            end(out);
        }
    }

    @Override
    public boolean isFinished() {
        return fault == null && response.isFinished();
    }

    @Override
    public @Nullable Usage usage() {
        return usage.toUsage();
    }

    @Override
    public GatewayFault fault() {
        GatewayFault known = fault;
        return known == null ? Broken.fault("it has no fault") : known;
    }

    @Override
    public GatewayFault fault(int status, ByteBuf buffer, int start, int end) {
        return ErrorReader.read(status, buffer, start, end);
    }

    private Verdict read(ByteBuf buffer, int start, int end, GenerationEvents out) {
        return read(buffer, start, end, out, false);
    }

    private Verdict read(ByteBuf buffer, int start, int end, GenerationEvents out, boolean isBody) {
        if (fault != null) {
            return Verdict.ERROR;
        }
        notes.clear();
        try {
            response.read(buffer, start, end);
            if (response.hasError()) {
                fault = ErrorReader.read(0, buffer, start, end);
                return Verdict.ERROR;
            }
            if (isBody && !response.hasAnswer()) {
                throw Broken.because("no candidates");
            }
        } catch (FaultException broken) {
            fault = broken.fault();
            return Verdict.ERROR;
        }
        start(out);
        return tell(buffer, out);
    }

    private void start(GenerationEvents out) {
        if (!isStarted) {
            isStarted = true;
            out.onStart(response.id(), response.model(), seconds(response.created()));
        }
    }

    private static long seconds(@Nullable EscapedText time) {
        try {
            return time == null ? 0 : Math.max(0, Instant.parse(time.decode()).getEpochSecond());
        } catch (DateTimeParseException noTime) {
            return 0;
        }
    }

    private Verdict tell(ByteBuf buffer, GenerationEvents out) {
        boolean isOutput = response.isBlocked();
        for (int i = 0; i < notes.count(); i++) {
            isOutput |= tell(buffer, i, out);
        }
        if (isOutput) {
            return Verdict.OUTPUT;
        }
        return response.isUsageOnly() ? Verdict.USAGE : Verdict.PREAMBLE;
    }

    /** Tells what was noted there and says whether the model made it. */
    private boolean tell(ByteBuf buffer, int at, GenerationEvents out) {
        int choice = notes.owner(at);
        int start = notes.start(at);
        int end = notes.end(at);
        Object value = notes.value(at);
        switch (notes.kind(at)) {
            case Notes.TEXT, Notes.THOUGHT -> {
                return tellText(buffer, at, out);
            }
            case Notes.CALL_START -> tellCall(buffer, at, out);
            case Notes.CALL_INPUT -> {
                if (value instanceof RawJson json) {
                    out.onToolCallInput(choice, start, json.buffer(), json.start(), json.end());
                }
            }
            case Notes.MEDIA -> {
                if (value instanceof EscapedText type && end > start) {
                    blocks[choice] = NO_BLOCK;
                    out.onMedia(choice, type, buffer, start, end);
                    tellState(buffer, at, out);
                }
            }
            case Notes.CITATIONS -> tellCitations(choice, value, out);
            case Notes.REASON_NAME -> out.onExtra(choice, "finishReason", buffer, start, end);
            default -> {}
        }
        return true;
    }

    private boolean tellText(ByteBuf buffer, int at, GenerationEvents out) {
        int choice = notes.owner(at);
        int start = notes.start(at);
        int end = notes.end(at);
        if (end > start) {
            blocks[choice] = notes.kind(at);
            if (notes.kind(at) == Notes.TEXT) {
                out.onText(choice, buffer, start, end);
            } else {
                out.onReasoning(choice, buffer, start, end);
            }
        }
        return tellState(buffer, at, out) || end > start;
    }

    /** A signature belongs to the block at hand; where there is none, it is one that cannot be read. */
    private boolean tellState(ByteBuf buffer, int at, GenerationEvents out) {
        if (!notes.hasState(at)) {
            return false;
        }
        int choice = notes.owner(at);
        boolean isInBlock = blocks[choice] == Notes.TEXT || blocks[choice] == Notes.THOUGHT;
        if (blocks[choice] == Notes.CALL_START) {
            out.onBlockEnd(choice);
        }
        out.onReasoningState(
                choice, Signature.DIALECT, Signature.KIND, buffer, notes.stateStart(at), notes.stateEnd(at));
        if (!isInBlock) {
            blocks[choice] = NO_BLOCK;
            out.onBlockEnd(choice);
        }
        return true;
    }

    private void tellCall(ByteBuf buffer, int at, GenerationEvents out) {
        int choice = notes.owner(at);
        if (!(notes.value(at) instanceof FunctionCall call) || call.name() == null) {
            return;
        }
        if (notes.hasState(at)) {
            if (blocks[choice] != NO_BLOCK) {
                out.onBlockEnd(choice);
            }
            out.onReasoningState(
                    choice, Signature.DIALECT, Signature.KIND, buffer, notes.stateStart(at), notes.stateEnd(at));
        }
        blocks[choice] = Notes.CALL_START;
        out.onToolCallStart(choice, notes.start(at), call.id(), call.name());
    }

    private static void tellCitations(int choice, @Nullable Object value, GenerationEvents out) {
        if (value instanceof List<?> citations) {
            for (Object citation : citations) {
                if (citation instanceof Citation each) {
                    out.onCitation(choice, each);
                }
            }
        }
    }

    private void end(GenerationEvents out) {
        isEnded = true;
        tellOpen(out);
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
        @Nullable Candidate[] candidates = response.candidates();
        boolean isAny = false;
        for (int i = 0; i < candidates.length; i++) {
            Candidate candidate = candidates[i];
            if (candidate != null) {
                isAny = true;
                boolean isKeptBack = response.isBlocked() && !candidate.isFinished();
                out.onFinish(i, isKeptBack ? FinishReason.CONTENT_FILTER : candidate.finish(), null);
            }
        }
        if (!isAny) {
            out.onFinish(0, FinishReason.CONTENT_FILTER, null);
        }
        out.onEnd();
    }

    /** A whole answer may have no reason to stop, and a call that nothing ended. */
    private void tellOpen(GenerationEvents out) {
        notes.clear();
        for (Candidate candidate : response.candidates()) {
            if (candidate != null) {
                candidate.endOpen(notes);
            }
        }
        for (int i = 0; i < notes.count(); i++) {
            tell(Unpooled.EMPTY_BUFFER, i, out);
        }
    }
}
