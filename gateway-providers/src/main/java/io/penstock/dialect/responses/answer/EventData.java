package io.penstock.dialect.responses.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.sse.EventView;
import org.jspecify.annotations.Nullable;

/** The data of one event and its name, wherever its lines stand. Reusable; one instance serves one stream. */
final class EventData {
    private static final JsonKey[] DONE = {JsonKey.of("[DONE]")};
    /** What is longer has been a rare event, and its memory is not kept. */
    private static final int JOINED_BYTES_MAX = 64 * 1024;

    private final EventView view = new EventView();
    private ByteBuf joined = Unpooled.EMPTY_BUFFER;
    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private @Nullable EventType name;

    /** Reads the event that the range holds. */
    void read(ByteBuf buffer, int eventStart, int eventEnd) {
        view.read(buffer, eventStart, eventEnd);
        name = view.nameStart() < view.nameEnd() ? EventType.of(buffer, view.nameStart(), view.nameEnd()) : null;
        if (view.dataLines() > 1) {
            join(buffer, eventEnd);
        } else {
            data = buffer;
            start = view.dataStart();
            end = view.dataEnd();
        }
        while (end > start && data.getByte(end - 1) == Ascii.SPACE) {
            end--;
        }
    }

    /** Rare enough to be copied. */
    private void join(ByteBuf buffer, int eventEnd) {
        if (joined.capacity() == 0 || joined.capacity() > JOINED_BYTES_MAX) {
            joined = Unpooled.buffer();
        }
        joined.clear();
        view.joinData(buffer, eventEnd, joined);
        data = joined;
        start = 0;
        end = joined.writerIndex();
    }

    /** Whether it says nothing: comments only. */
    boolean isEmpty() {
        return start == end;
    }

    /** Whether it is the {@code [DONE]} that some servers end with as they do in other dialects. */
    boolean isDone() {
        return data.getByte(start) == '[' && JsonKey.indexOf(DONE, data, start, end) == 0;
    }

    /** The type that the event's name is; null where it has none that is known. */
    @Nullable
    EventType name() {
        return name;
    }

    ByteBuf buffer() {
        return data;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    void clear() {
        data = Unpooled.EMPTY_BUFFER;
    }
}
