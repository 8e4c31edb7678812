package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.sse.EventView;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Operation;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import io.penstock.dialect.openai.answer.UsageCounts;
import org.jspecify.annotations.Nullable;

/** Looks at an answer of OpenAI's API, or of one compatible with it. Of a chat it reads the choices, of everything else the type. */
final class OpenAiAnswerProbe implements AnswerProbe {
    private static final long DONE = 0x5D454E4F445BL;
    private static final int DONE_BYTES = 6;
    private static final JsonKey[] ERROR_NAME = {JsonKey.of("error")};

    private final UsageCounts usage = new UsageCounts();
    private final EventView view = new EventView();
    private final EventShape shape = new EventShape();
    private final EventReader reader;
    private final boolean isTyped;

    private @Nullable ByteBuf joined;
    private @Nullable LongEvent longEvent;
    private @Nullable AnswerScan body;
    private boolean isEnded;

    OpenAiAnswerProbe(Operation operation) {
        this.isTyped = operation != Operation.CHAT && operation != Operation.COMPLETIONS;
        this.reader = new EventReader(usage, shape, isTyped);
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        LongEvent event = longEvent;
        if (event == null) {
            event = new LongEvent(usage, isTyped);
            longEvent = event;
        }
        event.feed(buffer, start, end);
    }

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        Verdict verdict = longEvent == null ? whole(buffer, start, end) : lastPart(longEvent, buffer, start, end);
        isEnded |= verdict == Verdict.END;
        return verdict;
    }

    @Override
    public boolean isFinished() {
        return isEnded || reader.isFinished();
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

    private Verdict lastPart(LongEvent event, ByteBuf buffer, int start, int end) {
        event.feed(buffer, start, end);
        longEvent = null;
        return event.verdict();
    }

    private Verdict whole(ByteBuf buffer, int start, int end) {
        return shape.matches(buffer, start, end) ? Verdict.OUTPUT : read(buffer, start, end);
    }

    private Verdict read(ByteBuf buffer, int start, int end) {
        view.read(buffer, start, end);
        boolean isNamed = view.nameStart() < view.nameEnd();
        if (isNamed && JsonKey.indexOf(ERROR_NAME, buffer, view.nameStart(), view.nameEnd()) == 0) {
            return Verdict.ERROR;
        }
        if (view.dataLines() > 1) {
            return severalLines(buffer, end);
        }
        int dataStart = view.dataStart();
        int dataEnd = view.dataEnd();
        if (dataStart == dataEnd) {
            return Verdict.PREAMBLE;
        }
        if (isDone(buffer, dataStart, dataEnd)) {
            return Verdict.END;
        }
        Verdict verdict = reader.read(buffer, dataStart, dataEnd);
        boolean isJson = buffer.getByte(dataStart) == '{';
        if (!isNamed && reader.isRepeatable()) {
            shape.keep(buffer, start, end);
        }
        return isTyped && isNamed && isJson && !reader.hasType() && verdict != Verdict.ERROR
                ? EventType.verdict(buffer, view.nameStart(), view.nameEnd())
                : verdict;
    }

    /** Rare enough to be copied: the lines joined, in memory that the probe keeps for the next such event. */
    private Verdict severalLines(ByteBuf buffer, int end) {
        ByteBuf lines = joined;
        if (lines == null) {
            lines = Unpooled.buffer();
            joined = lines;
        }
        lines.clear();
        view.joinData(buffer, end, lines);
        return reader.read(lines, 0, lines.writerIndex());
    }

    /** {@code [DONE]}, with nothing but spaces after it. */
    private static boolean isDone(ByteBuf buffer, int start, int end) {
        if (end - start < DONE_BYTES || buffer.getByte(start) != '[') {
            return false;
        }
        long word = buffer.getUnsignedIntLE(start)
                | ((long) buffer.getUnsignedShortLE(start + Integer.BYTES) << Integer.SIZE);
        int at = start + DONE_BYTES;
        while (at < end && buffer.getByte(at) == Ascii.SPACE) {
            at++;
        }
        return word == DONE && at == end;
    }
}
