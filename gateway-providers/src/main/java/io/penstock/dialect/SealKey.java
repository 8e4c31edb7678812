package io.penstock.dialect;

import io.penstock.credential.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the seals of all callers are made with. Nodes that share the secret take each other's; a random one is good for as long as the
 * process runs. Immutable.
 */
public final class SealKey {
    private static final int RANDOM_BYTES = 32;

    private final SecretKeySpec key;

    private SealKey(byte[] key) {
        this.key = new SecretKeySpec(key, StateSeal.ALGORITHM);
    }

    /** The key that a secret is. */
    public static SealKey of(Secret secret) {
        return new SealKey(secret.reveal().getBytes(StandardCharsets.US_ASCII));
    }

    /** One that nobody else has. */
    public static SealKey random() {
        byte[] key = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(key);
        return new SealKey(key);
    }

    /**
     * The seal of one caller.
     *
     * @param caller a name that nobody else has; not empty
     */
    public StateSeal of(String caller) {
        if (caller.isEmpty()) {
            throw new IllegalArgumentException("caller: empty (expected: a name)");
        }
        return new StateSeal(key, caller);
    }
}
