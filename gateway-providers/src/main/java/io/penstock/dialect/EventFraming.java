package io.penstock.dialect;

/** How a dialect's streams are parted into events. */
public enum EventFraming {
    /** Server-sent events: lines up to and including an empty one. */
    SERVER_SENT,
    /** Elements of one JSON array. */
    ARRAY,
    /** AWS event stream: binary frames with a length and two checksums. */
    AWS_FRAMES
}
