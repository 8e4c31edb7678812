package io.penstock.dialect.responses.answer;

import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of a response object, as far as they mean something here. It was found to be JSON before.
 *
 * @param status as the provider has it; empty where it does not say
 * @param incompleteReason why it is not complete
 */
record ResponseView(
        @Nullable EscapedText id,
        @Nullable EscapedText model,
        long createdSeconds,
        String status,
        @Nullable EscapedText incompleteReason,
        @Nullable RawJson serviceTier,
        @Nullable RawJson output,
        boolean hasError) {
    /** An answer has no more items than this; each takes memory here. */
    static final int ITEMS_MAX = 4096;

    private static final JsonKey[] MEMBERS = {
        JsonKey.of("id"),
        JsonKey.of("model"),
        JsonKey.of("created_at"),
        JsonKey.of("status"),
        JsonKey.of("incomplete_details"),
        JsonKey.of("service_tier"),
        JsonKey.of("output"),
        JsonKey.of("error"),
        JsonKey.of("usage")
    };
    private static final JsonKey REASON = JsonKey.of("reason");

    /** Reads an object; of its usage {@code usage} takes note. */
    static ResponseView of(RawJson response, UsageCounts usage) {
        JsonCursor cursor = new JsonCursor();
        cursor.reset(response.buffer(), response.start(), response.end());
        EscapedText id = null;
        EscapedText model = null;
        EscapedText status = null;
        EscapedText reason = null;
        RawJson tier = null;
        RawJson output = null;
        long created = 0;
        boolean hasError = false;
        boolean isObject = cursor.enterObject();
        while (isObject && cursor.nextMember()) {
            switch (cursor.keyIn(MEMBERS)) {
                case 0 -> id = cursor.takeText();
                case 1 -> model = cursor.takeText();
                case 2 -> created = Math.max(0, cursor.readCount());
                case 3 -> status = cursor.takeText();
                case 4 -> reason = reason(cursor);
                case 5 -> tier = cursor.takeRaw();
                case 6 -> output = cursor.takeRaw();
                case 7 -> hasError = cursor.skipIsTruthy();
                case 8 -> usage.read(cursor);
                default -> cursor.skip();
            }
        }
        boolean hasTier = tier != null && tier.first() == '"';
        return new ResponseView(
                id,
                model,
                created,
                status == null ? "" : status.decode(),
                reason,
                hasTier ? tier : null,
                output,
                hasError);
    }

    private static @Nullable EscapedText reason(JsonCursor cursor) {
        if (!cursor.enterObject()) {
            cursor.skip();
            return null;
        }
        EscapedText reason = null;
        while (cursor.nextMember()) {
            if (cursor.isKey(REASON)) {
                reason = cursor.takeText();
            } else {
                cursor.skip();
            }
        }
        return reason;
    }

    /** Whether it has a row of items, which may be empty. */
    boolean hasOutput() {
        return output != null && output.first() == '[';
    }

    /** The items of its output, up to one more than the bound. */
    List<ItemView> items() {
        List<ItemView> items = new ArrayList<>();
        RawJson all = output;
        if (all == null) {
            return items;
        }
        JsonCursor cursor = new JsonCursor();
        cursor.reset(all.buffer(), all.start(), all.end());
        boolean isArray = cursor.enterArray();
        while (isArray && items.size() <= ITEMS_MAX && cursor.nextElement()) {
            RawJson item = cursor.takeRaw();
            if (item != null) {
                items.add(ItemView.of(item));
            }
        }
        return items;
    }
}
