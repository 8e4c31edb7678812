package io.penstock.identity.keyset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of an issuer that were found fit, at one time. Immutable; equal where the keys are. */
public final class KeySet {
    private final List<VerificationKey> keys;
    private final Map<String, VerificationKey> byId = new HashMap<>();

    /**
     * A set of keys.
     *
     * @throws IllegalArgumentException if an id is there twice
     */
    KeySet(List<VerificationKey> keys) {
        this.keys = List.copyOf(keys);
        for (VerificationKey key : keys) {
            if (key.id() != null && byId.put(key.id(), key) != null) {
                throw new IllegalArgumentException("kid: " + key.id() + " (expected: once)");
            }
        }
    }

    /**
     * The key that a token names; of one that names none, the only key that fits.
     *
     * @param id the token's {@code kid}; null where it has none
     * @param algorithm what it is signed with
     * @return null where no key can be meant, or more than one
     */
    public @Nullable VerificationKey find(@Nullable String id, Algorithm algorithm) {
        if (id != null) {
            VerificationKey named = byId.get(id);
            return named != null && named.fits(algorithm) ? named : null;
        }
        VerificationKey only = null;
        for (VerificationKey key : keys) {
            if (key.fits(algorithm)) {
                if (only != null) {
                    return null;
                }
                only = key;
            }
        }
        return only;
    }

    /** Whether a key of this id is there, whatever it is for. */
    public boolean knows(@Nullable String id) {
        return id == null || byId.containsKey(id);
    }

    /** Whether this key is one of the set: not merely one of its id. */
    public boolean contains(VerificationKey key) {
        return keys.contains(key);
    }

    /** How many there are. */
    int size() {
        return keys.size();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** The ids, for the log. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (VerificationKey key : keys) {
            ids.add(key.id() == null ? "(none)" : key.id());
        }
        return ids;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof KeySet that && keys.equals(that.keys));
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }
}
