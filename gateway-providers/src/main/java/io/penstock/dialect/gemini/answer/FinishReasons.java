package io.penstock.dialect.gemini.answer;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.dialect.FinishReason;

/** The dialect's names for why a model stopped. It has none for having called a tool: that is a {@code STOP}. */
final class FinishReasons {
    /** The value of {@link #read} for what is no reason. */
    static final int NONE = -1;
    /** A reason that is not listed, and of which the model has stopped all the same. */
    static final int UNKNOWN = 0;

    /** The first two end an answer well, those up to {@link #LAST_FILTER} kept it back; the others say that something went wrong. */
    private static final JsonKey[] NAMES = {
        JsonKey.of("STOP"),
        JsonKey.of("MAX_TOKENS"),
        JsonKey.of("SAFETY"),
        JsonKey.of("RECITATION"),
        JsonKey.of("LANGUAGE"),
        JsonKey.of("BLOCKLIST"),
        JsonKey.of("PROHIBITED_CONTENT"),
        JsonKey.of("SPII"),
        JsonKey.of("IMAGE_SAFETY"),
        JsonKey.of("IMAGE_PROHIBITED_CONTENT"),
        JsonKey.of("IMAGE_RECITATION")
    };

    private static final int MAX_TOKENS = 2;
    private static final int SAFETY = 3;
    private static final int LAST_FILTER = NAMES.length;

    private FinishReasons() {}

    /** Passes the value at hand and gives the reason that it names, {@link #UNKNOWN} or {@link #NONE}. */
    static int read(JsonCursor cursor) {
        if (cursor.first() != '"') {
            cursor.skip();
            return NONE;
        }
        int start = cursor.index();
        int reason = cursor.readOneOf(NAMES) + 1;
        return cursor.index() - start > 2 ? reason : NONE;
    }

    /** What a reason means. */
    static FinishReason toReason(int reason) {
        if (reason == MAX_TOKENS) {
            return FinishReason.LENGTH;
        }
        return reason > MAX_TOKENS && reason <= LAST_FILTER ? FinishReason.CONTENT_FILTER : FinishReason.STOP;
    }

    /** Whether that meaning says less than the name did. */
    static boolean isVague(int reason) {
        return reason == UNKNOWN || reason > SAFETY;
    }
}
