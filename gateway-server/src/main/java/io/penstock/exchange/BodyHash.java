package io.penstock.exchange;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The hash of a request's body that its signature covers. */
final class BodyHash {
    private BodyHash() {}

    /** SHA-256 over the pieces as they will be sent, in lower case hexadecimal digits. */
    static String of(RequestBody body) {
        MessageDigest digest = sha256();
        List<ByteBuf> pieces = body.pieces();
        for (int i = 0; i < pieces.size(); i++) {
            ByteBuf piece = pieces.get(i);
            for (ByteBuffer part : piece.nioBuffers()) {
                digest.update(part);
            }
            piece.release();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
