package io.penstock.dialect.cohere.answer;

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
        JsonKey.of("message"),
        JsonKey.of("finish_reason"),
        JsonKey.of("usage"),
        JsonKey.of("meta"),
        JsonKey.of("delta")
    };
    private static final int TYPE = 0;
    private static final int MESSAGE = 1;
    private static final int FINISH_REASON = 2;
    private static final int USAGE = 3;
    private static final int META = 4;
    private static final int DELTA = 5;
    private static final int NOTHING = -1;

    private final UsageCounts usage;
    private final JsonScanner scanner = new JsonScanner(this);

    private int member = NOTHING;
    private int usageDepth = NOTHING;
    /** The member of the usage object that is being read. */
    private int group = NOTHING;
    /** Where the count that is being read goes. */
    private int slot = NOTHING;

    private int type = NOTHING;
    private boolean isUnreadable;
    private boolean hasMessage;
    private boolean hasFailed;

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

    /** Whether an error stands in place of an answer, or ended it. */
    boolean hasError() {
        return hasFailed || type == StreamEvent.ERROR || (hasMessage && type == NOTHING);
    }

    /** What it was as an event: so long a one has output in it, if it is nothing else. */
    Verdict verdict() {
        if (hasError()) {
            return Verdict.ERROR;
        }
        return switch (type) {
            case StreamEvent.MESSAGE_START, StreamEvent.CONTENT_END, StreamEvent.TOOL_CALL_END -> Verdict.PREAMBLE;
            case StreamEvent.MESSAGE_END -> Verdict.END;
            default -> Verdict.OUTPUT;
        };
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            return kind == JsonKind.OBJECT;
        }
        if (usageDepth != NOTHING) {
            boolean isGroup = depth == usageDepth + 1 && group != NOTHING && slot == NOTHING;
            return isGroup ? kind == JsonKind.OBJECT : slot != NOTHING && kind == JsonKind.NUMBER;
        }
        return switch (member) {
            case TYPE -> depth == 1 && kind == JsonKind.STRING;
            case FINISH_REASON -> kind == JsonKind.STRING;
            case USAGE, META -> {
                usageDepth = kind == JsonKind.OBJECT ? depth : NOTHING;
                group = NOTHING;
                slot = NOTHING;
                yield kind == JsonKind.OBJECT;
            }
            case DELTA -> depth == 1 && kind == JsonKind.OBJECT;
            default -> {
                hasMessage |= member == MESSAGE && depth == 1 && kind == JsonKind.STRING;
                yield false;
            }
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (usageDepth == NOTHING) {
            member = name.indexIn(MEMBERS);
        } else if (depth == usageDepth + 1) {
            group = UsageCounts.memberOf(name);
            slot = group == UsageCounts.CACHED ? group : NOTHING;
        } else {
            int count = UsageCounts.countOf(name);
            slot = count < 0 ? NOTHING : group + count;
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == usageDepth) {
            usageDepth = NOTHING;
        } else if (usageDepth != NOTHING) {
            if (kind == JsonKind.NUMBER && slot != NOTHING) {
                usage.set(slot, text.toCount());
            }
        } else if (kind == JsonKind.STRING && member == TYPE && depth == 1) {
            type = text.indexIn(StreamEvent.TYPES);
        } else if (kind == JsonKind.STRING && member == FINISH_REASON) {
            hasFailed |= FinishReasons.isFailure(FinishReasons.of(text));
        }
    }
}
