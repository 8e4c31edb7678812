package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.ElementScanner;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a stream that comes as one JSON array: each element is what an event holds elsewhere. It ends with the array, which a provider
 * that fails does not close.
 */
public final class GeminiArrayProbe implements AnswerProbe {
    private final GeminiAnswerProbe responses = new GeminiAnswerProbe();
    private @Nullable AnswerScan longElement;
    private boolean isClosed;
    /** It is none: some providers know server-sent events only. */
    private boolean isEvents;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        AnswerScan scan = longElement;
        if (scan != null) {
            scan.feed(buffer, start, end);
            longElement = null;
            return scan.hasError() ? Verdict.ERROR : Verdict.OUTPUT;
        }
        int at = ElementScanner.startOf(buffer, start, end);
        if (at == end) {
            return Verdict.PREAMBLE;
        }
        if (buffer.getByte(at) == ']') {
            isClosed = true;
            return Verdict.END;
        }
        if (buffer.getByte(at) != '{') {
            isEvents = true;
            return responses.onEvent(buffer, start, end);
        }
        Verdict verdict = responses.read(buffer, at, end);
        return verdict == Verdict.END ? Verdict.OUTPUT : verdict;
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        AnswerScan scan = longElement;
        int from = start;
        if (scan == null) {
            scan = responses.newScan();
            longElement = scan;
            from = ElementScanner.startOf(buffer, start, end);
        }
        scan.feed(buffer, from, end);
    }

    @Override
    public boolean isFinished() {
        return isClosed || (isEvents && responses.isFinished());
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        responses.onBody(buffer, start, end);
    }

    @Override
    public Verdict onBodyEnd() {
        return responses.onBodyEnd();
    }

    @Override
    public @Nullable Usage usage() {
        return responses.usage();
    }
}
