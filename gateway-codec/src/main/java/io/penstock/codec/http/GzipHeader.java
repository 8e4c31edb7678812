package io.penstock.codec.http;

import java.util.zip.CRC32;

/**
 * Reads the header of one gzip member (RFC 1952, 2.3), a byte at a time.
 *
 * <pre>
 *   1F 8B 08 FLG | MTIME x4 | XFL | OS | [XLEN x2, extra] | [name, 0] | [comment, 0] | [CRC16 of all before, x2]
 * </pre>
 */
final class GzipHeader {
    /** Longest header; what it carries beside ten fixed bytes is of no use here. */
    static final int BYTES_MAX = 8 * 1024;

    private static final int FIXED_BYTES = 10;
    private static final int FLAGS_AT = 3;
    private static final int[] MAGIC = {0x1F, 0x8B, 0x08};

    private static final int HAS_CHECKSUM = 0x02;
    private static final int HAS_EXTRA = 0x04;
    private static final int HAS_NAME = 0x08;
    private static final int HAS_COMMENT = 0x10;
    private static final int RESERVED = 0xE0;

    private enum State {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CHECKSUM,
        WHOLE
    }

    private final CRC32 checksum = new CRC32();
    private State state = State.FIXED;
    private int bytes;
    private int flags;
    /** Of the optional part at hand. */
    private int partBytes;

    private int number;

    /** Begins a header. */
    void start() {
        checksum.reset();
        state = State.FIXED;
        bytes = 0;
        flags = 0;
        partBytes = 0;
        number = 0;
    }

    /** Whether no byte of a header has come yet. */
    boolean isEmpty() {
        return bytes == 0;
    }

    /** Reads the next byte; whether the header is whole. */
    boolean onByte(byte b) {
        int value = b & 0xFF;
        if (++bytes > BYTES_MAX) {
            throw GzipRefusals.HEADER_LONG;
        }
        if (state != State.CHECKSUM) {
            checksum.update(value);
        }
        switch (state) {
            case FIXED -> onFixed(value);
            case EXTRA_LENGTH -> {
                if (isNumber(value)) {
                    enter(number == 0 ? State.NAME : State.EXTRA);
                }
            }
            case EXTRA -> {
                if (++partBytes == number) {
                    enter(State.NAME);
                }
            }
            case NAME -> {
                if (value == 0) {
                    enter(State.COMMENT);
                }
            }
            case COMMENT -> {
                if (value == 0) {
                    enter(State.CHECKSUM);
                }
            }
            case CHECKSUM -> onChecksum(value);
            default -> throw new IllegalStateException("gzip header: whole (expected: begun)");
        }
        return state == State.WHOLE;
    }

    private void onFixed(int value) {
        int at = bytes - 1;
        if (at < MAGIC.length && value != MAGIC[at]) {
            throw GzipRefusals.HEADER;
        }
        if (at == FLAGS_AT) {
            flags = value;
            if ((flags & RESERVED) != 0) {
                throw GzipRefusals.HEADER;
            }
        }
        if (bytes == FIXED_BYTES) {
            enter(State.EXTRA_LENGTH);
        }
    }

    /** Enters the first state from this one on that the flags call for. */
    private void enter(State from) {
        partBytes = 0;
        if (from != State.EXTRA) {
            number = 0;
        }
        state = from;
        if (state == State.EXTRA_LENGTH && (flags & HAS_EXTRA) == 0) {
            state = State.NAME;
        }
        if (state == State.NAME && (flags & HAS_NAME) == 0) {
            state = State.COMMENT;
        }
        if (state == State.COMMENT && (flags & HAS_COMMENT) == 0) {
            state = State.CHECKSUM;
        }
        if (state == State.CHECKSUM && (flags & HAS_CHECKSUM) == 0) {
            state = State.WHOLE;
        }
    }

    private void onChecksum(int value) {
        if (isNumber(value)) {
            if (number != (checksum.getValue() & 0xFFFF)) {
                throw GzipRefusals.HEADER;
            }
            state = State.WHOLE;
        }
    }

    /** Adds a byte to a number of two, the lower first; whether it is whole. */
    private boolean isNumber(int value) {
        number |= value << (8 * partBytes);
        return ++partBytes == 2;
    }
}
