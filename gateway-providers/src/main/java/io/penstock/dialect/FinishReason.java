package io.penstock.dialect;

/** Why a model stopped. */
public enum FinishReason {
    /** It had said what it had to say. */
    STOP,
    /** It came to one of the texts that end its output. */
    STOP_SEQUENCE,
    /** It came to the most tokens that it may make, or that its context holds. */
    LENGTH,
    /** It waits for what its tools say. */
    TOOL_CALLS,
    /** It refused, or was kept from answering. */
    CONTENT_FILTER,
    /** Its provider's own tools take longer than one answer: the client asks again with what it has. */
    PAUSE
}
