package io.penstock.surface;

/** Where in a request a caller's credential may sit. Which places count is the row's to say, and no other place is looked at. */
public enum CredentialPlace {
    /** {@code Authorization: Bearer ...} (RFC 6750 2.1). */
    BEARER("authorization"),
    /** {@code x-api-key}, as Anthropic's clients send it. */
    X_API_KEY("x-api-key"),
    /** {@code api-key}, as Azure's clients send it. */
    API_KEY("api-key"),
    /** {@code x-goog-api-key}, as Google's clients send it. */
    X_GOOG_API_KEY("x-goog-api-key");

    private final String field;

    CredentialPlace(String field) {
        this.field = field;
    }

    /** The header field's name, in lower case. */
    public String field() {
        return field;
    }
}
