package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer that comes piece by piece, whole body or long event: its usage, its type and whether it is an error. Bytes that are
 * no JSON end the reading and nothing else: the answer passes by all the same.
 */
final class AnswerScan implements JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("usage"), JsonKey.of("error"), JsonKey.of("type"), JsonKey.of("response"), JsonKey.of("status")
    };
    private static final int USAGE = 0;
    private static final int ERROR = 1;
    private static final int TYPE = 2;
    private static final int RESPONSE = 3;
    private static final int STATUS = 4;
    private static final JsonKey FAILED = JsonKey.of("failed");
    private static final int NOWHERE = -1;

    private final UsageCounts usage;
    private final JsonScanner scanner = new JsonScanner(this);

    private int member = NOWHERE;
    private boolean isInnerUsage;
    /** Depth of the usage object that is being read, or nowhere. */
    private int usageDepth = NOWHERE;

    private int slot = UsageCounts.NONE;
    private boolean isUnreadable;
    private boolean hasError;
    private @Nullable EventType type;

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
        return hasError;
    }

    /** The type that was read; null where there was none, or none that is known. */
    @Nullable
    EventType type() {
        return type;
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        if (depth == 0) {
            return kind == JsonKind.OBJECT;
        }
        if (usageDepth != NOWHERE) {
            return slot == UsageCounts.DETAILS
                    ? kind == JsonKind.OBJECT
                    : slot != UsageCounts.NONE && kind == JsonKind.NUMBER;
        }
        boolean isUsage = depth == 1 ? member == USAGE : isInnerUsage;
        if (isUsage && kind == JsonKind.OBJECT) {
            usageDepth = depth;
            usage.begin();
            return true;
        }
        return depth == 1 && onTopStart(kind);
    }

    private boolean onTopStart(JsonKind kind) {
        return switch (member) {
            case ERROR -> {
                hasError |= kind == JsonKind.OBJECT || kind == JsonKind.TRUE;
                yield kind == JsonKind.STRING;
            }
            case TYPE, STATUS -> kind == JsonKind.STRING;
            case RESPONSE -> kind == JsonKind.OBJECT;
            default -> false;
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        if (usageDepth != NOWHERE) {
            slot = UsageCounts.slotOf(name);
        } else if (depth == 1) {
            member = name.indexIn(MEMBERS);
            isInnerUsage = false;
        } else {
            isInnerUsage = name.is(MEMBERS[USAGE]);
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (usageDepth != NOWHERE) {
            onUsageEnd(depth, kind, text);
        } else if (depth == 1 && kind == JsonKind.STRING) {
            switch (member) {
                case ERROR -> hasError |= text.length() > 0;
                case STATUS -> hasError |= text.is(FAILED);
                case TYPE -> type = EventType.of(text);
                default -> {}
            }
        }
    }

    private void onUsageEnd(int depth, JsonKind kind, JsonText text) {
        if (depth == usageDepth) {
            usageDepth = NOWHERE;
            usage.commit();
        } else if (kind == JsonKind.NUMBER && slot != UsageCounts.NONE && slot != UsageCounts.DETAILS) {
            usage.set(slot, text.toCount());
        }
    }
}
