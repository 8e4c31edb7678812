package io.penstock.credential;

import org.jspecify.annotations.Nullable;

/** One key, ready to be put into a request head: the field's name and its value. Prints masked. Immutable. */
public final class KeyCredential implements Authorization {
    private final CredentialKind kind;
    private final Secret secret;
    private final String headerValue;

    /**
     * A key that is sent as {@code kind} says.
     *
     * @throws IllegalArgumentException if the kind is {@link CredentialKind#NONE}, which carries no key
     */
    public KeyCredential(CredentialKind kind, Secret secret) {
        if (kind == CredentialKind.NONE) {
            throw new IllegalArgumentException("credential kind: none (expected: a kind that carries a key)");
        }
        this.kind = kind;
        this.secret = secret;
        this.headerValue = kind.headerValue(secret);
    }

    /** How the key is sent. */
    public CredentialKind kind() {
        return kind;
    }

    /** The field that carries the key, lower case. */
    public String headerName() {
        return kind.headerName();
    }

    /** The value of that field. It holds the key: write it to the wire and nowhere else. */
    public String headerValue() {
        return headerValue;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyCredential that && kind == that.kind && secret.equals(that.secret);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + secret.hashCode();
    }

    @Override
    public String toString() {
        return kind.key() + " " + secret;
    }
}
