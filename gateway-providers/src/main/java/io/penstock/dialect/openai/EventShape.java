package io.penstock.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.Ascii;
import io.penstock.codec.bytes.ByteSearch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The last event that was read and was nothing but output, kept to be compared with the next one: the deltas of a stream differ in a
 * text or two, and comparing the rest takes a fifth of the time of reading it.
 *
 * <p>A gap is the body of a string that the reader passed without a look at what it says. An event that has the same bytes everywhere
 * else, and in each gap the body of one string, takes a reader down the same path to the same verdict, whatever its members and their
 * order. A gap takes no control byte, so the lines of the two are the same as well.
 *
 * <p>Only an event whose reading left nothing behind (no counts, no end) may be kept: reading it again would have to, too.
 */
final class EventShape {
    /** Above this an event is read each time: it would be compared for long and kept for nothing. */
    private static final int BYTES_MAX = 1024;

    private static final int GAPS_MAX = 4;
    private static final int NOTHING = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long QUOTES = ByteSearch.ONES * '"';
    private static final long BACKSLASHES = ByteSearch.ONES * '\\';

    /** Starts and ends in turn, as indices of the buffer while gaps are noted, then counted from the event's start. */
    private final int[] gaps = new int[2 * GAPS_MAX];

    private int gapBounds;
    private byte[] bytes = {};
    private int length = NOTHING;

    /** Forgets the event: another one is being read. */
    void clear() {
        gapBounds = 0;
        length = NOTHING;
    }

    /** Notes that the string in that range, quotes included, was passed and not looked at. In order; those above the bound stay as they are. */
    void gap(int stringStart, int stringEnd) {
        if (gapBounds < gaps.length && stringEnd - stringStart > 2) {
            gaps[gapBounds++] = stringStart + 1;
            gaps[gapBounds++] = stringEnd - 1;
        }
    }

    /** Keeps the event in which the gaps were noted. Borrows {@code buffer} for the call. */
    void keep(ByteBuf buffer, int start, int end) {
        int count = end - start;
        // A byte order mark is one in the first event only.
        boolean hasMark = buffer.getByte(start) < 0;
        if (count > BYTES_MAX || gapBounds == 0 || hasMark) {
            return;
        }
        if (bytes.length < count) {
            bytes = new byte[count + 64];
        }
        buffer.getBytes(start, bytes, 0, count);
        for (int i = 0; i < gapBounds; i++) {
            gaps[i] -= start;
        }
        length = count;
    }

    /** Whether the event in the range differs from the one kept in nothing but what stands in the gaps. Borrows {@code buffer} for the call. */
    boolean matches(ByteBuf buffer, int start, int end) {
        if (length == NOTHING) {
            return false;
        }
        int at = start;
        int kept = 0;
        for (int i = 0; i < gapBounds; i += 2) {
            int run = gaps[i] - kept;
            if (end - at < run || !isSame(buffer, at, kept, run)) {
                return false;
            }
            at = gapEnd(buffer, at + run, end);
            kept = gaps[i + 1];
            if (at < 0) {
                return false;
            }
        }
        int run = length - kept;
        return end - at == run && isSame(buffer, at, kept, run);
    }

    private boolean isSame(ByteBuf buffer, int from, int keptFrom, int count) {
        int i = 0;
        for (; i + 2 * Long.BYTES <= count; i += 2 * Long.BYTES) {
            long first = buffer.getLongLE(from + i) ^ (long) LONGS.get(bytes, keptFrom + i);
            long second = buffer.getLongLE(from + i + Long.BYTES) ^ (long) LONGS.get(bytes, keptFrom + i + Long.BYTES);
            if ((first | second) != 0) {
                return false;
            }
        }
        for (; i < count; i++) {
            if (buffer.getByte(from + i) != bytes[keptFrom + i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the closing quote of a string stands whose body starts here; -1 where it is empty or does not end in the range. */
    private static int gapEnd(ByteBuf buffer, int from, int end) {
        int at = indexOfSpecial(buffer, from, end);
        while (at < end) {
            byte b = buffer.getByte(at);
            if (b == '"') {
                return at == from ? -1 : at;
            }
            if (b != '\\' || at + 1 == end || buffer.getByte(at + 1) < Ascii.SPACE) {
                return -1;
            }
            at = indexOfSpecial(buffer, at + 2, end);
        }
        return -1;
    }

    /** The index of the first quote, backslash or control byte, or {@code end}. */
    private static int indexOfSpecial(ByteBuf buffer, int from, int end) {
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            long word = buffer.getLongLE(at);
            long marks =
                    ByteSearch.zeros(word ^ QUOTES) | ByteSearch.zeros(word ^ BACKSLASHES) | ByteSearch.controls(word);
            if (marks != 0) {
                return at + ByteSearch.first(marks);
            }
        }
        for (; at < end; at++) {
            byte b = buffer.getByte(at);
            if (b == '"' || b == '\\' || (b >= 0 && b < Ascii.SPACE)) {
                return at;
            }
        }
        return end;
    }
}
