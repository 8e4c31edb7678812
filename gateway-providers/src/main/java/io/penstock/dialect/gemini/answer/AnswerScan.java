package io.penstock.dialect.gemini.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;

/**
 * Reads an answer that comes piece by piece, whole body or long event: its usage, its candidates' reasons to stop, and whether it is an
 * error. A body may be one array of responses. Bytes that are no JSON end the reading and nothing else: the answer passes by all the same.
 */
final class AnswerScan implements JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("candidates"), JsonKey.of("usageMetadata"), JsonKey.of("promptFeedback"), JsonKey.of("error")
    };
    private static final int CANDIDATES = 0;
    private static final int USAGE = 1;
    private static final int FEEDBACK = 2;
    private static final int ERROR = 3;
    private static final JsonKey[] INNER = {JsonKey.of("finishReason"), JsonKey.of("index"), JsonKey.of("blockReason")};
    private static final int FINISH_REASON = 0;
    private static final int INDEX = 1;
    private static final int BLOCK_REASON = 2;
    private static final int NONE = -1;

    private final UsageCounts usage;
    private final Finishes finishes;
    private final JsonScanner scanner = new JsonScanner(this);

    /** Depth of a response's members: 1, or 2 in an array of responses. */
    private int top = 1;

    private int member = NONE;
    private int slot = NONE;
    private int inner = NONE;
    private long index;
    private boolean isFinished;
    private boolean isUnreadable;
    private boolean hasError;

    AnswerScan(UsageCounts usage, Finishes finishes) {
        this.usage = usage;
        this.finishes = finishes;
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
        return hasError;
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            top = kind == JsonKind.ARRAY ? 2 : 1;
            return true;
        }
        if (depth < top) {
            return kind == JsonKind.OBJECT;
        }
        return depth == top ? onMemberStart(kind) : onInnerStart(depth, kind);
    }

    private boolean onMemberStart(JsonKind kind) {
        switch (member) {
            case CANDIDATES -> {
                return kind == JsonKind.ARRAY;
            }
            case USAGE -> {
                if (kind == JsonKind.OBJECT) {
                    usage.begin();
                }
                return kind == JsonKind.OBJECT;
            }
            case FEEDBACK -> {
                return kind == JsonKind.OBJECT;
            }
            case ERROR -> {
                hasError |= kind == JsonKind.OBJECT || kind == JsonKind.ARRAY || kind == JsonKind.TRUE;
                return kind == JsonKind.STRING;
            }
            default -> {
                return false;
            }
        }
    }

    private boolean onInnerStart(int depth, JsonKind kind) {
        if (member == USAGE) {
            return slot != NONE && kind == JsonKind.NUMBER;
        }
        if (member == CANDIDATES && depth == top + 1) {
            index = 0;
            isFinished = false;
            return kind == JsonKind.OBJECT;
        }
        return inner != NONE && (kind == JsonKind.STRING || kind == JsonKind.NUMBER);
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (depth == top) {
            member = name.indexIn(MEMBERS);
        } else if (member == USAGE) {
            slot = UsageCounts.slotOf(name);
        } else {
            inner = name.indexIn(INNER);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == top) {
            onMemberEnd(kind, text);
        } else if (depth > top) {
            onInnerEnd(depth, kind, text);
        }
    }

    private void onMemberEnd(JsonKind kind, JsonText text) {
        if (member == USAGE && kind == JsonKind.OBJECT) {
            usage.commit();
        } else if (member == ERROR && kind == JsonKind.STRING) {
            hasError |= text.length() > 0;
        }
    }

    private void onInnerEnd(int depth, JsonKind kind, JsonText text) {
        if (member == USAGE) {
            if (kind == JsonKind.NUMBER && slot != NONE) {
                usage.set(slot, text.toCount());
            }
        } else if (member == FEEDBACK) {
            if (inner == BLOCK_REASON && kind == JsonKind.STRING && text.length() > 0) {
                finishes.onBlocked();
            }
        } else if (member == CANDIDATES && depth == top + 1) {
            if (kind == JsonKind.OBJECT) {
                finishes.on(index, isFinished);
            }
        } else if (inner == FINISH_REASON) {
            isFinished |= kind == JsonKind.STRING && text.length() > 0;
        } else if (inner == INDEX && kind == JsonKind.NUMBER) {
            index = text.toCount();
        }
    }
}
