package io.penstock.upstream;

/** Why a {@link Fetch} brought no answer. An answer with a bad status is an answer. */
public enum FetchFailure {
    /** No connection can be had. */
    UNREACHABLE,
    /** {@link AddressGuard} refuses where it leads. */
    REFUSED,
    /** The deadline was met first. */
    TIMED_OUT,
    /** The answer broke off, or is no HTTP. */
    BROKEN,
    /** The answer's body is above the limit. */
    TOO_LARGE,
    /** The answer's body is compressed, though that was not asked for. */
    CODED
}
