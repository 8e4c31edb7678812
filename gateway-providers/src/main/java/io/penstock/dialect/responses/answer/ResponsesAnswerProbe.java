package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.AnswerProbe;
import io.penstock.dialect.Usage;
import io.penstock.dialect.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an answer that passes by unchanged. An event is what its type says, which mostly stands first: of one that is a fragment
 * nothing behind it is read.
 */
public final class ResponsesAnswerProbe implements AnswerProbe {
    private static final JsonKey TYPE = JsonKey.of("type");
    private static final JsonKey RESPONSE = JsonKey.of("response");
    private static final JsonKey USAGE = JsonKey.of("usage");
    private static final JsonKey ERROR = JsonKey.of("error");

    private final UsageCounts usage = new UsageCounts();
    private final EventData data = new EventData();
    private final JsonCursor cursor = new JsonCursor();

    private @Nullable LongEvent longEvent;
    private @Nullable AnswerScan body;
    private @Nullable EventType type;
    private boolean hasType;
    private boolean hasError;
    private boolean isEnded;

    @Override
    public Verdict onEvent(ByteBuf buffer, int start, int end) {
        LongEvent parted = longEvent;
        Verdict verdict = parted == null ? whole(buffer, start, end) : lastPart(parted, buffer, start, end);
        isEnded |= verdict == Verdict.END;
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

    private Verdict lastPart(LongEvent parted, ByteBuf buffer, int start, int end) {
        parted.feed(buffer, start, end);
        longEvent = null;
        return parted.verdict();
    }

    private Verdict whole(ByteBuf buffer, int start, int end) {
        data.read(buffer, start, end);
        Verdict verdict = verdict();
        data.clear();
        return verdict;
    }

    private Verdict verdict() {
        EventType name = data.name();
        if (name == EventType.ERROR) {
            return Verdict.ERROR;
        }
        if (data.isEmpty()) {
            return Verdict.PREAMBLE;
        }
        if (data.isDone()) {
            return Verdict.END;
        }
        boolean isObject = read();
        if (hasError) {
            return Verdict.ERROR;
        }
        if (hasType) {
            return EventType.verdict(type);
        }
        return isObject && name != null ? EventType.verdict(name) : Verdict.PREAMBLE;
    }

    private boolean read() {
        type = null;
        hasType = false;
        hasError = false;
        cursor.reset(data.buffer(), data.start(), data.end());
        boolean isObject = cursor.enterObject();
        while (isObject && !isFragment() && cursor.nextMember()) {
            onMember();
        }
        cursor.clear();
        return isObject;
    }

    private boolean isFragment() {
        return type != null && type.isDelta();
    }

    private void onMember() {
        if (cursor.isKey(TYPE) && cursor.first() == '"') {
            hasType = true;
            type = EventType.read(cursor);
        } else if (cursor.isKey(RESPONSE) && cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(USAGE)) {
                    usage.read(cursor);
                } else {
                    cursor.skip();
                }
            }
        } else if (cursor.isKey(ERROR)) {
            hasError |= cursor.skipIsTruthy();
        } else {
            cursor.skip();
        }
    }

    @Override
    public boolean isFinished() {
        return isEnded;
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
