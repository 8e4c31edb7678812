package io.penstock.dialect.responses.stored;

import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.json.RawJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One response as it is stored. Immutable to its readers. */
public interface StoredResponse {
    /** The member that holds what was said. */
    JsonKey OUTPUT = JsonKey.of("output");

    /** Its id. */
    String id();

    /** The response, as its client got it. Not to be changed. */
    byte[] document();

    /** The items that its request held itself, each with an id. Not to be changed. */
    List<byte[]> input();

    /** The one before, which its request went on from; null where it was the first. */
    @Nullable
    StoredResponse previous();

    /** The responses of the conversation up to this one, the first one first. */
    default List<StoredResponse> conversation() {
        Deque<StoredResponse> all = new ArrayDeque<>();
        for (StoredResponse each = this; each != null; each = each.previous()) {
            all.addFirst(each);
        }
        return List.copyOf(all);
    }

    /** How many bytes its items and its document have. */
    default long bytes() {
        long bytes = document().length;
        for (byte[] item : input()) {
            bytes += item.length;
        }
        return bytes;
    }

    /** What the model was asked: all that was said before, then the items of its own request. */
    default List<RawJson> wholeInput() {
        List<RawJson> items = new ArrayList<>();
        StoredResponse before = previous();
        if (before != null) {
            before.conversation().forEach(each -> items.addAll(each.items()));
        }
        input().forEach(item -> items.add(RawJson.of(item)));
        return items;
    }

    /** The items of its request, then those of its answer. */
    default List<RawJson> items() {
        List<RawJson> items = new ArrayList<>();
        input().forEach(item -> items.add(RawJson.of(item)));
        RawJson response = RawJson.of(document());
        JsonCursor cursor = new JsonCursor();
        cursor.reset(response.buffer(), response.start(), response.end());
        if (cursor.enterObject()) {
            while (cursor.nextMember()) {
                if (cursor.isKey(OUTPUT) && cursor.enterArray()) {
                    while (cursor.nextElement()) {
                        RawJson item = cursor.takeRaw();
                        if (item != null) {
                            items.add(item);
                        }
                    }
                } else {
                    cursor.skip();
                }
            }
        }
        return items;
    }
}
