package io.penstock.identity.token;

import io.netty.util.concurrent.FastThreadLocal;
import io.penstock.identity.Credential;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a whole token: what a token is remembered by, so that no memory holds one, and none is taken for another that begins like
 * it (CVE-2026-35030).
 *
 * @param a the first eight bytes
 * @param b the next
 * @param c the next
 * @param d the last
 */
record TokenDigest(long a, long b, long c, long d) {
    private static final FastThreadLocal<MessageDigest> SHA_256 = new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() throws NoSuchAlgorithmException {
            return MessageDigest.getInstance("SHA-256");
        }
    };

    static TokenDigest of(Credential token) {
        ByteBuffer bytes = ByteBuffer.wrap(token.digest(SHA_256.get()));
        return new TokenDigest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
