package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;
import io.penstock.dialect.Verdict;

/**
 * Reads what comes piece by piece, a whole answer or the data of a long event: its usage, its type, why the model stopped and whether it
 * is an error. Bytes that are no JSON end the reading and nothing else: the answer passes by all the same.
 */
final class AnswerScan implements JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("type"),
        JsonKey.of("error"),
        JsonKey.of("usage"),
        JsonKey.of("stop_reason"),
        JsonKey.of("message"),
        JsonKey.of("delta")
    };
    private static final int TYPE = 0;
    private static final int ERROR = 1;
    private static final int USAGE = 2;
    private static final int STOP_REASON = 3;
    /** From here on, objects that hold more of them. */
    private static final int MESSAGE = 4;

    private static final int NOTHING = -1;

    private final UsageCounts usage;
    private final JsonScanner scanner = new JsonScanner(this);

    private int member = NOTHING;
    private int usageDepth = NOTHING;
    private int slot = NOTHING;
    private int type = NOTHING;
    private boolean isUnreadable;
    private boolean hasError;
    private boolean isFinished;

    AnswerScan(UsageCounts usage) {
        this.usage = usage;
    }

    /** Reads the next piece. Borrows {@code buffer} for the call. */
    void feed(ByteBuf buffer, int start, int end) {
        if (isUnreadable) {
            return;
        }
        try {
            scanner.feed(buffer, start, end);
        } catch (JsonRefusal refusal) {
            isUnreadable = true;
        }
    }

    /** Whether an error stands in place of an answer. */
    boolean hasError() {
        return hasError || type == StreamEvent.ERROR;
    }

    /** Whether the model's reason to stop was read. */
    boolean isFinished() {
        return isFinished;
    }

    /** What it was as an event: so long a one has output in it, if it is nothing else. */
    Verdict verdict() {
        if (hasError()) {
            return Verdict.ERROR;
        }
        return switch (type) {
            case StreamEvent.MESSAGE_START, StreamEvent.BLOCK_STOP, StreamEvent.PING -> Verdict.PREAMBLE;
            case StreamEvent.MESSAGE_DELTA -> isFinished ? Verdict.OUTPUT : Verdict.PREAMBLE;
            case StreamEvent.MESSAGE_STOP -> Verdict.END;
            default -> Verdict.OUTPUT;
        };
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            return kind == JsonKind.OBJECT;
        }
        if (usageDepth != NOTHING) {
            return slot >= UsageCounts.DETAILS
                    ? kind == JsonKind.OBJECT && depth == usageDepth + 1
                    : slot != NOTHING && kind == JsonKind.NUMBER;
        }
        return switch (member) {
            case TYPE -> depth == 1 && kind == JsonKind.STRING;
            case ERROR -> {
                hasError |= depth == 1 && kind != JsonKind.NULL && kind != JsonKind.FALSE;
                yield false;
            }
            case USAGE -> {
                usageDepth = kind == JsonKind.OBJECT ? depth : NOTHING;
                yield kind == JsonKind.OBJECT;
            }
            case STOP_REASON -> {
                isFinished |= kind == JsonKind.STRING;
                yield false;
            }
            default -> member >= MESSAGE && depth == 1 && kind == JsonKind.OBJECT;
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (usageDepth != NOTHING) {
            slot = UsageCounts.slotOf(name);
        } else {
            member = name.indexIn(MEMBERS);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == usageDepth) {
            usageDepth = NOTHING;
        } else if (usageDepth != NOTHING) {
            if (kind == JsonKind.NUMBER && slot >= 0 && slot < UsageCounts.DETAILS) {
                usage.set(slot, text.toCount());
            }
        } else if (member == TYPE && depth == 1 && kind == JsonKind.STRING) {
            type = text.indexIn(StreamEvent.TYPES);
        }
    }
}
