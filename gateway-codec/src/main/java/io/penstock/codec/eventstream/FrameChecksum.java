package io.penstock.codec.eventstream;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32;

/**
 * The checksum of a range, whatever memory it stands in. Bytes are copied into an array that is kept: the JDK sums up arrays at memory
 * speed, and a view of the buffer would be garbage.
 */
final class FrameChecksum {
    private static final int CHUNK_BYTES = 2048;

    private final CRC32 sum = new CRC32();
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** The checksum of that range. Borrows {@code buffer} for the call. */
    int of(ByteBuf buffer, int start, int end) {
        sum.reset();
        for (int at = start; at < end; at += CHUNK_BYTES) {
            int bytes = Math.min(CHUNK_BYTES, end - at);
            buffer.getBytes(at, chunk, 0, bytes);
            sum.update(chunk, 0, bytes);
        }
        return (int) sum.getValue();
    }

    /** The checksum of the eight bytes of a word, the highest first. */
    int of(long word) {
        for (int i = 0; i < Long.BYTES; i++) {
            chunk[i] = (byte) (word >>> (Long.SIZE - Byte.SIZE * (i + 1)));
        }
        sum.reset();
        sum.update(chunk, 0, Long.BYTES);
        return (int) sum.getValue();
    }
}
