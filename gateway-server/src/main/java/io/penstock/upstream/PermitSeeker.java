package io.penstock.upstream;

/** What {@link ConnectionLimit} knows of the pool of one event loop; called by other loops as well. */
interface PermitSeeker {
    /** What {@link #idleSinceNanos} says while nothing is idle. */
    long NEVER = Long.MIN_VALUE;

    /** Since when the connection that was idle longest is. */
    long idleSinceNanos();

    /** Another loop wants the place of an idle connection, if there still is one. */
    void askToCloseIdle();

    /** A permit may be free; whom it is not for passes it on. */
    void offerPermit();
}
