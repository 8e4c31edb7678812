package io.penstock.limit;

/** How short of memory the process is, and what is done about it: each step besides those before it. */
public enum Pressure {
    /** Not at all. */
    NONE(0),
    /** No connection is accepted. */
    NOT_ACCEPTING(1),
    /** No exchange is let in. */
    NOT_ADMITTING(2),
    /** The exchanges that hold most are ended. */
    ENDING(3);

    private final int step;

    Pressure(int step) {
        this.step = step;
    }

    /** How many steps are taken. */
    public int step() {
        return step;
    }
}
