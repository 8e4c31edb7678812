package io.penstock.store;

import io.penstock.identity.GatewayKey;
import io.penstock.identity.Identity;
import io.penstock.identity.KeyForm;
import io.penstock.identity.KeyHash;
import io.penstock.identity.KeyTerms;
import io.penstock.identity.Role;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys for tests of stores. */
final class StoredKeys {
    static final Instant NOW = Instant.parse("2026-11-28T12:00:00.123Z");

    private static final SecureRandom RANDOM = new SecureRandom();

    private StoredKeys() {}

    static String text() {
        return KeyForm.newKey(KeyForm.newId(RANDOM), RANDOM).reveal();
    }

    static String id(String text) {
        return text.substring(4, 14);
    }

    /** The key of a text, with something in every place. */
    static GatewayKey full(String text) {
        KeyTerms terms = new KeyTerms(
                "anna",
                "blue",
                "laptop",
                Set.of(Role.values()),
                List.of("openai/*", "groq/llama-*"),
                Set.of("openai", "anthropic"),
                new Identity.Grant(60, 100_000, 4));
        return GatewayKey.issue(id(text), terms, KeyHash.of(text), NOW, NOW.plusSeconds(3600));
    }

    /** The key of a text, with nothing but an owner. */
    static GatewayKey plain(String text) {
        return named(text, "bob", "", "", null);
    }

    static GatewayKey named(String text, String owner, String team, String label, @Nullable Instant expiresAt) {
        KeyTerms terms =
                new KeyTerms(owner, team, label, Set.of(Role.INFERENCE), List.of(), Set.of(), Identity.Grant.UNSAID);
        return GatewayKey.issue(id(text), terms, KeyHash.of(text), NOW, expiresAt);
    }
}
