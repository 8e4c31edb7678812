package io.penstock.surface;

/** Where in a request a caller's credential may sit. Which places count is the row's to say, and no other place is looked at. */
public enum CredentialPlace {
    /** {@code cf-aig-authorization: Bearer ...}: the gateway's own, beside what is meant for a provider. */
    GATEWAY("cf-aig-authorization"),
    /** {@code Authorization: Bearer ...} (RFC 6750 2.1). */
    BEARER("authorization"),
    /** {@code x-api-key}, as Anthropic's clients send it. */
    X_API_KEY("x-api-key"),
    /** {@code api-key}, as Azure's clients send it. */
    API_KEY("api-key"),
    /** {@code x-goog-api-key}, as Google's clients send it. */
    X_GOOG_API_KEY("x-goog-api-key"),
    /** {@code ?key=}, as Google's clients sent it once and many still do. */
    QUERY_KEY("key");

    private final String key;

    CredentialPlace(String key) {
        this.key = key;
    }

    /** The name of the header field, or of the query's parameter, in lower case. */
    public String key() {
        return key;
    }

    /** Whether it is a parameter of the query, and no header field. */
    public boolean isInQuery() {
        return this == QUERY_KEY;
    }

    /** Whether the credential stands behind the name of a scheme. */
    public boolean hasScheme() {
        return this == GATEWAY || this == BEARER;
    }
}
