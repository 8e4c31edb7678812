package io.penstock.limit;

/** How short of memory the process is, and what is done about it: each step besides those before it. */
public enum Pressure {
    /** Not at all. */
    NONE,
    /** No connection is accepted. */
    NOT_ACCEPTING,
    /** No exchange is let in. */
    NOT_ADMITTING,
    /** The exchanges that hold most are ended. */
    ENDING
}
