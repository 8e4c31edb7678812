package io.penstock.surface;

import io.penstock.codec.http.Field;
import org.jspecify.annotations.Nullable;

/** Where in a request a caller's credential may sit. Which places count is the row's to say, and no other place is looked at. */
public enum CredentialPlace {
    /** {@code cf-aig-authorization: Bearer ...}: the gateway's own, beside what is meant for a provider. */
    GATEWAY("cf-aig-authorization", Field.CF_AIG_AUTHORIZATION),
    /** {@code Authorization: Bearer ...} (RFC 6750 2.1). */
    BEARER("authorization", Field.AUTHORIZATION),
    /** {@code x-api-key}, as Anthropic's clients send it. */
    X_API_KEY("x-api-key", Field.X_API_KEY),
    /** {@code api-key}, as Azure's clients send it. */
    API_KEY("api-key", Field.API_KEY),
    /** {@code x-goog-api-key}, as Google's clients send it. */
    X_GOOG_API_KEY("x-goog-api-key", Field.X_GOOG_API_KEY),
    /** {@code ?key=}, as Google's clients sent it once and many still do. */
    QUERY_KEY("key", null);

    private final String key;
    private final @Nullable Field field;

    CredentialPlace(String key, @Nullable Field field) {
        this.key = key;
        this.field = field;
    }

    /** The name of the header field, or of the query's parameter, in lower case. */
    public String key() {
        return key;
    }

    /** The header field; null where it is a parameter of the query. */
    public @Nullable Field field() {
        return field;
    }

    /** Whether it is a parameter of the query, and no header field. */
    public boolean isInQuery() {
        return field == null;
    }

    /** Whether the credential stands behind the name of a scheme. */
    public boolean hasScheme() {
        return this == GATEWAY || this == BEARER;
    }
}
