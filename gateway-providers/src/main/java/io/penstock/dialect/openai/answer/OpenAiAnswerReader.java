package io.penstock.dialect.openai.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.sse.EventView;
import io.penstock.dialect.AnswerReader;
import io.penstock.dialect.FinishReason;
import io.penstock.dialect.GatewayFault;
import io.penstock.dialect.GatewayFault.Kind;
import io.penstock.dialect.GenerationEvents;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer of OpenAI's chat completions, or of one of the many that are compatible with it.
 *
 * <p>What a chunk holds is read first and told then, so that of one that turns out to be an error nothing is told. Usage is told once, at
 * the end, for some report it in every chunk. A stream is over at its {@code [DONE]}, or at the object that says it is the last.
 */
public final class OpenAiAnswerReader implements AnswerReader {
    /** The name of this dialect. */
    static final String DIALECT = "openai";

    private static final JsonKey[] DONE = {JsonKey.of("[DONE]")};
    private static final JsonKey[] ERROR_NAME = {JsonKey.of("error")};
    private static final GatewayFault EMPTY =
            GatewayFault.of(Kind.UPSTREAM_BROKEN, "the provider's answer ended before it began");

    private final UsageCounts usage = new UsageCounts();
    private final ChunkReader chunk = new ChunkReader(usage);
    private final EventView view = new EventView();
    private final List<ChoiceTeller> tellers = new ArrayList<>(1);

