package io.penstock.dialect.bedrock.answer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.penstock.codec.eventstream.FrameView;
import io.penstock.codec.json.JsonCursor;
import io.penstock.codec.json.JsonKey;

/**
 * One frame of a stream, taken apart: which event it is and where the members of its payload stand, in whatever order they come. A frame that
 * does not say what kind of message it is counts as an event. The padding beside the members is passed over. Reusable; allocates nothing.
 */
final class StreamEvent {
    /** An event that nobody knows. */
    static final int OTHER = -1;
    /** No frame, or one whose checksum is wrong. */
    static final int DAMAGED = -2;
    /** A frame whose payload should be JSON and is none. */
    static final int BROKEN = -3;

    static final int MESSAGE_START = 0;
    static final int BLOCK_START = 1;
    static final int BLOCK_DELTA = 2;
    static final int BLOCK_STOP = 3;
    static final int MESSAGE_STOP = 4;
    static final int METADATA = 5;
    /** An exception, whichever it is. */
    static final int EXCEPTION = 6;

    private static final JsonKey[] TYPES = {
        JsonKey.of("messageStart"),
        JsonKey.of("contentBlockStart"),
        JsonKey.of("contentBlockDelta"),
        JsonKey.of("contentBlockStop"),
        JsonKey.of("messageStop"),
        JsonKey.of("metadata")
    };
    private static final JsonKey[] FAILURES = {JsonKey.of("exception"), JsonKey.of("error")};

    private static final JsonKey[] MEMBERS = {JsonKey.of("contentBlockIndex"), JsonKey.of("delta"), JsonKey.of("start")
    };
    private static final int INDEX = 0;

    private final FrameView view = new FrameView();
    private final JsonCursor cursor = new JsonCursor();
    private ByteBuf data = Unpooled.EMPTY_BUFFER;
    private int partStart;
    private int partEnd;
    private long index;

    /** Reads the frame that the range holds, and says which event it is. Borrows {@code buffer} until {@link #clear}. */
    int read(ByteBuf buffer, int start, int end) {
        data = buffer;
        if (!view.read(buffer, start, end)) {
            return DAMAGED;
        }
        int type = type(view, buffer);
        return type >= BLOCK_START && type <= BLOCK_STOP ? readBlockEvent(type) : type;
    }

    /** Which event the headers say it is. */
    static int type(FrameView headers, ByteBuf buffer) {
        int failure = JsonKey.indexOf(
                FAILURES, buffer, headers.start(FrameView.MESSAGE_TYPE), headers.end(FrameView.MESSAGE_TYPE));
        boolean hasException = headers.start(FrameView.EXCEPTION_TYPE) < headers.end(FrameView.EXCEPTION_TYPE);
        if (failure >= 0 || hasException) {
            return EXCEPTION;
        }
        return JsonKey.indexOf(TYPES, buffer, headers.start(FrameView.EVENT_TYPE), headers.end(FrameView.EVENT_TYPE));
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

    /** The frame's headers and payload. */
    FrameView view() {
        return view;
    }

    /** Which block it is about; -1 where it does not say. */
    long index() {
        return index;
    }

    /** Whether it has its {@code delta} or {@code start}, and that is an object. */
    boolean hasPart() {
        return partStart < partEnd && data.getByte(partStart) == '{';
    }

    /** Puts a cursor before its {@code delta} or {@code start}. */
    void enterPart(JsonCursor reader) {
        reader.reset(data, partStart, partEnd);
    }

    /** Puts a cursor before the payload. */
    void enterPayload(JsonCursor reader) {
        reader.reset(data, view.payloadStart(), view.payloadEnd());
    }

    private int readBlockEvent(int type) {
        partStart = 0;
        partEnd = 0;
        index = -1;
        enterPayload(cursor);
        if (!cursor.enterObject()) {
            return BROKEN;
        }
        while (cursor.nextMember()) {
            int member = cursor.keyIn(MEMBERS);
            if (member == INDEX) {
                index = cursor.readCount();
            } else if (member > INDEX) {
                partStart = cursor.index();
                cursor.skip();
                partEnd = cursor.index();
            } else {
                cursor.skip();
            }
        }
        return cursor.isBroken() ? BROKEN : type;
    }
}
