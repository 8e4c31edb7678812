package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.JsonKind;
import io.penstock.codec.json.JsonListener;
import io.penstock.codec.json.JsonRefusal;
import io.penstock.codec.json.JsonScanner;
import io.penstock.codec.json.JsonText;

/**
 * Reads what comes piece by piece, a whole answer or the payload of a long frame: its usage, and whether it is an error. Bytes that are no
 * JSON end the reading and nothing else: the answer passes by all the same.
 */
final class AnswerScan implements JsonListener {
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("usage"), JsonKey.of("output"), JsonKey.of("message"), JsonKey.of("Message"), JsonKey.of("__type")
    };
    private static final int USAGE = 0;
    private static final int OUTPUT = 1;
    private static final int NOTHING = -1;

    /** Depths of what is looked at: {@code {"usage":{"cacheDetails":[{"ttl":"1h","inputTokens":9}]}}}. */
    private static final int TOP = 1;

    private static final int COUNT = 2;
    private static final int DETAIL = 3;
    private static final int DETAIL_MEMBER = 4;

    private final UsageCounts usage;
    private final JsonScanner scanner = new JsonScanner(this);

    private int member = NOTHING;
    private int slot = NOTHING;
    private boolean isTokens;
    private boolean isTtl;
    private boolean isHour;
    private long tokens = NOTHING;
    private boolean isUnreadable;
    private boolean hasOutput;
    private boolean hasMessage;

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
        return hasMessage && !hasOutput;
    }

    @Override
    public boolean onStart(int depth, JsonKind kind, long offset) {
        return switch (depth) {
            case 0 -> kind == JsonKind.OBJECT;
            case TOP -> {
                hasOutput |= member == OUTPUT;
                hasMessage |= member > OUTPUT && kind == JsonKind.STRING;
                yield member == USAGE && kind == JsonKind.OBJECT;
            }
            case COUNT ->
                slot == UsageCounts.DETAILS
                        ? kind == JsonKind.ARRAY
                        : slot != UsageCounts.NONE && kind == JsonKind.NUMBER;
            case DETAIL -> {
                isHour = false;
                tokens = NOTHING;
                yield kind == JsonKind.OBJECT;
            }
            default -> (isTtl && kind == JsonKind.STRING) || (isTokens && kind == JsonKind.NUMBER);
        };
    }

    @Override
    public void onKey(int depth, JsonText name) {
        switch (depth) {
            case TOP -> member = name.indexIn(MEMBERS);
            case COUNT -> slot = UsageCounts.slotOf(name);
            default -> {
                isTtl = UsageCounts.isTtl(name);
                isTokens = UsageCounts.isTokens(name);
            }
        }
    }

    @Override
    public void onEnd(int depth, JsonKind kind, JsonText text, long offset) {
        if (depth == COUNT && kind == JsonKind.NUMBER) {
            usage.set(slot, text.toCount());
        } else if (depth == DETAIL_MEMBER && kind == JsonKind.STRING) {
            isHour = UsageCounts.isHour(text);
        } else if (depth == DETAIL_MEMBER && kind == JsonKind.NUMBER) {
            tokens = text.toCount();
        } else if (depth == DETAIL && isHour) {
            usage.setHour(tokens);
        }
    }
}