    private @Nullable ByteBuf joined;
    private GatewayFault fault = EMPTY;
    private boolean isStarted;
    private boolean isCited;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end, GenerationEvents out) {
        if (isEnded) {
            return Verdict.PREAMBLE;
        }
        view.read(buffer, start, end);
        if (view.dataLines() > 1) {
            ByteBuf lines = joinedLines(buffer, end);
            return onData(lines, 0, lines.writerIndex(), isNamedError(buffer), out);
        }
        return onData(buffer, view.dataStart(), view.dataEnd(), isNamedError(buffer), out);
    }

    private boolean isNamedError(ByteBuf buffer) {
        return view.nameStart() < view.nameEnd()
                && JsonKey.indexOf(ERROR_NAME, buffer, view.nameStart(), view.nameEnd()) == 0;
    }

    /** Rare enough to be copied, into memory that is kept for the next such event. */
    private ByteBuf joinedLines(ByteBuf buffer, int end) {
        ByteBuf lines = joined;
        if (lines == null) {
            lines = Unpooled.buffer();
            joined = lines;
        }
        lines.clear();
        view.joinData(buffer, end, lines);
        return lines;
    }

    private Verdict onData(ByteBuf buffer, int start, int dataEnd, boolean isError, GenerationEvents out) {
        int end = dataEnd;
        while (end > start && buffer.getByte(end - 1) == Ascii.SPACE) {
            end--;
        }
        if (isError) {
            return fail(ProviderFaults.of(0, buffer, start, end));
        }
        if (start == end) {
            return Verdict.PREAMBLE;
        }
        if (buffer.getByte(start) == '[' && JsonKey.indexOf(DONE, buffer, start, end) == 0) {
            return onDone(out);
        }
        return onChunk(buffer, start, end, out);
    }

    private Verdict onDone(GenerationEvents out) {
        if (!isStarted) {
            return fail(EMPTY);
        }
        end(out);
        return Verdict.END;
    }

    private Verdict onChunk(ByteBuf buffer, int start, int end, GenerationEvents out) {
        if (!isGood(buffer, start, end)) {
            return fail(ProviderFaults.of(0, buffer, start, end));
        }
        // Azure begins with a chunk that has no choices, no id and no model.
        if (!isStarted && chunk.choiceCount() > 0) {
            start(buffer, out);
        }
        boolean hasOutput = false;
        if (isStarted) {
            hasOutput = tellChoices(buffer, false, out);
            if (chunk.isDone()) {
                end(out);
                return Verdict.END;
            }
        }
        if (hasOutput) {
            return Verdict.OUTPUT;
        }
        return chunk.isUsageOnly() ? Verdict.USAGE : Verdict.PREAMBLE;
    }

    /** Whether it is a chunk, no error, and nothing in it is above any bound. */
    private boolean isGood(ByteBuf buffer, int start, int end) {
        if (!chunk.read(buffer, start, end) || chunk.isFailure()) {
            return false;
        }
        for (int i = 0; i < chunk.choiceCount(); i++) {
            ChoiceDelta delta = chunk.choice(i);
            if (delta.callCount() > 0 && teller(delta.index).isFull(delta)) {
                return false;
            }
        }
        return true;
    }

    private void start(ByteBuf buffer, GenerationEvents out) {
        isStarted = true;
        out.onStart(ChunkReader.text(chunk.id, buffer), ChunkReader.text(chunk.model, buffer), chunk.createdSeconds());
        extra("service_tier", chunk.serviceTier, buffer, out);
    }

    private boolean tellChoices(ByteBuf buffer, boolean isWhole, GenerationEvents out) {
        boolean hasOutput = false;
        for (int i = 0; i < chunk.choiceCount(); i++) {
            ChoiceDelta delta = chunk.choice(i);
            ChoiceTeller teller = teller(delta.index);
            hasOutput |= delta.hasOutput();
            teller.tell(delta, buffer, isWhole, out);
            FinishReason reason = delta.finish;
            if (reason == null && isWhole) {
                reason = FinishReason.STOP;
            }
            if (reason != null) {
                cite(delta.index, teller, buffer, out);
                teller.finish(reason, out);
            }
        }
        if (chunk.choiceCount() == 0 && !isCited) {
            extra("citations", chunk.citations, buffer, out);
        }
        return hasOutput;
    }

    /** Links that stand beside the choices come with every chunk, and belong to the end of the text. */
    private void cite(int choice, ChoiceTeller teller, ByteBuf buffer, GenerationEvents out) {
        Ranges links = chunk.searchResults.isEmpty() ? chunk.citations : chunk.searchResults;
        if (!links.isEmpty() && !isCited && !teller.isFinished()) {
            isCited = true;
            CitationReader.tellLinks(choice, links, buffer, out);
        }
    }

    private static void extra(String name, Ranges value, ByteBuf buffer, GenerationEvents out) {
        if (!value.isEmpty() && JsonScanner.isValue(buffer, value.start(0), value.end(0))) {
            out.onExtra(-1, name, buffer, value.start(0), value.end(0));
        }
    }

    private ChoiceTeller teller(int choice) {
        while (tellers.size() <= choice) {
            tellers.add(new ChoiceTeller(tellers.size()));
        }
        return tellers.get(choice);
    }

    private void end(GenerationEvents out) {
        isEnded = true;
        for (int i = 0; i < tellers.size(); i++) {
            if (tellers.get(i).isBegun()) {
                tellers.get(i).finish(FinishReason.STOP, out);
            }
        }
        Usage used = usage.toUsage();
        if (used != null) {
            out.onUsage(used);
        }
        out.onEnd();
    }

    private Verdict fail(GatewayFault what) {
        fault = what;
        return Verdict.ERROR;
    }

    @Override
    public Verdict onBody(ByteBuf buffer, int start, int end, GenerationEvents out) {
        if (!isGood(buffer, start, end)) {
            return fail(ProviderFaults.of(0, buffer, start, end));
        }
        if (chunk.choiceCount() == 0) {
            return fail(EMPTY);
        }
        start(buffer, out);
        tellChoices(buffer, true, out);
        end(out);
        return Verdict.END;
    }

    @Override
    public void onSourceEnd(GenerationEvents out) {
        if (isFinished() && !isEnded) {
            end(out);
        }
    }

    @Override
    public boolean isFinished() {
        if (isEnded) {
            return true;
        }
        boolean isFinished = isStarted;
        for (int i = 0; i < tellers.size(); i++) {
            isFinished &= tellers.get(i).isFinished() || !tellers.get(i).isBegun();
        }
        return isFinished;
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
        return ProviderFaults.of(status, buffer, start, end);
    }
}
