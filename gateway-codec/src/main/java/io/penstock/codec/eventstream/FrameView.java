package io.penstock.codec.eventstream;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.json.JsonKey;

/**
 * The parts of one whole frame, as ranges of the buffer it stands in. Reusable, and good for as long as the buffer is: it keeps indices
 * only. Headers other than those named here are passed over, and so is one of these that is no string.
 */
public final class FrameView {

    /** The header that says what kind of message it is: {@code event}, {@code exception} or {@code error}. */
    public static final int MESSAGE_TYPE = 0;
    /** The header that says which event it is. */
    public static final int EVENT_TYPE = 1;
    /** The header that says which exception it is. */
    public static final int EXCEPTION_TYPE = 2;
    /** The header that says which error it is, of those that are no exceptions. */
    public static final int ERROR_CODE = 3;
    /** The header that says what the error is; it has no payload. */
    public static final int ERROR_MESSAGE = 4;

    private static final JsonKey[] NAMES = {
        JsonKey.of(":message-type"),
        JsonKey.of(":event-type"),
        JsonKey.of(":exception-type"),
        JsonKey.of(":error-code"),
        JsonKey.of(":error-message")
    };

    private final FrameChecksum checksum = new FrameChecksum();
    private final int[] starts = new int[NAMES.length];
    private final int[] ends = new int[NAMES.length];
    private int payloadStart;
    private int payloadEnd;

    /**
     * Reads the frame that the range holds, and says whether it is one: whole, with lengths that fit and the checksum that belongs to it. Of
     * what is none, all ranges are empty. Borrows {@code buffer} for the call.
     */
    public boolean read(ByteBuf buffer, int start, int end) {
        int behind = end - FrameLayout.CHECKSUM_BYTES;
        // The checksum is of the prelude too, whose own one says nothing more here.
        if (readUnchecked(buffer, start, end) && checksum.of(buffer, start, behind) == buffer.getInt(behind)) {
            return true;
        }
        clear(start);
        return false;
    }

    /** As {@link #read}, of a frame that only passes by: the checksum is left to whoever gets it. */
    public boolean readUnchecked(ByteBuf buffer, int start, int end) {
        clear(start);
        int length = end - start;
        if (length < FrameLayout.AROUND_BYTES || buffer.getInt(start) != length) {
            return false;
        }
        int headers = buffer.getInt(start + FrameLayout.HEADERS_LENGTH);
        int headersStart = start + FrameLayout.HEADERS;
        if (headers < 0
                || headers > length - FrameLayout.AROUND_BYTES
                || !readHeaders(buffer, headersStart, headersStart + headers)) {
            clear(start);
            return false;
        }
        payloadStart = headersStart + headers;
        payloadEnd = end - FrameLayout.CHECKSUM_BYTES;
        return true;
    }

    /**
     * Reads headers alone, of a frame of which the rest is not at hand; says whether they are such. Borrows {@code buffer} for the call.
     */
    public boolean readHeaders(ByteBuf buffer, int start, int end) {
        clear(start);
        int at = start;
        while (at < end) {
            int name = at + 1;
            int type = name + buffer.getUnsignedByte(at);
            if (type >= end) {
                return false;
            }
            int value = type + 1;
            int next = valueEnd(buffer, buffer.getByte(type), value, end);
            if (next < 0) {
                return false;
            }
            if (buffer.getByte(type) == FrameLayout.STRING) {
                onString(JsonKey.indexOf(NAMES, buffer, name, type), value + Short.BYTES, next);
            }
            at = next;
        }
        return true;
    }

    /** Where the value of one of the headers above starts. Equals the end where there is none. */
    public int start(int header) {
        return starts[header];
    }

    /** Where the value of that header ends, exclusive. */
    public int end(int header) {
        return ends[header];
    }

    /** Where the payload starts. */
    public int payloadStart() {
        return payloadStart;
    }

    /** Where the payload ends, exclusive. */
    public int payloadEnd() {
        return payloadEnd;
    }

    private void clear(int start) {
        for (int i = 0; i < starts.length; i++) {
            starts[i] = start;
            ends[i] = start;
        }
        payloadStart = start;
        payloadEnd = start;
    }

    private static int valueEnd(ByteBuf buffer, int type, int value, int end) {
        int width = FrameLayout.width(type);
        if (width < 0) {
            return -1;
        }
        int from = value;
        if (FrameLayout.hasLength(type)) {
            if (end - value < Short.BYTES) {
                return -1;
            }
            width = buffer.getUnsignedShort(value);
            from += Short.BYTES;
        }
        return end - from < width ? -1 : from + width;
    }

    private void onString(int header, int start, int end) {
        if (header >= 0) {
            starts[header] = start;
            ends[header] = end;
        }
    }
}
