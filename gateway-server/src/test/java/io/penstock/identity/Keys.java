package io.penstock.identity;

import io.penstock.credential.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys for tests. */
final class Keys {
    static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    static final KeyTerms TERMS = new KeyTerms(
            "anna",
            "blue",
            "laptop",
            Set.of(Role.INFERENCE, Role.MODELS),
            List.of("openai/*"),
            Set.of("openai"),
            new Identity.Grant(10, 1000, 2));

    private static final SecureRandom RANDOM = new SecureRandom();

    private Keys() {}

    /** A key that nobody knows. */
    static String text() {
        return KeyForm.newKey(KeyForm.newId(RANDOM), RANDOM).reveal();
    }

    /** Another key of the same id. */
    static String another(String text) {
        Secret key = KeyForm.newKey(id(text), RANDOM);
        return key.reveal();
    }

    static String id(String text) {
        return text.substring(4, 14);
    }

    static GatewayKey issued(String text, @Nullable Instant expiresAt) {
        return GatewayKey.issue(id(text), TERMS, KeyHash.of(text), NOW, expiresAt);
    }
}
