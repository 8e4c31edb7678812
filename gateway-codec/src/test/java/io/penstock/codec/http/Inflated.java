package io.penstock.codec.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a gzip body inflates to, or the status and the reason of its refusal. */
record Inflated(String bytes, String refusal) {

    /** Reads the pieces, none of which it keeps, and closes the reader. */
    static Inflated of(List<ByteBuf> pieces, long outputBytesMax) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GzipReader reader = new GzipReader(ByteBufAllocator.DEFAULT, outputBytesMax)) {
            for (ByteBuf piece : pieces) {
                reader.read(piece, piece.readerIndex(), piece.writerIndex(), inflated -> keep(inflated, bytes));
            }
            reader.onEnd();
        } catch (HttpRefusal refusal) {
            return new Inflated("", refusal.status() + " " + refusal.reason());
        }
        return new Inflated(bytes.toString(StandardCharsets.ISO_8859_1), "");
    }

    private static void keep(ByteBuf piece, ByteArrayOutputStream bytes) {
        byte[] array = new byte[piece.readableBytes()];
        piece.readBytes(array).release();
        if (array.length == 0 || array.length > GzipReader.PIECE_BYTES_MAX) {
            throw new AssertionError(
                    "piece: " + array.length + " bytes (expected: 1 to " + GzipReader.PIECE_BYTES_MAX + ")");
        }
        bytes.writeBytes(array);
    }
}
