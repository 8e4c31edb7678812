package io.penstock.dialect.anthropic.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.sse.EventView;
import java.util.Arrays;

/**
 * One event of a stream, taken apart: what kind it is and where its members stand, in whatever order they come. Its kind stands in its
 * data; where that has none, the event's name counts, and an error needs neither. Reusable, and allocates nothing for an event of one line.
 */
final class StreamEvent {
    /** Nothing that is known: no data, another kind of event, the {@code [DONE]} of other dialects. */
    static final int OTHER = -1;
    /** What should be JSON is none. */
    static final int BROKEN = -2;

    static final int MESSAGE_START = 0;
    static final int BLOCK_START = 1;
    static final int BLOCK_DELTA = 2;
    static final int BLOCK_STOP = 3;
    static final int MESSAGE_DELTA = 4;
    static final int MESSAGE_STOP = 5;
    static final int PING = 6;
    static final int ERROR = 7;

    static final JsonKey[] TYPES = {
        JsonKey.of("message_start"),
        JsonKey.of("content_block_start"),
        JsonKey.of("content_block_delta"),
        JsonKey.of("content_block_stop"),
        JsonKey.of("message_delta"),
        JsonKey.of("message_stop"),
        JsonKey.of("ping"),
        JsonKey.of("error")
    };

    /** A member of an event. */
    static final int MESSAGE = 0;
    /** A member of an event. */
    static final int CONTENT_BLOCK = 1;
    /** A member of an event. */
    static final int DELTA = 2;
    /** A member of an event. */
    static final int USAGE = 3;
    /** A member of an event. */
    static final int CONTEXT_MANAGEMENT = 4;

    private static final int ERROR_MEMBER = 5;
    private static final int TYPE = 6;
    private static final int INDEX = 7;
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("message"),
        JsonKey.of("content_block"),
        JsonKey.of("delta"),
        JsonKey.of("usage"),
        JsonKey.of("context_management"),
        JsonKey.of("error"),
        JsonKey.of("type"),
        JsonKey.of("index")
    };
    private static final JsonKey[] DONE = {JsonKey.of("[DONE]")};
    private static final int DONE_BYTES = 6;

    private final EventView view = new EventView();
    private final JsonCursor cursor = new JsonCursor();
    private final int[] starts = new int[ERROR_MEMBER];
    private final int[] ends = new int[ERROR_MEMBER];
    private ByteBuf joined = Unpooled.EMPTY_BUFFER;
    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private int dataStart;
    private int dataEnd;
    private long index;

    /** Reads the event that the range holds, and says its kind. Borrows {@code buffer} until {@link #clear}. */
    int read(ByteBuf buffer, int start, int end) {
        view.read(buffer, start, end);
        data = buffer;
        dataStart = view.dataStart();
        dataEnd = view.dataEnd();
        if (view.dataLines() > 1) {
            join(buffer, end);
        }
        int named = JsonKey.indexOf(TYPES, buffer, view.nameStart(), view.nameEnd());
        if (named == ERROR) {
            return ERROR;
        }
        return dataStart == dataEnd || isDone() ? OTHER : readData(named);
    }

    /** Lets go of the buffer. */
    void clear() {
        data = Unpooled.EMPTY_BUFFER;
        cursor.clear();
    }

    /** The buffer that its ranges are of. */
    ByteBuf data() {
        return data;
    }

    /** Where its data starts. */
    int dataStart() {
        return dataStart;
    }

    /** Where its data ends, exclusive. */
    int dataEnd() {
        return dataEnd;
    }

    /** Which block it is about; -1 where it does not say. */
    long index() {
        return index;
    }

    /** Whether it has that member, and it is an object. */
    boolean has(int member) {
        return starts[member] < ends[member] && data.getByte(starts[member]) == '{';
    }

    /** Puts a cursor before that member. */
    void enter(int member, JsonCursor reader) {
        reader.reset(data, starts[member], ends[member]);
    }

    private boolean isDone() {
        return dataEnd - dataStart >= DONE_BYTES && JsonKey.indexOf(DONE, data, dataStart, dataStart + DONE_BYTES) == 0;
    }

    private int readData(int named) {
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        index = -1;
        int type = named;
        boolean hasError = false;
        cursor.reset(data, dataStart, dataEnd);
        if (!cursor.enterObject()) {
            return BROKEN;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            switch (member) {
                case OTHER -> cursor.skip();
                case TYPE -> type = cursor.readOneOf(TYPES);
                case INDEX -> index = cursor.readCount();
                case ERROR_MEMBER -> hasError |= cursor.skipIsTruthy();
                default -> {
                    starts[member] = cursor.index();
                    cursor.skip();
                    ends[member] = cursor.index();
                }
            }
        }
        if (cursor.isBroken()) {
            return BROKEN;
        }
        return hasError ? ERROR : type;
    }

    /** Rare enough to be copied, into memory that is kept for the next such event. */
    private void join(ByteBuf buffer, int end) {
        if (joined.capacity() == 0) {
            joined = Unpooled.buffer();
        }
        joined.clear();
        view.joinData(buffer, end, joined);
        data = joined;
        dataStart = 0;
        dataEnd = joined.writerIndex();
    }
}
