package io.penstock.credential;

import org.jspecify.annotations.Nullable;

/** Where a provider looks for its key, and whether it can do without one. */
public enum CredentialKind {
    /** {@code Authorization: Bearer KEY} (RFC 6750 2.1). */
    BEARER("bearer", "authorization", "Bearer ", true),
    /** As {@link #BEARER}, for servers that ask for a key only when told to (Ollama, llama.cpp). */
    OPTIONAL_BEARER("optional_bearer", "authorization", "Bearer ", false),
    /** {@code x-api-key: KEY} (Anthropic). */
    X_API_KEY("x-api-key", "x-api-key", "", true),
    /** {@code x-goog-api-key: KEY} (Gemini). */
    X_GOOG_API_KEY("x-goog-api-key", "x-goog-api-key", "", true),
    /** {@code api-key: KEY} (Azure OpenAI). */
    API_KEY("api-key", "api-key", "", true),
    /** A token that Google grants, or a key of the API as {@link #BEARER}. */
    GOOGLE("google", "authorization", "Bearer ", true),
    /** A signature over each request (AWS Signature Version 4), or a key of the API as {@link #BEARER}. */
    AWS("aws", "authorization", "Bearer ", true),
    /** No key at all. */
    NONE("none", "", "", false);

    private final String key;
    private final String headerName;
    private final String valuePrefix;
    private final boolean required;

    CredentialKind(String key, String headerName, String valuePrefix, boolean required) {
        this.key = key;
        this.headerName = headerName;
        this.valuePrefix = valuePrefix;
        this.required = required;
    }

    /** The name in the catalogue and in the configuration. */
    public String key() {
        return key;
    }

    /** The field that carries the key, lower case; empty for {@link #NONE}. */
    public String headerName() {
        return headerName;
    }

    /** Whether the provider answers nobody without a key. */
    public boolean isRequired() {
        return required;
    }

    String headerValue(Secret secret) {
        return valuePrefix + secret.reveal();
    }

    /** The kind of that name, or null. */
    public static @Nullable CredentialKind ofKey(String key) {
        for (CredentialKind kind : values()) {
            if (kind.key.equals(key)) {
                return kind;
            }
        }
        return null;
    }
}
