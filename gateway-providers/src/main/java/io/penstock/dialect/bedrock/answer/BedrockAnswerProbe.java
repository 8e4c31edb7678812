package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.eventstream.FrameView;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer of Converse. What a frame is stands in its headers; of the payload only that of {@code metadata} is read. Every stream
 * has that event, so none is {@link Verdict#USAGE}: nothing is ever taken out.
 */
public final class BedrockAnswerProbe implements AnswerProbe {
    private static final JsonKey USAGE = JsonKey.of("usage");
    private static final JsonKey START = JsonKey.of("start");

    private final FrameView view = new FrameView();
    private final UsageCounts usage = new UsageCounts();
    private final JsonCursor cursor = new JsonCursor();

    private @Nullable LongFrame longFrame;
    private @Nullable AnswerScan body;
    private boolean isStopped;
    private boolean hasMetadata;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        LongFrame parted = longFrame;
        if (parted != null) {
            parted.feed(buffer, start, end);
            longFrame = null;
            return verdict(parted.type());
        }
        if (!view.readUnchecked(buffer, start, end)) {
            return Verdict.PREAMBLE;
        }
        int type = StreamEvent.type(view, buffer);
        if (type == StreamEvent.METADATA) {
            readUsage(buffer);
        }
        return type == StreamEvent.BLOCK_START && !isCall(buffer) ? Verdict.PREAMBLE : verdict(type);
    }

    private Verdict verdict(int type) {
        return switch (type) {
            case StreamEvent.BLOCK_START, StreamEvent.BLOCK_DELTA -> Verdict.OUTPUT;
            case StreamEvent.MESSAGE_STOP -> {
                isStopped = true;
                yield hasMetadata ? Verdict.END : Verdict.OUTPUT;
            }
            case StreamEvent.METADATA -> {
                hasMetadata = true;
                yield isStopped ? Verdict.END : Verdict.PREAMBLE;
            }
            case StreamEvent.EXCEPTION -> Verdict.ERROR;
            default -> Verdict.PREAMBLE;
        };
    }

    /** Whether the start of a block says anything: that of a call does, that of a text is empty. */
    private boolean isCall(ByteBuf buffer) {
        boolean isFilled = false;
        cursor.reset(buffer, view.payloadStart(), view.payloadEnd());
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                boolean isStart = cursor.isKey(START);
                isFilled |= cursor.skipIsFilled() && isStart;
            }
        }
        cursor.clear();
        return isFilled;
    }

    private void readUsage(ByteBuf buffer) {
        cursor.reset(buffer, view.payloadStart(), view.payloadEnd());
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(USAGE)) {
                    usage.read(cursor);
                } else {
                    cursor.skip();
                }
            }
        }
        cursor.clear();
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        LongFrame parted = longFrame;
        if (parted == null) {
            parted = new LongFrame(usage);
            longFrame = parted;
        }
        parted.feed(buffer, start, end);
    }

    @Override
    public boolean isFinished() {
        return isStopped;
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
}
