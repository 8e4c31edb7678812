package io.penstock.codec.eventstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Writes frames. The payload is written by the caller, straight into the buffer that the frame goes into; lengths and checksums follow
 * when it is there. Reusable, and allocates nothing for a frame.
 *
 * <pre>
 *   frame.begin(out, HEADERS);
 *   out.writeBytes(payload);
 *   frame.end();
 * </pre>
 */
public final class FrameWriter {
    private final FrameChecksum checksum = new FrameChecksum();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private int start;

    /** Begins a frame behind what {@code buffer} holds, which is borrowed until {@link #end}. */
    public void begin(ByteBuf buffer, FrameHeaders headers) {
        byte[] bytes = headers.bytes();
        out = buffer;
        start = buffer.writerIndex();
        buffer.writeInt(0);
        buffer.writeInt(bytes.length);
        buffer.writeInt(0);
        buffer.writeBytes(bytes);
    }

    /** Ends the frame: all that has been written since is its payload. */
    public void end() {
        ByteBuf buffer = out;
        out = Unpooled.EMPTY_BUFFER;
        buffer.setInt(start, buffer.writerIndex() - start + FrameLayout.CHECKSUM_BYTES);
        buffer.setInt(
                start + FrameLayout.PRELUDE_CHECKSUM, checksum.of(buffer, start, start + FrameLayout.PRELUDE_CHECKSUM));
        buffer.writeInt(checksum.of(buffer, start, buffer.writerIndex()));
    }
}
