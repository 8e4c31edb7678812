package io.penstock.relay;

/** How an answer is read on its way through. */
public enum Reading {
    /** Server-sent events: whole events go down, each shown to the probe. */
    EVENTS,
    /** Binary frames of an AWS event stream, each an event. */
    FRAMES,
    /** A JSON array that is a stream: each element is an event. */
    ELEMENTS,
    /** One JSON document: the probe reads along, and commit waits for its end or for the bound of what is held. */
    WHOLE,
    /** Not read at all; what comes is output. */
    OPAQUE;

    /** Whether the answer is a stream of events. */
    public boolean isEvents() {
        return this == EVENTS || this == FRAMES || this == ELEMENTS;
    }
}
