package io.penstock.codec.json;

import io.netty.buffer.ByteBuf;
import io.penstock.codec.bytes.ByteSearch;

/**
 * Whether bytes above ASCII are UTF-8 as RFC 3629, section 4 has it: no overlong form, no surrogate, nothing above U+10FFFF.
 * Resumable between any two bytes of a character.
 */
final class Utf8Check {
    private static final int CONTINUATION_MIN = 0x80;
    private static final int CONTINUATION_MAX = 0xBF;

    /** Two characters of three bytes, the first byte lowest: the bits that say so, and what they are. */
    private static final long THREES_MASK = 0x0000_C0C0F0_C0C0F0L;

    private static final long THREES = 0x0000_8080E0_8080E0L;
    private static final int THREES_BYTES = 6;
    /** Four characters of two bytes. */
    private static final long TWOS_MASK = 0xC0E0_C0E0_C0E0_C0E0L;

    private static final long TWOS = 0x80C0_80C0_80C0_80C0L;
    /** Of each lead byte, the bits of which one is set unless the form is overlong (C0, C1). */
    private static final long TWOS_LEAD = 0x001E_001E_001E_001EL;

    private static final long TWOS_LEAD_BYTES = 0x00FF_00FF_00FF_00FFL;

    /** By the low half of a lead byte 0xE0 to 0xEF: whether any continuation may follow, as it may not after E0 and ED. */
    private static final int THREES_FREE = 0xFFFF & ~(1 | (1 << 0xD));

    /** Bytes of the current character still to come. */
    private int missing;
    /** Least and greatest value of the next one. */
    private int min;

    private int max;

    boolean isPending() {
        return missing > 0;
    }

    /**
     * Goes over a run of bytes above ASCII.
     *
     * @return the index of the first ASCII byte, or {@code to}; of a bad byte its index negated, less one
     */
    int check(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at < to) {
            if (missing == 0) {
                at = skipWords(buffer, at, to);
                if (at == to) {
                    return to;
                }
            }
            int b = buffer.getByte(at) & 0xFF;
            if (missing > 0) {
                if (b < min || b > max) {
                    return -1 - at;
                }
                missing--;
                min = CONTINUATION_MIN;
                max = CONTINUATION_MAX;
            } else if (b < 0x80) {
                return at;
            } else if (!onLead(b)) {
                return -1 - at;
            }
            at++;
        }
        return to;
    }

    /**
     * Goes over a run of bytes above ASCII that stands whole in the range.
     *
     * @return the index of the ASCII byte behind it; -1 where it is no UTF-8, or not whole
     */
    int checkRun(ByteBuf buffer, int from, int to) {
        missing = 0;
        int at = check(buffer, from, to);
        return isPending() ? -1 : Math.max(-1, at);
    }

    /** Passes characters of three bytes, and of two, as long as words hold nothing else and nothing of them is special. */
    private static int skipWords(ByteBuf buffer, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = buffer.getLongLE(at);
            if ((word & THREES_MASK) == THREES && isFree(word) && isFree(word >>> 24)) {
                at += THREES_BYTES;
            } else if ((word & TWOS_MASK) == TWOS && ByteSearch.zeros((word & TWOS_LEAD) | ~TWOS_LEAD_BYTES) == 0) {
                at += Long.BYTES;
            } else {
                break;
            }
        }
        return at;
    }

    private static boolean isFree(long word) {
        return ((THREES_FREE >>> (word & 0xF)) & 1) != 0;
    }

    private boolean onLead(int b) {
        min = CONTINUATION_MIN;
        max = CONTINUATION_MAX;
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        if (b < 0xE0) {
            missing = 1;
        } else if (b < 0xF0) {
            missing = 2;
            min = b == 0xE0 ? 0xA0 : CONTINUATION_MIN;
            max = b == 0xED ? 0x9F : CONTINUATION_MAX;
        } else {
            missing = 3;
            min = b == 0xF0 ? 0x90 : CONTINUATION_MIN;
            max = b == 0xF4 ? 0x8F : CONTINUATION_MAX;
        }
        return true;
    }
}
