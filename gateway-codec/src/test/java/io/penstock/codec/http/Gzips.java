package io.penstock.codec.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/** Gzip bodies, as common writers make them and with every part a header may have. */
final class Gzips {
    /** Length of the trailer, in bytes. */
    static final int TRAILER_BYTES = 8;

    private static final int PLAIN_HEADER_BYTES = 10;

    private Gzips() {}

    static byte[] of(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** A member whose header has what the flags say: extra of {@code partBytes}, a name and a comment of as many, a checksum. */
    static byte[] withHeader(int flags, int partBytes, byte[] content) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & 4) != 0) {
            header.write(partBytes & 0xFF);
            header.write(partBytes >>> 8);
            header.writeBytes(new byte[partBytes]);
        }
        for (int flag = 8; flag <= 16; flag *= 2) {
            if ((flags & flag) != 0) {
                header.writeBytes("n".repeat(partBytes).getBytes(StandardCharsets.US_ASCII));
                header.write(0);
            }
        }
        if ((flags & 2) != 0) {
            CRC32 checksum = new CRC32();
            checksum.update(header.toByteArray());
            header.write((int) checksum.getValue() & 0xFF);
            header.write((int) (checksum.getValue() >>> 8) & 0xFF);
        }
        byte[] plain = of(content);
        header.write(plain, PLAIN_HEADER_BYTES, plain.length - PLAIN_HEADER_BYTES);
        return header.toByteArray();
    }

    static byte[] join(byte[]... members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            out.writeBytes(member);
        }
        return out.toByteArray();
    }
}
