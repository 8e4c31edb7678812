package io.penstock.limit;

/**
 * How a limit stands.
 *
 * @param max what may be had in a minute
 * @param remaining of it; 0 or more
 * @param resetNanos until all of it can be had again
 */
public record Reading(long max, long remaining, long resetNanos) {

    /** How it stands once that much is given back. */
    public Reading giveBack(long amount) {
        return new Reading(max, Math.min(max, remaining + amount), resetNanos);
    }

    /** The one of which less is left. */
    public Reading tighter(Reading other) {
        return other.remaining < remaining ? other : this;
    }
}
