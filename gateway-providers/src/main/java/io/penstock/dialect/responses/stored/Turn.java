package io.penstock.dialect.responses.stored;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.penstock.codec.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as far as other turns of the conversation come into it: what the request goes on from is found on the shelf,
 * and its response put there. The items of the request stay where they are until then. Serves one attempt, on one event loop.
 */
public final class Turn {
    /** What ids of responses begin with, whoever makes them. */
    public static final String ID_PREFIX = "resp_";

    /** Stands before the number of an item of a request; those of an answer have the number alone. */
    private static final String INPUT_MARK = "in";

    private final String name;
    private final Shelf shelf;
    private final LongConsumer room;
    private final List<RawJson> input = new ArrayList<>();
    private @Nullable StoredResponse previous;
    private boolean isStored = true;
    private boolean isTooLarge;
    private long earlierBytes;

    /**
     * A turn.
     *
     * @param name what its ids are made of; no other turn has it
     * @param room told how many bytes the request refers to, all in all so far, before they are read; throws where that is too much
     */
    public Turn(String name, Shelf shelf, LongConsumer room) {
        this.name = name;
        this.shelf = shelf;
        this.room = room;
    }

    /** What was said up to the response of that id; null where there is none. */
    public @Nullable List<RawJson> goOnFrom(String responseId) {
        StoredResponse found = shelf.find(responseId);
        if (found == null) {
            return null;
        }
        previous = found;
        List<StoredResponse> conversation = found.conversation();
        conversation.forEach(each -> earlierBytes += each.bytes());
        room.accept(earlierBytes);
        List<RawJson> items = new ArrayList<>();
        conversation.forEach(each -> items.addAll(each.items()));
        return items;
    }

    /** The item of that id, which names its turn; null where there is none. */
    public @Nullable RawJson item(String id) {
        int start = id.indexOf('_') + 1;
        int end = id.lastIndexOf('_');
        StoredResponse found = start < end ? shelf.find(ID_PREFIX + id.substring(start, end)) : null;
        if (found != null) {
            for (RawJson item : found.items()) {
                if (id.equals(InputItem.idOf(item))) {
                    earlierBytes += item.length();
                    room.accept(earlierBytes);
                    return item;
                }
            }
        }
        return null;
    }

    /** The request says whether its response is to be stored. */
    public void setStored(boolean isWanted) {
        isStored = isWanted;
    }

    /** An item that the request holds, or a string where its whole input is one. Borrowed until the answer is over. */
    public void onInput(RawJson item) {
        input.add(item);
    }

    /** Whether the response is to be stored. */
    public boolean isStored() {
        return isStored;
    }

    /** The id of the response before; null where the conversation begins. */
    public @Nullable String previousId() {
        return previous == null ? null : previous.id();
    }

    /** Stores the response that the range holds, unless that is not wanted, or too large. Borrows {@code buffer}. */
    public void store(ByteBuf buffer, int start, int end) {
        if (!isStored) {
            return;
        }
        long bytes = (long) end - start;
        for (RawJson item : input) {
            bytes += item.length();
        }
        if (bytes > shelf.responseBytesMax()) {
            isTooLarge = true;
            return;
        }
        List<byte[]> items = new ArrayList<>(input.size());
        for (RawJson item : input) {
            items.add(InputItem.of(item, name + "_" + INPUT_MARK + items.size()));
        }
        shelf.store(ID_PREFIX + name, ByteBufUtil.getBytes(buffer, start, end - start), items, previous);
    }

    /** Whether the response was to be stored and is too large. */
    public boolean isTooLarge() {
        return isTooLarge;
    }
}
