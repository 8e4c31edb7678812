package io.penstock.codec.eventstream;

/**
 * The layout of a frame. Numbers are big-endian; both checksums are the CRC-32 of zlib.
 *
 * <pre>
 *   0         4           8             12                     12+headers     total-4
 *   +---------+-----------+-------------+----------------------+--------------+-------------+
 *   |total    |headers    |checksum of  |headers               |payload       |checksum of  |
 *   |bytes u32|bytes u32  |bytes 0..7   |                      |              |all before it|
 *   +---------+-----------+-------------+----------------------+--------------+-------------+
 *
 *   header:  name bytes u8 | name | type u8 | value
 *   value:   of a string (7) or bytes (6): bytes u16 | ...; of the others a width of its own
 * </pre>
 */
final class FrameLayout {
    /** Where the length of the headers stands. */
    static final int HEADERS_LENGTH = 4;
    /** Where the checksum of the prelude stands, behind what it is of. */
    static final int PRELUDE_CHECKSUM = 8;
    /** Where the headers start. */
    static final int HEADERS = 12;
    /** The checksum at the end. */
    static final int CHECKSUM_BYTES = 4;
    /** What a frame has besides headers and payload. */
    static final int AROUND_BYTES = HEADERS + CHECKSUM_BYTES;

    /** The type of a value that is a string. */
    static final int STRING = 7;

    private static final int BYTES = 6;
    private static final int[] WIDTHS = {0, 0, 1, 2, 4, 8, 0, 0, 8, 16};

    private FrameLayout() {}

    /** Whether a value of that type begins with its length. */
    static boolean hasLength(int type) {
        return type == STRING || type == BYTES;
    }

    /** How many bytes a value of that type has that does not begin with its length; -1 where there is no such type. */
    static int width(int type) {
        return type >= 0 && type < WIDTHS.length ? WIDTHS[type] : -1;
    }
}
