package io.penstock.dialect.responses.stored;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonWriter;
import io.penstock.codec.json.RawJson;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the items of a response's whole input, as OpenAI's list of them has it.
 *
 * @param after the id of the item that comes before the part; null for the beginning
 * @param limit how many items at most
 * @param isAscending whether the oldest comes first
 */
public record ItemPage(@Nullable String after, int limit, boolean isAscending) {

    /** The page of that response, as JSON; null where it has no item of the id that was to come before. */
    public byte @Nullable [] of(StoredResponse response) {
        List<RawJson> items = response.wholeInput();
        if (!isAscending) {
            Collections.reverse(items);
        }
        int from = after == null ? 0 : indexBehind(items, after);
        if (from < 0) {
            return null;
        }
        int to = Math.min(items.size(), from + limit);
        return written(items.subList(from, to), to < items.size());
    }

    private static int indexBehind(List<RawJson> items, String id) {
        for (int i = 0; i < items.size(); i++) {
            if (id.equals(InputItem.idOf(items.get(i)))) {
                return i + 1;
            }
        }
        return -1;
    }

    private static byte[] written(List<RawJson> page, boolean hasMore) {
        ByteBuf out = Unpooled.buffer();
        JsonWriter json = JsonWriter.into(out);
        json.beginObject().name("object").string("list").name("data").beginArray();
        page.forEach(json::raw);
        json.endArray();
        id("first_id", page.isEmpty() ? null : page.get(0), json);
        id("last_id", page.isEmpty() ? null : page.get(page.size() - 1), json);
        json.name("has_more").bool(hasMore).endObject();
        return ByteBufUtil.getBytes(out);
    }

    private static void id(String name, @Nullable RawJson item, JsonWriter json) {
        String id = item == null ? null : InputItem.idOf(item);
        json.name(name);
        if (id == null) {
            json.nothing();
        } else {
            json.string(id);
        }
    }
}
