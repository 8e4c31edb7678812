package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.sse.EventView;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/** Looks at an answer of generateContent. It ends where each candidate has given its reason to stop, or the prompt was refused. */
public final class GeminiAnswerProbe implements AnswerProbe {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("candidates"), JsonKey.of("usageMetadata"), JsonKey.of("promptFeedback"), JsonKey.of("error")
    };
    private static final JsonKey[] CANDIDATE_MEMBERS = {
        JsonKey.of("content"), JsonKey.of("finishReason"), JsonKey.of("index")
    };
    private static final JsonKey PARTS = JsonKey.of("parts");
    private static final JsonKey TEXT = JsonKey.of("text");
    private static final JsonKey THOUGHT = JsonKey.of("thought");
    private static final JsonKey BLOCK_REASON = JsonKey.of("blockReason");

    private final EventView view = new EventView();
    private final JsonCursor cursor = new JsonCursor();
    private final UsageCounts usage = new UsageCounts();
    private final Finishes finishes = new Finishes();
    private @Nullable ByteBuf joined;
    private @Nullable LongEvent longEvent;
    private @Nullable AnswerScan body;

    private boolean hasError;
    private boolean hasOutput;
    private boolean hasUsage;
    private boolean hasCandidate;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        LongEvent event = longEvent;
        if (event != null) {
            event.feed(buffer, start, end);
            longEvent = null;
            return event.hasError() ? Verdict.ERROR : finishes.isAll() ? Verdict.END : Verdict.OUTPUT;
        }
        view.read(buffer, start, end);
        if (view.dataLines() > 1) {
            ByteBuf lines = joined == null ? Unpooled.buffer() : joined;
            joined = lines;
            lines.clear();
            view.joinData(buffer, end, lines);
            return read(lines, 0, lines.writerIndex());
        }
        return view.dataStart() == view.dataEnd() ? Verdict.PREAMBLE : read(buffer, view.dataStart(), view.dataEnd());
    }

    @Override
    public void onEventPart(ByteBuf buffer, int start, int end) {
        LongEvent event = longEvent;
        if (event == null) {
            event = new LongEvent(new AnswerScan(usage, finishes));
            longEvent = event;
        }
        event.feed(buffer, start, end);
    }

    @Override
    public boolean isFinished() {
        return finishes.isAll();
    }

    /** Reads a response that comes in parts. */
    AnswerScan newScan() {
        return new AnswerScan(usage, finishes);
    }

    @Override
    public void onBody(ByteBuf buffer, int start, int end) {
        AnswerScan scan = body;
        if (scan == null) {
            scan = new AnswerScan(usage, finishes);
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

    /** What a response says that the range holds, or an array of some. */
    Verdict read(ByteBuf buffer, int start, int end) {
        hasError = false;
        hasOutput = false;
        hasUsage = false;
        hasCandidate = false;
        boolean isFinish = !finishes.isAll();
        cursor.reset(buffer, start, end);
        if (cursor.enterArray()) {
            while (cursor.nextElement()) {
                onResponse();
            }
        } else {
            onResponse();
        }
        cursor.clear();
        return verdict(isFinish && finishes.isAll());
    }

    private Verdict verdict(boolean isFinish) {
        if (hasError) {
            return Verdict.ERROR;
        }
        if (isFinish) {
            return Verdict.END;
        }
        if (hasOutput) {
            return Verdict.OUTPUT;
        }
        return hasUsage && !hasCandidate ? Verdict.USAGE : Verdict.PREAMBLE;
    }

    private void onResponse() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> onCandidates();
                case 1 -> {
                    hasUsage |= cursor.first() == '{';
                    usage.read(cursor);
                }
                case 2 -> onFeedback();
                case 3 -> hasError |= cursor.skipIsTruthy();
                default -> cursor.skip();
            }
        }
    }

    private void onFeedback() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            boolean isReason = cursor.isKey(BLOCK_REASON);
            if (cursor.skipIsFilled() && isReason) {
                finishes.onBlocked();
            }
        }
    }

    private void onCandidates() {
        if (!cursor.enterArray()) {
            cursor.skip();
            return;
        }
        while (cursor.nextElement()) {
            if (!cursor.enterObject()) {
                cursor.skip();
                continue;
            }
            onCandidate();
        }
    }

    private void onCandidate() {
        boolean isFinished = false;
        long index = 0;
        while (cursor.nextMember()) {
            switch (cursor.keyIn(CANDIDATE_MEMBERS)) {
                case 0 -> onContent();
                case 1 -> isFinished = cursor.skipIsFilled();
                case 2 -> index = cursor.readCount();
                default -> cursor.skip();
            }
        }
        hasCandidate = true;
        hasOutput |= isFinished;
        finishes.on(index, isFinished);
    }

    private void onContent() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (!cursor.isKey(PARTS) || !cursor.enterArray()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextElement()) {
                onPart();
            }
        }
    }

    /** All but an empty text, and whether a text is a thought, is output. */
    private void onPart() {
        if (!cursor.enterObject()) {
            cursor.skip();
            return;
        }
        while (cursor.nextMember()) {
            if (hasOutput || cursor.isKey(THOUGHT)) {
                cursor.skip();
            } else if (cursor.isKey(TEXT)) {
                hasOutput = cursor.skipIsFilled();
            } else {
                cursor.skip();
                hasOutput = true;
            }
        }
    }
}
