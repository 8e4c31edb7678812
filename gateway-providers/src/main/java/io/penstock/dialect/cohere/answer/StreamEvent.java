package io.penstock.dialect.cohere.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.json.EscapedText;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;
import io.penstock.codec.sse.EventView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream, taken apart: what kind it is and where its members stand, in whatever order they come. Its kind stands in its
 * data; where that has none, the event's name counts. An error body in place of an event is one too. Reusable, and allocates nothing for
 * an event of one line.
 */
final class StreamEvent {
    /** Nothing that is known: no data, another kind of event, the {@code [DONE]} that some servers send. */
    static final int OTHER = -1;
    /** What should be JSON is none. */
    static final int BROKEN = -2;

    static final int CONTENT_DELTA = 0;
    static final int TOOL_CALL_DELTA = 1;
    static final int TOOL_PLAN_DELTA = 2;
    static final int MESSAGE_START = 3;
    static final int CONTENT_START = 4;
    static final int CONTENT_END = 5;
    static final int TOOL_CALL_START = 6;
    static final int TOOL_CALL_END = 7;
    static final int CITATION_START = 8;
    static final int CITATION_END = 9;
    static final int MESSAGE_END = 10;
    static final int ERROR = 11;

    static final JsonKey[] TYPES = {
        JsonKey.of("content-delta"),
        JsonKey.of("tool-call-delta"),
        JsonKey.of("tool-plan-delta"),
        JsonKey.of("message-start"),
        JsonKey.of("content-start"),
        JsonKey.of("content-end"),
        JsonKey.of("tool-call-start"),
        JsonKey.of("tool-call-end"),
        JsonKey.of("citation-start"),
        JsonKey.of("citation-end"),
        JsonKey.of("message-end"),
        JsonKey.of("error")
    };

    /** A member of an event. */
    static final int DELTA = 0;
    /** A member of an event. */
    static final int ID = 1;
    /** A member of an event. */
    static final int LOGPROBS = 2;

    private static final int TYPE = 3;
    private static final int INDEX = 4;
    private static final int MESSAGE = 5;
    private static final int ERROR_MEMBER = 6;
    private static final JsonKey[] MEMBERS = {
        JsonKey.of("delta"),
        JsonKey.of("id"),
        JsonKey.of("logprobs"),
        JsonKey.of("type"),
        JsonKey.of("index"),
        JsonKey.of("message"),
        JsonKey.of("error")
    };
    private static final JsonKey[] DONE = {JsonKey.of("[DONE]")};

    private final EventView view = new EventView();
    private final JsonCursor cursor = new JsonCursor();
    private final int[] starts = new int[TYPE];
    private final int[] ends = new int[TYPE];
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
        if (dataStart == dataEnd || JsonKey.indexOf(DONE, data, dataStart, dataEnd) == 0) {
            return OTHER;
        }
        return readData(JsonKey.indexOf(TYPES, buffer, view.nameStart(), view.nameEnd()));
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

    /** Which block or call it is about; -1 where it does not say. */
    long index() {
        return index;
    }

    /** Where that member starts. */
    int start(int member) {
        return starts[member];
    }

    /** Where that member ends, exclusive; equals the start where it has none. */
    int end(int member) {
        return ends[member];
    }

    /** The string that a member is; null where it is none. */
    @Nullable
    EscapedText text(int member) {
        cursor.reset(data, starts[member], ends[member]);
        EscapedText text = cursor.takeText();
        cursor.clear();
        return text;
    }

    private int readData(int named) {
        Arrays.fill(starts, 0);
        Arrays.fill(ends, 0);
        index = -1;
        int type = named;
        boolean hasType = named >= 0;
        boolean hasError = false;
        cursor.reset(data, dataStart, dataEnd);
        if (!cursor.enterObject()) {
            return BROKEN;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            switch (member) {
                case OTHER -> cursor.skip();
                case TYPE -> {
                    hasType = true;
                    type = cursor.readOneOf(TYPES);
                }
                case INDEX -> index = cursor.readCount();
                case MESSAGE -> {
                    boolean isText = cursor.first() == '"';
                    hasError |= cursor.skipIsFilled() && isText;
                }
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
        return hasError && !hasType ? ERROR : type;
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
