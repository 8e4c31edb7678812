package io.penstock.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that the gateway has given out, as it is kept: without the key itself, which is shown once. Immutable.
 *
 * @param id what it is called; part of the key, and no secret
 * @param terms what it is given out for
 * @param issued what is known of the texts that are this key: one, and those that a rotation has replaced
 * @param createdAt when it was given out
 * @param expiresAt from when on it is no good; null for never
 * @param revokedAt when it was taken back; null where it was not
 */
public record GatewayKey(
        String id,
        KeyTerms terms,
        List<Issued> issued,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    /** Keeps its own copy. */
    public GatewayKey {
        issued = List.copyOf(issued);
    }

    /** A key that is given out now. */
    public static GatewayKey issue(String id, KeyTerms terms, KeyHash hash, Instant now, @Nullable Instant expiresAt) {
        return new GatewayKey(id, terms, List.of(new Issued(hash, null)), now, expiresAt, null);
    }

    /** Who calls with it. Its id stays the same in a rotation, so that what is counted under it goes on counting. */
    Identity identity() {
        return new Identity(
                terms.owner(), id, terms.team(), terms.roles(), terms.models(), terms.surfaces(), terms.grant());
    }

    /** What becomes of a request that comes with it at {@code now}. */
    public State stateAt(Instant now) {
        if (revokedAt != null) {
            return State.REVOKED;
        }
        return expiresAt != null && !now.isBefore(expiresAt) ? State.EXPIRED : State.ACTIVE;
    }

    /** What a key is good for. */
    public enum State {
        /** What its terms say. */
        ACTIVE,
        /** Nothing any more. */
        EXPIRED,
        /** Nothing: it was taken back. */
        REVOKED
    }

    /**
     * One text that is, or was, the key.
     *
     * @param hash of the text
     * @param endsAt from when on it is no good, since another has replaced it; null for the one that counts
     */
    public record Issued(KeyHash hash, @Nullable Instant endsAt) {}
}
