package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer of the Messages API. Its usage stands in events that say more, so none is {@link Verdict#USAGE}: nothing is ever
 * taken out. Behind the first output a delta is output by its name: the first bytes of its event are all that is read of it.
 */
public final class AnthropicAnswerProbe implements AnswerProbe {
    private static final byte[] DELTA_LINE = "event: content_block_delta".getBytes(StandardCharsets.US_ASCII);
    private static final long DELTA_HEAD = word(0);
    private static final long DELTA_MIDDLE = word(8);
    private static final long DELTA_TAIL = word(DELTA_LINE.length - 8);

    private static final JsonKey USAGE = JsonKey.of("usage");
    private static final JsonKey TYPE = JsonKey.of("type");
    private static final JsonKey STOP_REASON = JsonKey.of("stop_reason");
    private static final JsonKey[] CONTENTS = {JsonKey.of("text"), JsonKey.of("thinking"), JsonKey.of("signature")};
    private static final int READABLE = 2;

    private final StreamEvent event = new StreamEvent();
    private final UsageCounts usage = new UsageCounts();
    private final JsonCursor cursor = new JsonCursor();

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
        return buffer.getLongLE(lineEnd - 8) == DELTA_TAIL
                && buffer.getShortLE(start + 16) == (short) (DELTA_LINE[16] | (DELTA_LINE[17] << 8))
                && (after == Ascii.LF || after == Ascii.CR);
    }

    private Verdict lastPart(LongEvent parted, ByteBuf buffer, int start, int end) {
        parted.feed(buffer, start, end);
        longEvent = null;
        isFinished |= parted.isFinished();
        return parted.verdict();
    }

    private Verdict whole(ByteBuf buffer, int start, int end) {
        Verdict verdict = switch (event.read(buffer, start, end)) {
            case StreamEvent.MESSAGE_START -> onMessageStart();
            case StreamEvent.BLOCK_START -> onBlockStart();
            case StreamEvent.BLOCK_DELTA -> onDelta();
            case StreamEvent.MESSAGE_DELTA -> onMessageDelta();
            case StreamEvent.MESSAGE_STOP -> Verdict.END;
            case StreamEvent.ERROR -> Verdict.ERROR;
            default -> Verdict.PREAMBLE;
        };
        event.clear();
        cursor.clear();
        return verdict;
    }

    private Verdict onMessageStart() {
        if (event.has(StreamEvent.MESSAGE)) {
            event.enter(StreamEvent.MESSAGE, cursor);
            cursor.enterObject();
            while (cursor.nextMember()) {
                if (cursor.isKey(USAGE)) {
                    usage.read(cursor);
                } else {
                    cursor.skip();
                }
            }
        }
        return Verdict.PREAMBLE;
    }

    /** A block that deltas will fill says nothing yet; of any other its start is what it says. */
    private Verdict onBlockStart() {
        if (!event.has(StreamEvent.CONTENT_BLOCK)) {
            return Verdict.PREAMBLE;
        }
        boolean isReadable = false;
        boolean isFilled = false;
        event.enter(StreamEvent.CONTENT_BLOCK, cursor);
        cursor.enterObject();
        while (cursor.nextMember()) {
            if (cursor.isKey(TYPE)) {
                int type = cursor.readOneOf(CONTENTS);
                isReadable = type >= 0 && type < READABLE;
            } else if (cursor.keyIn(CONTENTS) >= 0) {
                isFilled |= cursor.skipIsFilled();
            } else {
                cursor.skip();
            }
        }
        return isReadable && !isFilled ? Verdict.PREAMBLE : Verdict.OUTPUT;
    }

    private Verdict onDelta() {
        boolean isFilled = false;
        if (event.has(StreamEvent.DELTA)) {
            event.enter(StreamEvent.DELTA, cursor);
            cursor.enterObject();
            while (cursor.nextMember()) {
                boolean isType = cursor.isKey(TYPE);
                isFilled |= cursor.skipIsFilled() && !isType;
            }
        }
        return isFilled ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }

    private Verdict onMessageDelta() {
        boolean isStopped = false;
        if (event.has(StreamEvent.DELTA)) {
            event.enter(StreamEvent.DELTA, cursor);
            cursor.enterObject();
            while (cursor.nextMember()) {
                boolean isReason = cursor.isKey(STOP_REASON);
                isStopped |= cursor.skipIsFilled() && isReason;
            }
        }
        if (event.has(StreamEvent.USAGE)) {
            event.enter(StreamEvent.USAGE, cursor);
            usage.read(cursor);
        }
        isFinished |= isStopped;
        return isStopped ? Verdict.OUTPUT : Verdict.PREAMBLE;
    }
}
