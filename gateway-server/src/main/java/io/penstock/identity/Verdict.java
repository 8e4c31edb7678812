package io.penstock.identity;

/** What a credential is found to be. */
public sealed interface Verdict {

    /**
     * It is good.
     *
     * @param identity whose it is
     */
    record Known(Identity identity) implements Verdict {}

    /**
     * It is not good: a 401.
     *
     * @param reason for the log, without a byte of the credential; the caller is not told
     */
    record Refused(String reason) implements Verdict {}

    /**
     * Too many that were not good came from there: a 429, unjudged.
     *
     * @param retryAfterSeconds when the next is judged
     */
    record Limited(long retryAfterSeconds) implements Verdict {}

    /**
     * It cannot be judged now: a 503.
     *
     * @param retryAfterSeconds when it is worth another try
     */
    record Unavailable(long retryAfterSeconds) implements Verdict {}
}
