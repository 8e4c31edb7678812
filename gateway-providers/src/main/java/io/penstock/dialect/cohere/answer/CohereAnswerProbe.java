package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer of chat, embed or rerank. A stream's usage stands in its last event, so none is {@link Verdict#USAGE}: nothing is
 * ever taken out. Behind the first output a piece of content is output by its name: the first bytes of its event are all that is read of
 * it.
 */
public final class CohereAnswerProbe implements AnswerProbe {
    private static final byte[] DELTA_LINE = "event: content-delta".getBytes(StandardCharsets.US_ASCII);
    private static final long DELTA_HEAD = word(0);
    private static final long DELTA_MIDDLE = word(8);
    private static final long DELTA_TAIL = word(DELTA_LINE.length - 8);

    private final UsageCounts usage = new UsageCounts();
    private final StreamEvent event = new StreamEvent();
    private final DeltaReader delta = new DeltaReader(usage);

    private @Nullable LongEvent longEvent;
    private @Nullable AnswerScan body;
    private boolean hasOutput;
    private boolean isFinished;

    private static long word(int from) {
        long word = 0;
        for (int i = from + 7; i >= from; i--) {
            word = (word << 8) | DELTA_LINE[i];
        }
        return word;
    }

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        if (hasOutput && longEvent == null && isDelta(buffer, start, end)) {
            return Verdict.OUTPUT;
        }
        Verdict verdict = longEvent == null ? whole(buffer, start, end) : lastPart(longEvent, buffer, start, end);
        hasOutput |= verdict == Verdict.OUTPUT;
        isFinished |= verdict == Verdict.END;
        return verdict;
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        LongEvent parted = longEvent;
        if (parted == null) {
            parted = new LongEvent(usage);
            longEvent = parted;
        }
        parted.feed(buffer, start, end);
    }

    @Override
    public boolean isFinished() {
        return isFinished;
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        AnswerScan scan = body;
        if (scan == null) {
            scan = new AnswerScan(usage);
            body = scan;
        }
        scan.feed(buffer, start, end);
    }

    @Override
    public Verdict onBodyEnd() {
        return body != null && body.hasError() ? Verdict.ERROR : Verdict.END;
    }

    @Override
    public @Nullable Usage usage() {
        return usage.toUsage();
    }

    private static boolean isDelta(ByteBuf buffer, int start, int end) {
        int lineEnd = start + DELTA_LINE.length;
        if (lineEnd >= end || buffer.getLongLE(start) != DELTA_HEAD || buffer.getLongLE(start + 8) != DELTA_MIDDLE) {
            return false;
        }
        byte after = buffer.getByte(lineEnd);
        return buffer.getLongLE(lineEnd - 8) == DELTA_TAIL && (after == Ascii.LF || after == Ascii.CR);
    }

    private Verdict lastPart(LongEvent parted, ByteBuf buffer, int start, int end) {
        parted.feed(buffer, start, end);
        longEvent = null;
        return parted.verdict();
    }

    private Verdict whole(ByteBuf buffer, int start, int end) {
        int type = event.read(buffer, start, end);
        Verdict verdict = switch (type) {
            case StreamEvent.ERROR -> Verdict.ERROR;
            case StreamEvent.OTHER,
                    StreamEvent.BROKEN,
                    StreamEvent.MESSAGE_START,
                    StreamEvent.CONTENT_END,
                    StreamEvent.TOOL_CALL_END,
                    StreamEvent.CITATION_END -> Verdict.PREAMBLE;
            case StreamEvent.TOOL_CALL_START, StreamEvent.CITATION_START -> Verdict.OUTPUT;
            default -> onDelta(type);
        };
        event.clear();
        return verdict;
    }

    private Verdict onDelta(int type) {
        boolean isRead = delta.read(event.data(), event.start(StreamEvent.DELTA), event.end(StreamEvent.DELTA));
        if (type == StreamEvent.MESSAGE_END) {
            return isRead && delta.isFailed() ? Verdict.ERROR : Verdict.END;
        }
        boolean isFilled = delta.has(DeltaReader.TEXT)
                || delta.has(DeltaReader.THINKING)
                || delta.has(DeltaReader.PLAN)
                || delta.has(DeltaReader.ARGUMENTS);
        return isFilled || !isRead ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }
}
