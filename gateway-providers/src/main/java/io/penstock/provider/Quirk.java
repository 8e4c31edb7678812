package io.penstock.provider;

import org.jspecify.annotations.Nullable;

/** What is odd about a provider and must be known while its bytes are relayed. */
public enum Quirk {
    /**
     * Refuses {@code stream_options} (Cohere, Mistral), ignores it (Parallel), or tells its usage unasked (Perplexity, Mistral): the
     * member is never added, and is taken out of a caller's request.
     */
    NO_STREAM_OPTIONS("no_stream_options"),
    /** A stream may end without {@code [DONE]}; its last object says that it is the last. */
    NO_DONE_MARKER("no_done_marker");

    private final String key;

    Quirk(String key) {
        this.key = key;
    }

    /** The name in the catalogue. */
    public String key() {
        return key;
    }

    /** The quirk of that name, or null. */
    public static @Nullable Quirk ofKey(String key) {
        for (Quirk quirk : values()) {
            if (quirk.key.equals(key)) {
                return quirk;
            }
        }
        return null;
    }
}
