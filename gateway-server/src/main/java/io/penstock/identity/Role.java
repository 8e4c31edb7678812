package io.penstock.identity;

/** What a caller may do. Which of them a URL asks for stands in the table of surfaces. */
public enum Role {
    /** Models may be asked. */
    INFERENCE,
    /** The lists of models may be read. */
    MODELS,
    /** A provider's own API may be called with the gateway's credential. */
    PROXY,
    /** The gateway may be managed. */
    ADMIN
}
